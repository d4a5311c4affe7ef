import { isoSeconds } from "../git/git-object.ts";
import { nodeId } from "../world/ids.ts";
import type { Mergeability } from "../world/issues/merges.ts";
import type { PullRequestSize } from "../world/issues/measure-pull-request.ts";
import type { PullRequest, Review } from "../world/issues/pull-request.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { associationOf, pageOf } from "./issue-shape.ts";
import { labelShape } from "./label-shape.ts";
import { repositoryShape, repositoryUrl } from "./repository-shape.ts";
import type { PullRequestSchema, PullRequestSummary, ReviewSchema } from "./schema.ts";
import { userShape } from "./user-shape.ts";

type End = PullRequestSchema["head"];

function endShape(
  world: World,
  repository: Repository,
  end: { readonly branch: string; readonly sha: string },
): End {
  return {
    label: `${repository.owner.login}:${end.branch}`,
    ref: end.branch,
    sha: end.sha,
    user: userShape(world, repository.owner),
    repo: repositoryShape(world, repository),
  };
}

function links(url: string, page: string, sha: string): PullRequestSummary["_links"] {
  const issue = url.replace("/pulls/", "/issues/");
  return {
    self: { href: url },
    html: { href: page },
    issue: { href: issue },
    comments: { href: `${issue}/comments` },
    review_comments: { href: `${url}/comments` },
    review_comment: { href: `${url.replace(/\/\d+$/u, "")}/comments{/number}` },
    commits: { href: `${url}/commits` },
    statuses: { href: `${url.replace(/\/pulls\/\d+$/u, "")}/statuses/${sha}` },
  };
}

export function pullRequestSummary(world: World, pull: PullRequest): PullRequestSummary {
  const { issue, head } = pull;
  const { repository } = issue;
  const url = `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
  const page = pageOf(world, issue);
  const addresses = links(url, page, head.sha);
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: addresses.issue.href,
    commits_url: addresses.commits.href,
    review_comments_url: addresses.review_comments.href,
    review_comment_url: addresses.review_comment.href,
    comments_url: addresses.comments.href,
    statuses_url: addresses.statuses.href,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: userShape(world, issue.author),
    body: issue.body,
    labels: issue.labels.map((name) => labelShape(world, repository, name)),
    milestone: null,
    created_at: isoSeconds(issue.createdAt),
    updated_at: isoSeconds(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : isoSeconds(issue.closedAt),
    merged_at: pull.merged ? isoSeconds(pull.merged.at) : null,
    merge_commit_sha: pull.merged?.commit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((reviewer) => userShape(world, reviewer)),
    requested_teams: [],
    head: endShape(world, repository, head),
    base: endShape(world, repository, pull.base),
    _links: addresses,
    author_association: associationOf(repository, issue.author),
    auto_merge: null,
    draft: pull.isDraft,
    active_lock_reason: null,
  };
}

export interface PullRequestFacts extends PullRequestSize {
  readonly mergeability: Mergeability;
}

export function pullRequestShape(
  world: World,
  pull: PullRequest,
  facts: PullRequestFacts,
): PullRequestSchema {
  const summary = pullRequestSummary(world, pull);
  const { mergeability } = facts;
  const labels = summary.labels.map((label) => ({ ...label, description: null }));
  return {
    ...summary,
    state: pull.issue.state,
    user: userShape(world, pull.issue.author),
    head: endShape(world, pull.issue.repository, pull.head),
    base: endShape(world, pull.issue.repository, pull.base),
    labels,
    milestone: null,
    merged: pull.merged !== undefined,
    mergeable: mergeability === "unknown" ? null : mergeability !== "dirty",
    rebaseable: null,
    mergeable_state: mergeability,
    merged_by: pull.merged ? userShape(world, pull.merged.by) : null,
    comments: world.issues.comments(pull.issue).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}

export function reviewShape(world: World, pull: PullRequest, review: Review): ReviewSchema {
  const page = `${pageOf(world, pull.issue)}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(world, pull.issue.repository)}/pulls/${pull.issue.number}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: userShape(world, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    _links: { html: { href: page }, pull_request: { href: url } },
    submitted_at: isoSeconds(review.submittedAt),
    commit_id: review.commit,
    author_association: associationOf(pull.issue.repository, review.author),
  };
}
