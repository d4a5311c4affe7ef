import { isoSeconds } from "../git/git-object.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { pageOf } from "../shapes/issue-shape.ts";
import { repositoryPage } from "../shapes/repository-shape.ts";
import { nodeId } from "../world/ids.ts";
import type { Comment, Issue } from "../world/issues/issue.ts";
import type { PullRequest } from "../world/issues/pull-request.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { demand, graphqlRefusal } from "./context.ts";
import { type GraphqlNode, objectNode, refNode } from "./git-nodes.ts";
import { accountNode, pullRequestNode, stateOf } from "./pull-request-node.ts";

interface PullRequestQuery extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null;
}

export function repositoryNode(request: ApiRequest, repository: Repository): GraphqlNode {
  const { world } = request;
  const place = { world, repository };
  const mayRead = demand.bind(undefined, request, repository);
  return {
    __typename: "Repository",
    id: nodeId("R", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.fullName,
    isPrivate: repository.isPrivate,
    url: repositoryPage(world, repository),
    defaultBranchRef: () => {
      mayRead({ permission: "contents", level: "read" });
      return refNode(place, `refs/heads/${repository.defaultBranch}`);
    },
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) => {
      mayRead({ permission: "contents", level: "read" });
      return refNode(place, qualifiedName);
    },
    refs: async ({ refPrefix, ...page }: PageArguments & { readonly refPrefix: string }) => {
      mayRead({ permission: "contents", level: "read" });
      const refs = await repository.git.listRefs(refPrefix);
      return connection("refs", refs, { ...page, node: (ref) => refNode(place, ref.name) });
    },
    object: ({ oid, expression }: { readonly oid?: string | null; readonly expression?: string | null }) => {
      mayRead({ permission: "contents", level: "read" });
      const revision = oid ?? expression;
      return revision === undefined || revision === null ? null : objectNode(place, revision);
    },
    pullRequest: ({ number }: { readonly number: number }) => {
      mayRead({ permission: "pull_requests", level: "read" });
      const pull = world.pullRequests.find(repository, number);
      if (pull) return pullRequestNode(world, pull);
      throw graphqlRefusal("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (query: PullRequestQuery) => {
      mayRead({ permission: "pull_requests", level: "read" });
      const pulls = selectPullRequests(world.pullRequests.list(repository), query);
      return connection("pullRequests", pulls, { ...query, node: (pull) => pullRequestNode(world, pull) });
    },
    issue: ({ number }: { readonly number: number }) => {
      mayRead({ permission: "issues", level: "read" });
      const issue = world.issues.find(repository, number);
      if (issue && !issue.isPullRequest) return issueNode(world, issue);
      throw graphqlRefusal("NOT_FOUND", `Could not resolve to an Issue with the number of ${number}.`);
    },
  };
}

/** Oldest first unless the query says otherwise. */
function selectPullRequests(
  newestFirst: readonly PullRequest[],
  query: PullRequestQuery,
): readonly PullRequest[] {
  const { states, headRefName, baseRefName, orderBy } = query;
  const selected = newestFirst
    .toReversed()
    .filter((pull) => !states || states.length === 0 || states.includes(stateOf(pull)))
    .filter((pull) => typeof headRefName !== "string" || pull.head.branch === headRefName)
    .filter((pull) => typeof baseRefName !== "string" || pull.base.branch === baseRefName);
  if (!orderBy) return selected;
  const ordered = orderBy.field === "UPDATED_AT" ? selected.toSorted(byUpdate) : selected;
  return orderBy.direction === "DESC" ? ordered.toReversed() : ordered;
}

function byUpdate(one: PullRequest, other: PullRequest): number {
  return one.issue.updatedAt.localeCompare(other.issue.updatedAt);
}

function issueNode(world: World, issue: Issue): GraphqlNode {
  return {
    __typename: "Issue",
    id: nodeId("I", issue.id),
    databaseId: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state === "open" ? "OPEN" : "CLOSED",
    closed: issue.state === "closed",
    url: pageOf(world, issue),
    createdAt: isoSeconds(issue.createdAt),
    updatedAt: isoSeconds(issue.updatedAt),
    author: accountNode(world, issue.author),
    comments: (page: PageArguments) =>
      connection("comments", world.issues.comments(issue), {
        ...page,
        node: (one) => commentNode(world, one),
      }),
  };
}

function commentNode(world: World, comment: Comment): GraphqlNode {
  return {
    __typename: "IssueComment",
    id: nodeId("IC", comment.id),
    databaseId: comment.id,
    body: comment.body,
    author: accountNode(world, comment.author),
    createdAt: isoSeconds(comment.createdAt),
    updatedAt: isoSeconds(comment.updatedAt),
    url: `${pageOf(world, comment.issue)}#issuecomment-${comment.id}`,
  };
}
