import { isoSeconds } from "../git/git-object.ts";
import { type Answer, ok, redirect } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route, writing } from "../http/route.ts";
import { jobShape, runShape } from "../shapes/run-shape.ts";
import { notFound } from "../world/refusal.ts";
import type { RunRecord } from "../world/workflow-run.ts";

const BASE = "/repos/{owner}/{repo}/actions";

export const RUN_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: `${BASE}/runs`,
    guard: reading("actions"),
    answer: (request) => listRuns(request, () => true),
  },
  {
    method: "GET",
    path: `${BASE}/runs/{run_id}`,
    guard: reading("actions"),
    answer: (request) => ok(runShape(request.world, request.repository, runOf(request))),
  },
  { method: "GET", path: `${BASE}/runs/{run_id}/jobs`, guard: reading("actions"), answer: listJobs },
  { method: "POST", path: `${BASE}/runs/{run_id}/cancel`, guard: writing("actions"), answer: cancel },
  {
    method: "GET",
    path: `${BASE}/jobs/{job_id}`,
    guard: reading("actions"),
    answer: (request) => ok(jobShape(request.world, request.repository, jobOf(request))),
  },
  {
    method: "GET",
    path: `${BASE}/jobs/{job_id}/logs`,
    guard: reading("actions"),
    answer: (request) => redirect(request.world.signedUrls.sign(`/_storage/logs/${jobOf(request).job.id}`)),
  },
];

export function runOf(request: ApiRequest): RunRecord {
  const run = request.world.runs.find(request.repository, request.number("run_id"));
  if (!run) throw notFound();
  return run;
}

function jobOf(request: ApiRequest): NonNullable<ReturnType<typeof request.world.runs.findJob>> {
  const found = request.world.runs.findJob(request.repository, request.number("job_id"));
  if (!found) throw notFound();
  return found;
}

/** Newest first, filtered as the query says. */
export function listRuns(request: ApiRequest, isWanted: (run: RunRecord) => boolean): Answer {
  const { world, repository } = request;
  const runs = world.runs
    .list(repository)
    .filter(isWanted)
    .filter((run) => isEqual(request.query("event"), run.event))
    .filter((run) => isEqual(request.query("branch"), run.headBranch))
    .filter((run) => isEqual(request.query("actor"), run.actor))
    .filter((run) => isEqual(request.query("head_sha"), run.headSha))
    .filter((run) => hasStatus(run, request.query("status")))
    .filter((run) => isCreated(run, request.query("created")));
  return request.page(
    runs,
    (run) => runShape(world, repository, run),
    (shapes) => ({ total_count: runs.length, workflow_runs: shapes }),
  );
}

function isEqual(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}

/** `status` takes conclusions as well. */
function hasStatus(run: RunRecord, wanted: string | undefined): boolean {
  return wanted === undefined || run.status === wanted || run.conclusion === wanted;
}

/** GitHub's search syntax: `>=2026-01-01T00:00:00Z`, `2026-01-01..2026-01-31`, a day. */
function isCreated(run: RunRecord, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const at = Date.parse(isoSeconds(run.createdAt));
  const [, from = "", to = ""] = /^(.+)\.\.(.+)$/u.exec(wanted) ?? [];
  if (from !== "") return at >= moment(from, -Infinity) && at <= moment(to, Infinity);
  const [, operator = "", date = ""] = /^(>=|<=|>|<)?(.+)$/u.exec(wanted) ?? [];
  return operator === "" ? run.createdAt.startsWith(date) : compares(at, operator, Date.parse(date));
}

function compares(at: number, operator: string, other: number): boolean {
  if (at === other) return operator.endsWith("=");
  return operator.startsWith(">") ? at > other : at < other;
}

function moment(text: string, open: number): number {
  return text === "*" ? open : Date.parse(text);
}

function listJobs(request: ApiRequest): Answer {
  const { world, repository } = request;
  const run = runOf(request);
  const isAll = request.query("filter") === "all";
  const jobs = run.jobs.filter((job) => isAll || job.runAttempt === run.runAttempt);
  return request.page(
    jobs,
    (job) => jobShape(world, repository, { run, job }),
    (shapes) => ({ total_count: jobs.length, jobs: shapes }),
  );
}

function cancel(request: ApiRequest): Answer {
  request.world.runs.cancel(runOf(request));
  return { status: 202, body: {} };
}
