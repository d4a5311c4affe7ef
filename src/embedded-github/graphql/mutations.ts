import { z } from "zod";
import type { ApiRequest } from "../http/api-request.ts";
import { mayChangeWorkflows } from "../world/identity/access.ts";
import { nodeId } from "../world/ids.ts";
import type { PullRequest } from "../world/issues/pull-request.ts";
import { Refusal } from "../world/refusal.ts";
import type { Repository } from "../world/repository.ts";
import { demand, findRepository, graphqlRefusal } from "./context.ts";
import { type GraphqlNode, objectNode, refNode } from "./git-nodes.ts";
import { pullRequestNode } from "./pull-request-node.ts";

const CommitInput = z.object({
  clientMutationId: z.string().nullish(),
  branch: z.object({
    id: z.string().nullish(),
    repositoryNameWithOwner: z.string().nullish(),
    branchName: z.string().nullish(),
  }),
  expectedHeadOid: z.string(),
  message: z.object({ headline: z.string(), body: z.string().nullish() }),
  fileChanges: z
    .object({
      additions: z.array(z.object({ path: z.string(), contents: z.string() })).nullish(),
      deletions: z.array(z.object({ path: z.string() })).nullish(),
    })
    .nullish(),
});

const PullRequestInput = z.object({ clientMutationId: z.string().nullish(), pullRequestId: z.string() });

interface Target {
  readonly repository: Repository;
  readonly branch: string;
}

export async function createCommitOnBranch(request: ApiRequest, given: unknown): Promise<GraphqlNode> {
  const input = CommitInput.parse(given);
  const { repository, branch } = await findBranch(request, input.branch);
  demand(request, repository, { permission: "contents", level: "write" });
  const { headline, body } = input.message;
  const additions = (input.fileChanges?.additions ?? []).map(({ path, contents }) => ({
    path,
    content: Buffer.from(contents, "base64"),
  }));
  const deletions = (input.fileChanges?.deletions ?? []).map(({ path }) => ({ path, content: null }));
  const sha = await request.world.commits.commitOnBranch(
    repository,
    {
      branch,
      expectedHead: input.expectedHeadOid,
      message: typeof body === "string" && body !== "" ? `${headline}\n\n${body}` : headline,
      edits: [...deletions, ...additions],
    },
    { actor: request.actor, mayChangeWorkflows: mayChangeWorkflows(request.credential, repository) },
  );
  const place = { world: request.world, repository };
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: await objectNode(place, sha),
    ref: await refNode(place, `refs/heads/${branch}`),
  };
}

/** By the id of a ref, or by the names of repository and branch. */
async function findBranch(
  request: ApiRequest,
  branch: z.infer<typeof CommitInput>["branch"],
): Promise<Target> {
  if (typeof branch.id === "string") return findBranchById(request, branch.id);
  const [owner = "", name = ""] = (branch.repositoryNameWithOwner ?? "").split("/");
  const repository = findRepository(request, owner, name);
  return { repository, branch: (branch.branchName ?? "").replace(/^refs\/heads\//u, "") };
}

async function findBranchById(request: ApiRequest, id: string): Promise<Target> {
  for (const repository of request.world.repositories.list()) {
    const refs = await repository.git.listRefs("refs/heads/");
    const ref = refs.find((one) => nodeId("REF", `${repository.id}:${one.name}`) === id);
    if (ref) return { repository, branch: ref.name.slice("refs/heads/".length) };
  }
  throw graphqlRefusal("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

export function findPullRequest(request: ApiRequest, id: string): PullRequest {
  for (const repository of request.world.repositories.list()) {
    const pull = request.world.pullRequests.list(repository).find((one) => nodeId("PR", one.id) === id);
    if (!pull) continue;
    findRepository(request, repository.owner.login, repository.name);
    return pull;
  }
  throw graphqlRefusal("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

export function setDraft(request: ApiRequest, given: unknown, isDraft: boolean): GraphqlNode {
  const { clientMutationId, pullRequestId } = PullRequestInput.parse(given);
  const pull = findPullRequest(request, pullRequestId);
  demand(request, pull.issue.repository, { permission: "pull_requests", level: "write" });
  if (pull.issue.state !== "open") throw new Refusal("invalid", "Pull request is closed");
  request.world.pullRequests.setDraft(pull, isDraft, request.actor);
  return { clientMutationId: clientMutationId ?? null, pullRequest: pullRequestNode(request.world, pull) };
}
