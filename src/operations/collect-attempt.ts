/**
 * Judges one attempt whose jobs have ended: reads its evidence once, compares it with the pull
 * request's head commit, and says what became of it. Everything an artifact says is untrusted;
 * what counts is what validation makes of it.
 */
import type { Attempt, AttemptOutcome, BatchState, StoryState } from "../core/batch/batch-state.ts";
import type { Brief } from "../core/batch/brief.ts";
import type { AttemptName } from "../core/batch/names.ts";
import { evidenceFileName } from "../core/batch/names.ts";
import type { AttemptReport, ObservedRun } from "../core/batch/observation.ts";
import { citedPaths } from "../core/evidence/cited-paths.ts";
import { parseNarrative } from "../core/evidence/narrative.ts";
import { validateEvidence } from "../core/evidence/validate-evidence.ts";
import type { EvidenceInput, Validation } from "../core/evidence/validation.ts";
import type { SprintSnapshot, StoryPullRequest } from "../core/sprint/sprint.ts";
import type { AppContext } from "./app-context.ts";
import { endWithoutEvidence } from "./end-without-evidence.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import { batchMemory } from "./memory.ts";
import { Failure } from "./failure.ts";
import type { PullRequestHead, StoredArtifact } from "./ports.ts";
import { artifactsOfAttempt, extendFeed } from "./read-feed.ts";
import type { AttemptArtifact } from "./read-feed.ts";
import { textsOf, treeOf } from "./read-files.ts";
import type { StoryJobs } from "./story-jobs.ts";

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

/** The open pull request of the story, else the one that was merged before we could look. */
function pullRequestOf(ended: EndedAttempt): StoryPullRequest | undefined {
  const own = ended.pullRequests.filter((each) => each.story === ended.story.key);
  return own.findLast((each) => each.state === "open") ?? own.findLast((each) => each.state === "merged");
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
  const newest = artifactsOfAttempt(ended.artifacts, { kind: "proof", ...nameOf(ended) }).at(-1);
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
}

/** Validates twice at most: what ended early needs no pull request to be understood. */
async function validate(
  context: AppContext,
  ended: EndedAttempt,
  { files, runAttempt, brief }: Evidence,
): Promise<Validation> {
  const input = {
    binding: { ...nameOf(ended), runId: ended.run.id, runAttempt, baseSha: brief.base.sha },
    files,
    digests: new Map([...files].map(([name, text]) => [name, context.crypto.digest(text)])),
    storyPath: brief.storyPath,
    footprint: brief.footprint,
  };
  const first = validateEvidence({ ...input, ...NOTHING_DELIVERED, proof: undefined });
  const pullRequest = pullRequestOf(ended);
  if (first.kind !== "rejected" || !pullRequest) return first;
  const head = await context.pullRequests.head(pullRequest.number);
  if (head.sha !== pullRequest.headSha) {
    // Somebody pushed between the look and this request: the next look sees one state of it.
    throw new Failure(`Pull request #${pullRequest.number} moved while it was read.`, {
      code: "conflict",
      retryable: true,
    });
  }
  const cited = citedPaths(files, ended.story.key);
  const atHead = await readHead(context, head, { cited, storyPath: brief.storyPath });
  return validateEvidence({ ...input, ...atHead, proof: await readProof(context, ended) });
}

/** The last complete evidence, else whatever was uploaded last before the pipeline ended. */
function chooseEvidence(ended: EndedAttempt): AttemptArtifact | undefined {
  const all = artifactsOfAttempt(ended.artifacts, { kind: "evidence", ...nameOf(ended) });
  return all.findLast(({ name }) => name.step === "final") ?? all.at(-1);
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
  const chosen = chooseEvidence(ended);
  if (!chosen) return without(endWithoutEvidence(ended.run, ended.jobs));
  const brief = await briefOf(context, nameOf(ended));
  if (!brief) return without({ kind: "fault", reason: "the brief of the attempt is gone" });
  const reading = await context.runs.readArtifact(chosen.artifact);
  if (reading.kind === "unusable") {
    const reasons = [`the evidence cannot be read: ${reading.reason}`];
    return without({ kind: "failed", phase: null, reasons, facts: null });
  }
  const { files } = reading;
  const validation = await validate(context, ended, { files, runAttempt: chosen.name.runAttempt, brief });
  const { outcome, learnings } = judgeEvidence(validation, {
    run: ended.run,
    jobs: ended.jobs,
    pullRequest: pullRequestOf(ended),
    tasksAtBase: ended.snapshot?.files.get(ended.story.key)?.tasks ?? [],
  });
  return { outcome, learnings, files };
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
    outcome,
    learnings,
    feed,
  };
}
