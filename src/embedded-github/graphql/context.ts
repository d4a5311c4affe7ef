import { GraphQLError } from "graphql";
import type { ApiRequest } from "../http/api-request.ts";
import { accessLevel, isVisible } from "../world/identity/access.ts";
import { type Level, reaches } from "../world/identity/account.ts";
import { Refusal, type RefusalKind } from "../world/refusal.ts";
import type { Repository } from "../world/repository.ts";

/** GitHub's names for what went wrong, in `errors[].type`. */
const TYPES: Readonly<Record<RefusalKind, string>> = {
  notFound: "NOT_FOUND",
  invalid: "UNPROCESSABLE",
  forbidden: "FORBIDDEN",
  conflict: "UNPROCESSABLE",
  stale: "STALE_DATA",
  protected: "BRANCH_PROTECTION_RULE_VIOLATION",
  notAllowed: "UNPROCESSABLE",
  gone: "NOT_FOUND",
};

export function graphqlRefusal(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** `type` stands beside `message` in GitHub's errors. */
export function errorShape(error: GraphQLError): Readonly<Record<string, unknown>> {
  const { originalError } = error;
  const type = originalError instanceof Refusal ? TYPES[originalError.kind] : error.extensions["type"];
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    message: error.message,
  };
}

export function findRepository(request: ApiRequest, owner: string, name: string): Repository {
  const repository = request.world.repositories.find(`${owner}/${name}`);
  if (repository && isVisible(request.credential, repository)) return repository;
  throw graphqlRefusal("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
}

/** The same permissions as REST, for a field or a mutation. */
export function demand(
  request: ApiRequest,
  repository: Repository,
  needs: { readonly permission: string; readonly level: Level },
): void {
  if (reaches(accessLevel(request.credential, repository, needs.permission), needs.level)) return;
  const who = request.credential.kind === "user" ? "personal access token" : "integration";
  throw graphqlRefusal("FORBIDDEN", `Resource not accessible by ${who}`);
}
