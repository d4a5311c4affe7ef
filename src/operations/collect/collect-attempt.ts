/**
 * Judges one attempt whose jobs have ended: reads its evidence once, compares it with the pull
 * request's head commit, and says what became of it. Everything an artifact says is untrusted;
 * what counts is what validation makes of it.
 */
import type { Attempt, AttemptOutcome, BatchState, StoryState } from "../../core/batch/batch-state.ts";
import type { Brief } from "../../core/batch/brief.ts";
import type { AttemptName } from "../../core/batch/names.ts";
import { evidenceFileName } from "../../core/batch/names.ts";
import type { AttemptReport, ObservedRun } from "../../core/batch/observation.ts";
import { citedPaths } from "../../core/evidence/cited-paths.ts";
import { parseNarrative } from "../../core/evidence/narrative.ts";
import { validateEvidence } from "../../core/evidence/validate-evidence.ts";
import type { EvidenceInput, Validation } from "../../core/evidence/validation.ts";
import { epochMs, timestampOf } from "../../core/instant.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { SprintSnapshot, StoryPullRequest } from "../../core/sprint/sprint.ts";
import type { AppContext } from "../app-context.ts";
import { chooseEvidence, deliveredManifest } from "./choose-evidence.ts";
import { endWithoutEvidence } from "./end-without-evidence.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import { batchMemory } from "../memory.ts";
import type { PullRequestHead, StoredArtifact } from "../ports.ts";
import { artifactsOfAttempt, extendFeed } from "../observe/read-feed.ts";
import { textsOf, treeOf } from "../observe/read-files.ts";
import type { StoryJobs } from "../observe/story-jobs.ts";

export interface EndedAttempt {
  readonly state: BatchState;
  readonly story: StoryState;
  readonly attempt: Attempt;
  readonly run: ObservedRun;
  readonly jobs: StoryJobs;
  readonly artifacts: readonly StoredArtifact[];
  readonly pullRequests: readonly StoryPullRequest[];
  readonly snapshot: SprintSnapshot | undefined;
}

function nameOf({ state, story, attempt }: EndedAttempt): AttemptName {
  return { batch: state.id, story: story.key, attempt: attempt.number };
}

async function briefOf(context: AppContext, name: AttemptName): Promise<Brief | undefined> {
  const { briefs } = batchMemory(context.memory, name.batch);
  return briefs.get(`${name.story} ${name.attempt}`) ?? (await context.store.readBrief(name));
}

/** The open pull request of the story, else the one that people merged or closed before we could look. */
function pullRequestOf(
  story: StoryKey,
  pullRequests: readonly StoryPullRequest[],
): StoryPullRequest | undefined {
  const own = pullRequests.filter((each) => each.story === story);
  return own.findLast((each) => each.state === "open") ?? own.at(-1);
}

interface Delivery {
  readonly pullRequest: StoryPullRequest;
  readonly head: PullRequestHead;
}

/**
 * Asked for again: the batch's pull requests were looked at before its jobs were, and a job that
 * delivered in between would seem to have delivered nothing.
 */
async function readDelivery(
  context: AppContext,
  { state, story }: EndedAttempt,
): Promise<Delivery | undefined> {
  const look = await context.reader.look({ branch: state.base.branch, stories: [story.key] });
  const pullRequest = pullRequestOf(story.key, look.pullRequests);
  if (!pullRequest) return undefined;
  const head = await context.pullRequests.head(pullRequest.number);
  // Somebody may have pushed in between: what is validated is what counts.
  return { pullRequest: { ...pullRequest, headSha: head.sha }, head };
}

function mayHaveDelivered({ deliver }: StoryJobs): boolean {
  return deliver !== undefined && deliver.conclusion !== "skipped";
}

function countLines(text: string): number {
  const breaks = text.split("\n").length;
  return text === "" || text.endsWith("\n") ? breaks - 1 : breaks;
}

type AtHead = Pick<EvidenceInput, "delivered" | "lineCounts" | "storyText">;
const NOTHING_DELIVERED: AtHead = { delivered: undefined, lineCounts: new Map(), storyText: undefined };

async function readHead(
  context: AppContext,
  head: PullRequestHead,
  { cited, storyPath }: { readonly cited: readonly string[]; readonly storyPath: string },
): Promise<AtHead> {
  const tree = await treeOf(context, head.treeSha);
  const texts = await textsOf(context, tree, [...cited, storyPath]);
  const lineCounts = new Map<string, number>();
  for (const path of cited) {
    const text = texts.get(path);
    if (text !== undefined) lineCounts.set(path, countLines(text));
  }
  return { delivered: head, lineCounts, storyText: texts.get(storyPath) };
}

