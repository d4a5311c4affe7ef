import { accessLevel, isVisible } from "../world/identity/access.ts";
import { reaches } from "../world/identity/account.ts";
import { type Answer, failed } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Guard } from "./route.ts";

type RepositoryGuard = Extract<Guard, { kind: "repository" }>;

/** GitHub's refusal, or nothing when the request may go on. */
export function authorize(guard: Guard, request: ApiRequest): Answer | undefined {
  const { kind } = request.credential;
  switch (guard.kind) {
    case "anyone":
      return undefined;
    case "someone":
      return kind === "anonymous" ? failed(401, "Requires authentication") : undefined;
    case "app":
      return kind === "app" ? undefined : failed(401, "A JSON web token could not be decoded");
    case "installation":
      return kind === "installation" ? undefined : failed(403, "Resource not accessible by integration");
    case "repository":
      return authorizeRepository(guard, request);
  }
}

function authorizeRepository(guard: RepositoryGuard, request: ApiRequest): Answer | undefined {
  const { credential, world } = request;
  const repository = world.repositories.find(`${request.param("owner")}/${request.param("repo")}`);
  if (!repository || !isVisible(credential, repository)) return failed(404, "Not Found");
  const level = credential.kind === "user" ? (guard.people ?? guard.level) : guard.level;
  const keys = guard.orPullRequests === true ? [guard.permission, "pull_requests"] : [guard.permission];
  if (keys.some((key) => reaches(accessLevel(credential, repository, key), level))) return undefined;
  if (credential.kind === "anonymous") return failed(401, "Requires authentication");
  if (credential.kind === "user")
    return failed(403, "You do not have permission to do this in this repository.");
  return failed(403, "Resource not accessible by integration");
}
