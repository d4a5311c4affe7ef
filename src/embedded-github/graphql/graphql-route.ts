import {
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  type DocumentNode,
  specifiedRules,
  validate,
} from "graphql";
import { z } from "zod";
import { type Answer, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import type { Route } from "../http/route.ts";
import { nodeId } from "../world/ids.ts";
import { Refusal } from "../world/refusal.ts";
import { demand, errorShape, findRepository, graphqlRefusal } from "./context.ts";
import type { GraphqlNode } from "./git-nodes.ts";
import { createCommitOnBranch, findPullRequest, setDraft } from "./mutations.ts";
import { accountNode, pullRequestNode } from "./pull-request-node.ts";
import { repositoryNode } from "./repository-node.ts";
import { SCHEMA } from "./schema.ts";

const Query = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** `unknown` collects queries outside our slice of the schema: they would work on GitHub. */
export function graphqlRoute(unknown: string[]): Route {
  return {
    method: "POST",
    path: "/graphql",
    guard: { kind: "someone" },
    resource: "graphql",
    nameOf,
    answer: (request) => answer(request, unknown),
  };
}

/** Operations are told apart by their name, or by their first field. */
function nameOf(request: ApiRequest): string {
  const parsed = parseQuery(request);
  if (!("document" in parsed)) return "graphql unreadable";
  const operation = getOperationAST(parsed.document, parsed.operationName);
  const [first] = operation?.selectionSet.selections ?? [];
  const field = first?.kind === Kind.FIELD ? first.name.value : "unknown";
  return `graphql ${operation?.name?.value ?? field}`;
}

interface ReadableQuery {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

function parseQuery(request: ApiRequest): ReadableQuery | { readonly error: GraphQLError } {
  try {
    const { query, variables, operationName } = request.body(Query);
    return { document: parse(query), variables: variables ?? {}, operationName: operationName ?? undefined };
  } catch (error) {
    const message =
      error instanceof Error ? error.message : "A query attribute must be specified and must be a string.";
    return { error: error instanceof GraphQLError ? error : new GraphQLError(message) };
  }
}

async function answer(request: ApiRequest, unknown: string[]): Promise<Answer> {
  const parsed = parseQuery(request);
  if ("error" in parsed) return ok({ errors: [errorShape(parsed.error)] });
  const problems = validate(SCHEMA, parsed.document, specifiedRules);
  if (problems.length > 0) {
    unknown.push(...problems.map((problem) => `graphql: ${problem.message}`));
    return ok({ errors: problems.map(errorShape) });
  }
  const result = await execute({
    schema: SCHEMA,
    document: parsed.document,
    rootValue: rootFields(request),
    contextValue: request,
    variableValues: parsed.variables,
    operationName: parsed.operationName ?? null,
  });
  const bug = result.errors?.find((error) => !isExpected(error.originalError));
  if (bug?.originalError) throw bug.originalError;
  const errors = result.errors?.map(errorShape);
  return ok(errors ? { data: result.data ?? null, errors } : { data: result.data });
}

function isExpected(cause: Error | undefined): boolean {
  return cause === undefined || cause instanceof Refusal || cause instanceof GraphQLError;
}

function rootFields(request: ApiRequest): GraphqlNode {
  return {
    id: nodeId("Q", "root"),
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) =>
      repositoryNode(request, findRepository(request, owner, name)),
    // Here, and only here, a bot keeps the ending of its login.
    viewer: () => ({
      ...accountNode(request.world, request.actor.account),
      login: request.actor.account.login,
    }),
    node: ({ id }: { readonly id: string }) => nodeById(request, id),
    rateLimit: () => rateLimit(request),
    createCommitOnBranch: ({ input }: { readonly input: unknown }) => createCommitOnBranch(request, input),
    markPullRequestReadyForReview: ({ input }: { readonly input: unknown }) =>
      setDraft(request, input, false),
    convertPullRequestToDraft: ({ input }: { readonly input: unknown }) => setDraft(request, input, true),
  };
}

function nodeById(request: ApiRequest, id: string): GraphqlNode {
  if (id.startsWith("PR_")) {
    const pull = findPullRequest(request, id);
    demand(request, pull.issue.repository, { permission: "pull_requests", level: "read" });
    return pullRequestNode(request.world, pull);
  }
  throw graphqlRefusal("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

function rateLimit(request: ApiRequest): GraphqlNode {
  const { limit, remaining, used, reset } = request.limits.quota(request.credential, "graphql");
  return { cost: 1, limit, remaining, used, nodeCount: 0, resetAt: new Date(reset * 1000).toISOString() };
}
