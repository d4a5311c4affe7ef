import { type Commit, isoSeconds } from "../git/git-object.ts";
import { countCommits, listCommits } from "../git/history.ts";
import { pageOf } from "../shapes/issue-shape.ts";
import type { Account } from "../world/identity/account.ts";
import { nodeId } from "../world/ids.ts";
import type { Mergeability } from "../world/issues/merges.ts";
import { changedFiles } from "../world/issues/measure-pull-request.ts";
import { type PullRequest, type Review, reviewDecision } from "../world/issues/pull-request.ts";
import type { World } from "../world/world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { checksOf, commitNode, type GraphqlNode, refNode } from "./git-nodes.ts";

const MERGEABLE: Readonly<Record<Mergeability, string>> = {
  clean: "MERGEABLE",
  draft: "MERGEABLE",
  dirty: "CONFLICTING",
  unknown: "UNKNOWN",
};

export function accountNode(world: World, account: Account): GraphqlNode {
  const name = account.type === "Bot" ? account.login.replace("[bot]", "") : account.login;
  return {
    __typename: account.type,
    id: nodeId("U", account.id),
    databaseId: account.id,
    // GraphQL shows a bot without the ending that REST has.
    login: name,
    name: account.login,
    url: `${world.urls.html}/${name}`,
    resourcePath: `/${name}`,
    avatarUrl: `${world.urls.html}/avatars/u/${account.id}`,
  };
}

export function stateOf(pull: PullRequest): "OPEN" | "CLOSED" | "MERGED" {
  if (pull.merged) return "MERGED";
  return pull.issue.state === "open" ? "OPEN" : "CLOSED";
}

export function pullRequestNode(world: World, pull: PullRequest): GraphqlNode {
  const { issue, head, base, merged } = pull;
  const { repository } = issue;
  const place = { world, repository };
  return {
    __typename: "PullRequest",
    id: nodeId("PR", pull.id),
    databaseId: pull.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    url: pageOf(world, issue),
    state: stateOf(pull),
    isDraft: pull.isDraft,
    merged: merged !== undefined,
    mergedAt: merged ? isoSeconds(merged.at) : null,
    mergedBy: merged ? accountNode(world, merged.by) : null,
    closed: issue.state === "closed",
    closedAt: issue.closedAt === null ? null : isoSeconds(issue.closedAt),
    createdAt: isoSeconds(issue.createdAt),
    updatedAt: isoSeconds(issue.updatedAt),
    author: accountNode(world, issue.author),
    headRefName: head.branch,
    headRefOid: head.sha,
    headRef: () => refNode(place, `refs/heads/${head.branch}`),
    baseRefName: base.branch,
    baseRefOid: base.sha,
    isCrossRepository: false,
    reviewDecision: reviewDecision(pull),
    statusCheckRollup: checksOf.bind(undefined, repository),
    mergeable: async () => MERGEABLE[await world.merges.mergeability(pull)],
    mergeCommit: async () => {
      const commit = merged && (await repository.git.readCommit(merged.commit));
      return commit ? commitNode(place, commit) : null;
    },
    commits: (page: PageArguments) => commitsOf(world, pull, page),
    files: (page: PageArguments) => filesOf(pull, page),
    reviews: (page: PageArguments) =>
      connection("reviews", pull.reviews, { ...page, node: (review) => reviewNode(world, review) }),
  };
}

async function commitsOf(world: World, pull: PullRequest, page: PageArguments): Promise<unknown> {
  const { repository } = pull.issue;
  const isNewestOnly = page.last === 1 && typeof page.first !== "number" && typeof page.before !== "string";
  // The newest commit is what every look asks for; the head is known without a walk through history.
  if (isNewestOnly) return newestCommit(world, pull);
  const range = { from: pull.head.sha, without: pull.base.sha };
  const commits = [...(await listCommits(repository.git, range))].reverse();
  return connection("commits", commits, { ...page, node: (commit) => pullCommitNode(world, pull, commit) });
}

async function filesOf(pull: PullRequest, page: PageArguments): Promise<unknown> {
  return connection("files", await changedFiles(pull), {
    ...page,
    node: ({ path, additions, deletions }) => ({
      __typename: "PullRequestChangedFile",
      path,
      additions,
      deletions,
    }),
  });
}

async function newestCommit(world: World, pull: PullRequest): Promise<unknown> {
  const { git } = pull.issue.repository;
  const head = await git.readCommit(pull.head.sha);
  return {
    nodes: head ? [pullCommitNode(world, pull, head)] : [],
    totalCount: () => countCommits(git, pull.head.sha, pull.base.sha),
    pageInfo: async () => {
      const count = await countCommits(git, pull.head.sha, pull.base.sha);
      const at = Buffer.from(`cursor:${count - 1}`).toString("base64");
      return { startCursor: at, endCursor: at, hasNextPage: false, hasPreviousPage: count > 1 };
    },
  };
}

function pullCommitNode(world: World, pull: PullRequest, commit: Commit): GraphqlNode {
  return {
    __typename: "PullRequestCommit",
    id: nodeId("PURC", `${pull.id}:${commit.sha}`),
    commit: commitNode({ world, repository: pull.issue.repository }, commit),
  };
}

function reviewNode(world: World, review: Review): GraphqlNode {
  return {
    __typename: "PullRequestReview",
    id: nodeId("PRR", review.id),
    author: accountNode(world, review.author),
    state: review.state,
    body: review.body,
    submittedAt: isoSeconds(review.submittedAt),
  };
}
