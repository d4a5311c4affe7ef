/**
 * What GitHub Actions shows of a batch: its runs, the attempts inside them, and a report about
 * every attempt that has ended. Lists runs once; asks for jobs and artifacts only of runs that
 * still have something to tell.
 */
import type { Attempt, BatchState, StoryState } from "../../core/batch/batch-state.ts";
import { nonceOfRunName } from "../../core/batch/dispatch-request.ts";
import { epochMs, timestampOf } from "../../core/instant.ts";
import type { AttemptReport, ObservedAttempt, ObservedRun } from "../../core/batch/observation.ts";
import { openAttempt } from "../../core/batch/story-attempts.ts";
import type { StoryPullRequest, SprintSnapshot } from "../../core/sprint/sprint.ts";
import type { AppContext } from "../app-context.ts";
import { collectAttempt } from "../collect/collect-attempt.ts";
import { batchMemory } from "../memory.ts";
import type { StoredArtifact, WorkflowRun } from "../ports.ts";
import { haveEnded, jobsByStory, jobsOf, phaseOf } from "./story-jobs.ts";
import type { StoryJobs } from "./story-jobs.ts";
import { readFeed } from "./read-feed.ts";

export interface RunsSeen {
  readonly runs: readonly ObservedRun[];
  readonly attempts: readonly ObservedAttempt[];
  readonly reports: readonly AttemptReport[];
}

/** What the judgement of an attempt needs besides its run. */
export interface SprintSeen {
  readonly pullRequests: readonly StoryPullRequest[];
  readonly snapshot: SprintSnapshot | undefined;
}

/** Clocks of GitHub and of this machine may differ. */
const CLOCK_MARGIN_MS = 2 * 60_000;
/** A run whose attempts are settled is watched for this long, in case it is a stray. */
const STRAY_WATCH_MS = 15 * 60_000;

function isWatched(attempt: Attempt, nowMs: number): boolean {
  return attempt.settledAt === null || nowMs - epochMs(attempt.settledAt) < STRAY_WATCH_MS;
}

/** undefined: no run of the batch can be alive. */
function watchedSince(state: BatchState, now: string): string | undefined {
  const nowMs = epochMs(now);
  const times = state.stories
    .flatMap((story) => story.attempts)
    .filter((attempt) => isWatched(attempt, nowMs))
    .map((attempt) => epochMs(attempt.dispatchedAt));
  let earliest = Number.POSITIVE_INFINITY;
  for (const time of times) earliest = Math.min(earliest, time);
  return Number.isFinite(earliest) ? timestampOf(earliest - CLOCK_MARGIN_MS) : undefined;
}

function observedRun(run: WorkflowRun, state: BatchState): ObservedRun | undefined {
  const name = nonceOfRunName(run.displayTitle);
  if (name?.batch !== state.id) return undefined;
  const { id, runAttempt, status, conclusion, url } = run;
  return { id, runAttempt, status, conclusion, url, nonce: name.nonce };
}

/** Lists lag a few seconds behind the answer to a dispatch; what that answer said counts as seen. */
function withNamedRuns(
  listed: readonly ObservedRun[],
  { context, state }: { readonly context: AppContext; readonly state: BatchState },
): readonly ObservedRun[] {
  const ids = new Set(listed.map((run) => run.id));
  const named = [...batchMemory(context.memory, state.id).runs].filter(([, id]) => !ids.has(id));
  const open = new Set(state.stories.map((story) => openAttempt(story)?.nonce));
  return [
    ...listed,
    ...named
      .filter(([nonce]) => open.has(nonce))
      .map(([nonce, id]): ObservedRun => {
        const url = `${context.repository.url}/actions/runs/${id}`;
        return { id, nonce, runAttempt: 1, status: "queued", conclusion: null, url };
      }),
  ];
}

interface Watched {
  readonly story: StoryState;
  readonly attempt: Attempt;
}

