import { z } from "zod";
import { type Answer, created, createdAt, noContent, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { type Guard, reading, type Route, takingPart } from "../http/route.ts";
import { commentShape, issueShape, reactionShape } from "../shapes/issue-shape.ts";
import { accessLevel } from "../world/identity/access.ts";
import { reaches } from "../world/identity/account.ts";
import { type Comment, type Issue, type Reaction, REACTIONS } from "../world/issues/issue.ts";
import { notFound, Refusal } from "../world/refusal.ts";
import { levelOf } from "../world/repository.ts";

const BASE = "/repos/{owner}/{repo}/issues";

/** GitHub takes either permission for comments, for issues themselves and for reactions only `issues`. */
const READ: Guard = { kind: "repository", permission: "issues", level: "read", orPullRequests: true };
const WRITE: Guard = {
  kind: "repository",
  permission: "issues",
  level: "write",
  people: "read",
  orPullRequests: true,
};

const Labels = z.array(z.union([z.string(), z.object({ name: z.string() })]));
const NewIssue = z.object({
  title: z.string(),
  body: z.string().nullable().optional(),
  labels: Labels.optional(),
});
const IssueEdit = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(["open", "closed"]).optional(),
  labels: Labels.optional(),
});
const Body = z.object({ body: z.string() });
const NewReaction = z.object({ content: z.enum(REACTIONS) });

export const ISSUE_ROUTES: readonly Route[] = [
  { method: "GET", path: BASE, guard: reading("issues"), answer: list },
  { method: "POST", path: BASE, guard: takingPart("issues"), answer: open },
  { method: "GET", path: `${BASE}/comments`, guard: READ, answer: listAllComments },
  {
    method: "GET",
    path: `${BASE}/{issue_number}`,
    guard: reading("issues"),
    answer: (request) => ok(shape(request, issueOf(request))),
  },
  { method: "PATCH", path: `${BASE}/{issue_number}`, guard: WRITE, answer: edit },
  { method: "GET", path: `${BASE}/{issue_number}/comments`, guard: READ, answer: listComments },
  { method: "POST", path: `${BASE}/{issue_number}/comments`, guard: WRITE, answer: comment },
  {
    method: "GET",
    path: `${BASE}/comments/{comment_id}`,
    guard: READ,
    answer: (request) => ok(commentShape(request.world, commentOf(request))),
  },
  { method: "PATCH", path: `${BASE}/comments/{comment_id}`, guard: WRITE, answer: editComment },
  { method: "DELETE", path: `${BASE}/comments/{comment_id}`, guard: WRITE, answer: deleteComment },
  {
    method: "GET",
    path: `${BASE}/comments/{comment_id}/reactions`,
    guard: reading("issues"),
    answer: (request) => listReactions(request, commentOf(request)),
  },
  {
    method: "POST",
    path: `${BASE}/comments/{comment_id}/reactions`,
    guard: takingPart("issues"),
    answer: (request) => react(request, commentOf(request)),
  },
  {
    method: "GET",
    path: `${BASE}/{issue_number}/reactions`,
    guard: reading("issues"),
    answer: (request) => listReactions(request, issueOf(request)),
  },
  {
    method: "POST",
    path: `${BASE}/{issue_number}/reactions`,
    guard: takingPart("issues"),
    answer: (request) => react(request, issueOf(request)),
  },
];

function issueOf(request: ApiRequest): Issue {
  const issue = request.world.issues.find(request.repository, request.number("issue_number"));
  if (!issue) throw notFound();
  if (!isReached(request, issue)) throw notForApps();
  return issue;
}

/** With `pull_requests` alone an app reaches the comments of pull requests, and those of issues not. */
function isReached({ credential, repository, method }: ApiRequest, issue: Issue): boolean {
  if (credential.kind !== "installation" && credential.kind !== "job") return true;
  const needed = method === "GET" ? "read" : "write";
  return issue.isPullRequest || reaches(accessLevel(credential, repository, "issues"), needed);
}

function notForApps(): Refusal {
  return new Refusal("forbidden", "Resource not accessible by integration");
}

function commentOf(request: ApiRequest): Comment {
  const comment = request.world.issues.findComment(request.repository, request.number("comment_id"));
  if (!comment) throw notFound();
  if (!isReached(request, comment.issue)) throw notForApps();
  return comment;
}

function shape(request: ApiRequest, issue: Issue): ReturnType<typeof issueShape> {
  return issueShape(request.world, issue);
}