/** The proof is believed only as the file the commit's trailer names; its digest is compared there. */
async function readProof(context: AppContext, ended: EndedAttempt): Promise<EvidenceInput["proof"]> {
  const { runAttempt } = ended.run;
  const newest = artifactsOfAttempt(ended.artifacts, { kind: "proof", ...nameOf(ended), runAttempt }).at(-1);
  if (!newest) return undefined;
  const reading = await context.runs.readArtifact(newest.artifact);
  if (reading.kind === "unusable") return undefined;
  const text = reading.files.get(evidenceFileName(ended.story.key, "proof"));
  return text === undefined ? undefined : { text, digest: context.crypto.digest(text) };
}

interface Evidence {
  readonly files: ReadonlyMap<string, string>;
  readonly runAttempt: number;
  readonly brief: Brief;
  readonly delivery: Delivery | undefined;
}

interface Validated {
  readonly validation: Validation;
  readonly pullRequest: StoryPullRequest | undefined;
}

/** Validates twice at most: what ended early needs no pull request to be understood. */
async function validate(
  context: AppContext,
  ended: EndedAttempt,
  { files, runAttempt, brief, delivery: known }: Evidence,
): Promise<Validated> {
  const input = {
    binding: { ...nameOf(ended), runId: ended.run.id, runAttempt, baseSha: brief.base.sha },
    files,
    digests: new Map([...files].map(([name, text]) => [name, context.crypto.digest(text)])),
    storyPath: brief.storyPath,
    footprint: brief.footprint,
  };
  const first = validateEvidence({ ...input, ...NOTHING_DELIVERED, proof: undefined });
  if (first.kind !== "rejected") {
    return { validation: first, pullRequest: pullRequestOf(ended.story.key, ended.pullRequests) };
  }
  const delivery = known ?? (await readDelivery(context, ended));
  if (!delivery) return { validation: first, pullRequest: undefined };
  const { pullRequest, head } = delivery;
  const cited = citedPaths(files, ended.story.key);
  const atHead = await readHead(context, head, { cited, storyPath: brief.storyPath });
  const validation = validateEvidence({ ...input, ...atHead, proof: await readProof(context, ended) });
  return { validation, pullRequest };
}

interface Judgement {
  readonly outcome: AttemptOutcome;
  readonly learnings: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

function without(outcome: AttemptOutcome): Judgement {
  return { outcome, learnings: [], files: new Map() };
}

async function judge(context: AppContext, ended: EndedAttempt): Promise<Judgement> {
  const name = nameOf(ended);
  const delivery = mayHaveDelivered(ended.jobs) ? await readDelivery(context, ended) : undefined;
  const manifest = delivery && deliveredManifest(delivery.head, { name, run: ended.run });
  const chosen = await chooseEvidence(context, { ...ended, name, manifest });
  if (!chosen) return without(endWithoutEvidence(ended.run, ended.jobs));
  const brief = await briefOf(context, name);
  if (!brief) return without({ kind: "fault", reason: "the brief of the attempt is gone" });
  const { reading, runAttempt } = chosen;
  if (reading.kind === "unusable") {
    const reasons = [`the evidence cannot be read: ${reading.reason}`];
    return without({ kind: "failed", phase: null, reasons, facts: null });
  }
  const { files } = reading;
  const evidence = { files, runAttempt, brief, delivery };
  const { validation, pullRequest } = await validate(context, ended, evidence);
  const { outcome, learnings } = judgeEvidence(validation, {
    run: ended.run,
    jobs: ended.jobs,
    pullRequest,
    hasDelivered: manifest !== undefined,
    tasksAtBase: ended.snapshot?.files.get(ended.story.key)?.tasks ?? [],
  });
  return { outcome, learnings, files };
}

/** Jobs that were skipped say when, too, but nothing happened in them. */
function lastEnd({ pipeline, prove, deliver }: StoryJobs): string | undefined {
  const ran = [pipeline, prove, deliver].filter((job) => job && job.conclusion !== "skipped");
  const ends = ran.map((job) => epochMs(job?.completedAt ?? "")).filter(Number.isFinite);
  return ends.length === 0 ? undefined : timestampOf(Math.max(...ends));
}

export async function collectAttempt(context: AppContext, ended: EndedAttempt): Promise<AttemptReport> {
  const { outcome, learnings, files } = await judge(context, ended);
  const name = nameOf(ended);
  const feed = parseNarrative(files.get(evidenceFileName(name.story, "narrative")) ?? "");
  extendFeed(batchMemory(context.memory, name.batch), name, feed);
  context.log.info("attempt ended", { batch: name.batch, story: name.story, outcome: outcome.kind });
  return {
    story: name.story,
    attempt: name.attempt,
    nonce: ended.attempt.nonce,
    startedAt: ended.jobs.pipeline?.startedAt ?? null,
    endedAt: lastEnd(ended.jobs),
    outcome,
    learnings,
    feed,
  };
}