function attemptsOf(run: ObservedRun, state: BatchState): readonly Watched[] {
  const watched: Watched[] = [];
  for (const story of state.stories) {
    const attempt = openAttempt(story);
    const isOfRun = attempt?.nonce === run.nonce && (attempt.runId === null || attempt.runId === run.id);
    if (attempt && isOfRun) watched.push({ story, attempt });
  }
  return watched;
}

interface RunLook {
  readonly context: AppContext;
  readonly state: BatchState;
  readonly sprint: SprintSeen;
  readonly run: ObservedRun;
  /** Listed at most once a look. */
  readonly artifacts: () => Promise<readonly StoredArtifact[]>;
}

async function observeAttempt(look: RunLook, watched: Watched, jobs: StoryJobs): Promise<ObservedAttempt> {
  const { story, attempt } = watched;
  const phase = look.run.status === "completed" ? "COLLECTING" : phaseOf(jobs);
  const name = { batch: look.state.id, story: story.key, attempt: attempt.number };
  const { runAttempt } = look.run;
  const feed = await readFeed(look.context, { name, phase, runAttempt, artifacts: look.artifacts });
  const startedAt = jobs.pipeline?.startedAt ?? null;
  return { story: story.key, attempt: attempt.number, runId: look.run.id, startedAt, phase, feed };
}

async function reportOn(look: RunLook, watched: Watched, jobs: StoryJobs): Promise<AttemptReport> {
  const { context, state, sprint, run } = look;
  const { reports } = batchMemory(context.memory, state.id);
  const key = `${watched.story.key} ${watched.attempt.number} ${watched.attempt.nonce} ${run.runAttempt}`;
  const known = reports.get(key);
  if (known) return known;
  const artifacts = await look.artifacts();
  const report = await collectAttempt(context, { ...watched, state, run, jobs, artifacts, ...sprint });
  reports.set(key, report);
  return report;
}

async function observeRun(look: RunLook, watched: readonly Watched[]): Promise<Omit<RunsSeen, "runs">> {
  const attempts: ObservedAttempt[] = [];
  const reports: AttemptReport[] = [];
  const jobs = jobsByStory(look.run.status === "queued" ? [] : await look.context.runs.jobs(look.run.id));
  for (const each of watched) {
    const own = jobsOf(jobs, each.story.key);
    if (look.run.status === "completed" || haveEnded(own)) reports.push(await reportOn(look, each, own));
    else attempts.push(await observeAttempt(look, each, own));
  }
  return { attempts, reports };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return function readOnce() {
    reading ??= read();
    return reading;
  };
}

/** The runs that carry the batch in their name. */
async function namedRuns(context: AppContext, state: BatchState): Promise<readonly ObservedRun[]> {
  const since = watchedSince(state, context.clock.now());
  if (since === undefined) return [];
  const listed = await context.runs.listSince(since);
  return listed.map((run) => observedRun(run, state)).filter((run) => run !== undefined);
}

/** A run that a person started names no batch: the attempts know it by its id. */
async function runByHand(context: AppContext, state: BatchState): Promise<readonly ObservedRun[]> {
  const open = state.stories.map(openAttempt).find((attempt) => attempt !== undefined);
  if (!open || open.runId === null) return [];
  const run = await context.runs.read(open.runId);
  if (!run) return [];
  const { id, runAttempt, status, conclusion, url } = run;
  return [{ id, runAttempt, status, conclusion, url, nonce: open.nonce }];
}

export async function observeRuns(
  context: AppContext,
  state: BatchState,
  sprint: SprintSeen,
): Promise<RunsSeen> {
  const listed =
    state.origin.kind === "by-hand" ? await runByHand(context, state) : await namedRuns(context, state);
  const runs = withNamedRuns(listed, { context, state });
  const attempts: ObservedAttempt[] = [];
  const reports: AttemptReport[] = [];
  for (const run of listed) {
    const watched = attemptsOf(run, state);
    if (watched.length === 0) continue;
    const artifacts = once(() => context.runs.artifacts(run.id));
    const seen = await observeRun({ context, state, sprint, run, artifacts }, watched);
    attempts.push(...seen.attempts);
    reports.push(...seen.reports);
  }
  return { runs, attempts, reports };
}