function list(request: ApiRequest): Answer {
  const state = request.query("state") ?? "open";
  const labels = (request.query("labels") ?? "").split(",").filter((label) => label !== "");
  const creator = request.query("creator");
  const since = Date.parse(request.query("since") ?? "1970-01-01T00:00:00Z");
  const issues = request.world.issues
    .list(request.repository)
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => creator === undefined || issue.author.login === creator)
    .filter((issue) => Date.parse(issue.updatedAt) >= since);
  return request.page(issues, (issue) => shape(request, issue));
}

function open(request: ApiRequest): Answer {
  const { title, body, labels } = request.body(NewIssue);
  const order = { title, body: body ?? null, labels: labelNames(labels) ?? [] };
  return createdAt(shape(request, request.world.issues.open(request.repository, order, request.actor)));
}

function labelNames(labels: z.infer<typeof Labels> | undefined): readonly string[] | undefined {
  return labels?.map((label) => (typeof label === "string" ? label : label.name));
}

async function edit(request: ApiRequest): Promise<Answer> {
  const issue = issueOf(request);
  requireAuthor(request, issue);
  const { labels, ...change } = request.body(IssueEdit);
  const applied = { ...change, labels: labelNames(labels) };
  const pull = request.world.pullRequests.find(request.repository, issue.number);
  if (pull) await request.world.pullRequests.edit(pull, applied, request.actor);
  else request.world.issues.edit(issue, applied, request.actor);
  return ok(shape(request, issue));
}

/** People change what they wrote themselves, or anything with write access. */
function requireAuthor(request: ApiRequest, thing: { readonly author: { readonly id: number } }): void {
  const { account } = request.actor;
  if (account.type === "Bot" || account.id === thing.author.id) return;
  if (reaches(levelOf(request.repository, account.login), "write")) return;
  throw new Refusal("forbidden", "Must have admin rights to Repository.");
}

function listComments(request: ApiRequest): Answer {
  const since = Date.parse(request.query("since") ?? "1970-01-01T00:00:00Z");
  const comments = request.world.issues.comments(issueOf(request));
  const recent = comments.filter((one) => Date.parse(one.updatedAt) >= since);
  return request.page(recent, (one) => commentShape(request.world, one));
}

/** Of all issues and pull requests; GitHub's own order is by age, the oldest first. */
function listAllComments(request: ApiRequest): Answer {
  const since = Date.parse(request.query("since") ?? "1970-01-01T00:00:00Z");
  const isByUpdate = request.query("sort") === "updated";
  const sign = request.query("direction") === "desc" ? -1 : 1;
  function timeOf(one: Comment): number {
    return Date.parse(isByUpdate ? one.updatedAt : one.createdAt);
  }
  const comments = request.world.issues
    .list(request.repository)
    .filter((issue) => isReached(request, issue))
    .flatMap((issue) => request.world.issues.comments(issue))
    .filter((one) => Date.parse(one.updatedAt) >= since)
    .toSorted((one, other) => sign * (timeOf(one) - timeOf(other) || one.id - other.id));
  return request.page(comments, (one) => commentShape(request.world, one));
}

function comment(request: ApiRequest): Answer {
  const { body } = request.body(Body);
  return createdAt(
    commentShape(request.world, request.world.issues.comment(issueOf(request), body, request.actor)),
  );
}

function editComment(request: ApiRequest): Answer {
  const target = commentOf(request);
  requireAuthor(request, target);
  request.world.issues.editComment(target, request.body(Body).body, request.actor);
  return ok(commentShape(request.world, target));
}

function deleteComment(request: ApiRequest): Answer {
  const target = commentOf(request);
  requireAuthor(request, target);
  request.world.issues.deleteComment(target, request.actor);
  return noContent();
}

function listReactions(request: ApiRequest, target: { readonly reactions: readonly Reaction[] }): Answer {
  const content = request.query("content");
  const chosen = target.reactions.filter((reaction) => content === undefined || reaction.content === content);
  return request.page(chosen, (reaction) => reactionShape(request.world, reaction));
}

function react(request: ApiRequest, target: { readonly reactions: Reaction[] }): Answer {
  const { content } = request.body(NewReaction);
  const { reaction, isNew } = request.world.issues.react(target, content, request.actor.account);
  const body = reactionShape(request.world, reaction);
  return isNew ? created(body) : ok(body);
}
