import { isoSeconds } from "../git/git-object.ts";
import { nodeId } from "../world/ids.ts";
import type { Comment, Issue, Reaction } from "../world/issues/issue.ts";
import { levelOf, type Repository } from "../world/repository.ts";
import type { Account } from "../world/identity/account.ts";
import type { World } from "../world/world.ts";
import { appShape } from "./app-shape.ts";
import { labelShape } from "./label-shape.ts";
import { repositoryPage, repositoryUrl } from "./repository-shape.ts";
import type { CommentSchema, IssueSchema, ReactionRollup, ReactionSchema } from "./schema.ts";
import { userShape } from "./user-shape.ts";

/** GitHub tells how an author stands to the repository; it is no permission. */
export function associationOf(repository: Repository, account: Account): "OWNER" | "COLLABORATOR" | "NONE" {
  if (repository.owner.login === account.login) return "OWNER";
  const level = levelOf(repository, account.login);
  return level === "write" || level === "admin" ? "COLLABORATOR" : "NONE";
}

function count(reactions: readonly Reaction[], content: Reaction["content"]): number {
  return reactions.filter((reaction) => reaction.content === content).length;
}

function rollup(url: string, reactions: readonly Reaction[]): ReactionRollup {
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    "+1": count(reactions, "+1"),
    "-1": count(reactions, "-1"),
    laugh: count(reactions, "laugh"),
    hooray: count(reactions, "hooray"),
    confused: count(reactions, "confused"),
    heart: count(reactions, "heart"),
    rocket: count(reactions, "rocket"),
    eyes: count(reactions, "eyes"),
  };
}

export function reactionShape(world: World, reaction: Reaction): ReactionSchema {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: userShape(world, reaction.user),
    content: reaction.content,
    created_at: isoSeconds(reaction.createdAt),
  };
}

export function commentShape(world: World, comment: Comment): CommentSchema {
  const { issue } = comment;
  const url = `${repositoryUrl(world, issue.repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${pageOf(world, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, issue.repository)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: userShape(world, comment.author),
    created_at: isoSeconds(comment.createdAt),
    updated_at: isoSeconds(comment.updatedAt),
    author_association: associationOf(issue.repository, comment.author),
    body: comment.body,
    reactions: rollup(url, comment.reactions),
    performed_via_github_app: comment.via ? appShape(world, comment.via) : null,
  };
}

export function pageOf(world: World, issue: Issue): string {
  const kind = issue.isPullRequest ? "pull" : "issues";
  return `${repositoryPage(world, issue.repository)}/${kind}/${issue.number}`;
}

export function issueShape(world: World, issue: Issue): IssueSchema {
  const { repository, number } = issue;
  const url = `${repositoryUrl(world, repository)}/issues/${number}`;
  const pull = issue.isPullRequest ? world.pullRequests.find(repository, number) : undefined;
  return {
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: pageOf(world, issue),
    id: issue.id,
    node_id: pull ? nodeId("PR", pull.id) : nodeId("I", issue.id),
    number,
    title: issue.title,
    user: userShape(world, issue.author),
    labels: issue.labels.map((name) => labelShape(world, repository, name)),
    state: issue.state,
    state_reason: issue.state === "closed" ? "completed" : null,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: world.issues.comments(issue).length,
    created_at: isoSeconds(issue.createdAt),
    updated_at: isoSeconds(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : isoSeconds(issue.closedAt),
    author_association: associationOf(repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    closed_by: null,
    reactions: rollup(url, issue.reactions),
    performed_via_github_app: issue.via ? appShape(world, issue.via) : null,
    ...(issue.isPullRequest ? { pull_request: pullRequestPart(world, issue) } : {}),
  };
}

function pullRequestPart(world: World, issue: Issue): NonNullable<IssueSchema["pull_request"]> {
  const page = pageOf(world, issue);
  const merged = world.pullRequests.find(issue.repository, issue.number)?.merged;
  return {
    url: `${repositoryUrl(world, issue.repository)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: merged ? isoSeconds(merged.at) : null,
  };
}
