import { z } from "zod";
import { diffFiles, listCommits, mergeBase } from "../git/history.ts";
import { type Answer, created, createdAt, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { type Guard, reading, type Route, takingPart, writing } from "../http/route.ts";
import { commitShape, fileShape } from "../shapes/commit-shape.ts";
import { pullRequestShape, pullRequestSummary, reviewShape } from "../shapes/pull-request-shape.ts";
import type { Account } from "../world/identity/account.ts";
import type { PullRequest, ReviewState } from "../world/issues/pull-request.ts";
import { measure } from "../world/issues/measure-pull-request.ts";
import { notFound, Refusal } from "../world/refusal.ts";

const BASE = "/repos/{owner}/{repo}/pulls";
const ONE = `${BASE}/{pull_number}`;
const MERGE: Guard = { kind: "repository", permission: "contents", level: "write" };

const NewPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
});
const PullEdit = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
});
const NewReview = z.object({
  body: z.string().optional(),
  commit_id: z.string().optional(),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).optional(),
});
const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).optional(),
});
const MergeOrder = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
});

const REVIEW_STATES: Readonly<Record<string, ReviewState>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

export const PULL_ROUTES: readonly Route[] = [
  { method: "GET", path: BASE, guard: reading("pull_requests"), answer: list },
  { method: "POST", path: BASE, guard: takingPart("pull_requests"), answer: open },
  {
    method: "GET",
    path: ONE,
    guard: reading("pull_requests"),
    answer: async (request) => ok(await detail(request, pullOf(request))),
  },
  { method: "PATCH", path: ONE, guard: writing("pull_requests"), answer: edit },
  { method: "GET", path: `${ONE}/files`, guard: reading("pull_requests"), answer: listFiles },
  { method: "GET", path: `${ONE}/commits`, guard: reading("pull_requests"), answer: listPullCommits },
  {
    method: "GET",
    path: `${ONE}/reviews`,
    guard: reading("pull_requests"),
    answer: (request) => {
      const pull = pullOf(request);
      return request.page(pull.reviews, (review) => reviewShape(request.world, pull, review));
    },
  },
  { method: "POST", path: `${ONE}/reviews`, guard: takingPart("pull_requests"), answer: review },
  {
    method: "POST",
    path: `${ONE}/requested_reviewers`,
    guard: writing("pull_requests"),
    answer: requestReviewers,
  },
  { method: "PUT", path: `${ONE}/merge`, guard: MERGE, answer: merge },
];

function pullOf(request: ApiRequest): PullRequest {
  const pull = request.world.pullRequests.find(request.repository, request.number("pull_number"));
  if (!pull) throw notFound();
  return pull;
}

function list(request: ApiRequest): Answer {
  const state = request.query("state") ?? "open";
  const head = request.query("head");
  const base = request.query("base");
  const pulls = request.world.pullRequests
    .list(request.repository)
    .filter((pull) => state === "all" || pull.issue.state === state)
    .filter((pull) => head === undefined || `${request.repository.owner.login}:${pull.head.branch}` === head)
    .filter((pull) => base === undefined || pull.base.branch === base);
  const ordered = request.query("direction") === "asc" ? pulls.toReversed() : pulls;
  return request.page(ordered, (pull) => pullRequestSummary(request.world, pull));
}

async function open(request: ApiRequest): Promise<Answer> {
  const { title, head, base, body, draft } = request.body(NewPull);
  const order = { title, head, base, body: body ?? null, draft: draft ?? false };
  const pull = await request.world.pullRequests.open(request.repository, order, request.actor);
  return createdAt(await detail(request, pull));
}

async function detail(request: ApiRequest, pull: PullRequest): Promise<ReturnType<typeof pullRequestShape>> {
  const mergeability = await request.world.merges.mergeability(pull);
  return pullRequestShape(request.world, pull, { mergeability, ...(await measure(pull)) });
}

async function edit(request: ApiRequest): Promise<Answer> {
  const pull = pullOf(request);
  await request.world.pullRequests.edit(pull, request.body(PullEdit), request.actor);
  return ok(await detail(request, pull));
}

async function listFiles(request: ApiRequest): Promise<Answer> {
  const pull = pullOf(request);
  const { git } = request.repository;
  const start = (await mergeBase(git, pull.base.sha, pull.head.sha)) ?? pull.base.sha;
  const files = await diffFiles(git, start, pull.head.sha);
  const commit = pull.head.sha;
  return request.page(files, (change) => fileShape(request.world, request.repository, { change, commit }));
}

async function listPullCommits(request: ApiRequest): Promise<Answer> {
  const pull = pullOf(request);
  const query = { from: pull.head.sha, without: pull.base.sha };
  const commits = [...(await listCommits(request.repository.git, query))].reverse();
  return request.page(commits, (commit) => commitShape(request.world, request.repository, commit));
}

function review(request: ApiRequest): Answer {
  const pull = pullOf(request);
  const order = request.body(NewReview);
  const state = REVIEW_STATES[order.event ?? ""];
  if (state === undefined)
    throw new Refusal("invalid", "Pending reviews are not supported here: give an event.");
  const reviewed = request.world.pullRequests.review(
    pull,
    { state, body: order.body ?? "", commit: order.commit_id },
    request.actor,
  );
  return ok(reviewShape(request.world, pull, reviewed));
}

async function requestReviewers(request: ApiRequest): Promise<Answer> {
  const pull = pullOf(request);
  const reviewers: Account[] = [];
  for (const login of request.body(Reviewers).reviewers) {
    const account = request.world.accounts.find(login);
    if (!account) throw new Refusal("invalid", "Reviews may only be requested from collaborators.");
    reviewers.push(account);
  }
  request.world.pullRequests.requestReviewers(pull, reviewers, request.actor);
  return created(pullRequestSummary(request.world, pull));
}

async function merge(request: ApiRequest): Promise<Answer> {
  const order = request.body(MergeOrder);
  const sha = await request.world.merges.merge(
    pullOf(request),
    { method: order.merge_method, sha: order.sha, title: order.commit_title, message: order.commit_message },
    request.actor,
  );
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}
