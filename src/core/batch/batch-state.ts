/**
 * What is committed about a batch. Everything that can be observed (phases, feed, checks) is left
 * out: it is looked at again instead. Written only by compare and swap; checked when read.
 */
import { z } from "zod";
import { Config } from "../config/config.ts";
import { PHASES } from "../pipeline/phase.ts";
import { CostUsd, Tokens } from "../spend.ts";
import { StoryKey } from "../sprint/story.ts";
import { BatchId } from "./batch-id.ts";
import { MATRIX_LIMIT } from "./names.ts";

const Timestamp = z.iso.datetime();
const Reason = z.string().max(2000);

/** What a completion card needs, kept so that cards can be drawn without reading artifacts again. */
export const CardFacts = z.object({
  filesCreated: z.array(z.object({ path: z.string().max(500), purpose: z.string().max(300) })).max(30),
  filesModified: z.array(z.object({ path: z.string().max(500), purpose: z.string().max(300) })).max(30),
  /** Further files that did not fit. */
  filesOmitted: z.number().int().min(0),
  testsAdded: z.number().int().min(0),
  testStatus: z.enum(["passed", "failed", "not-configured", "unknown"]),
  coverage: z.string().max(20).optional(),
  issuesFound: z.number().int().min(0),
  issuesFixed: z.number().int().min(0),
  iterations: z.number().int().min(0),
  commit: z.string().max(40).optional(),
  tasksChecked: z.number().int().min(0),
  tasksTotal: z.number().int().min(0),
  costUsd: CostUsd,
  tokens: Tokens,
});
export type CardFacts = z.infer<typeof CardFacts>;

export const AttemptOutcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("delivered"),
    pullRequest: z.number().int(),
    headSha: z.string().max(40),
    facts: CardFacts,
  }),
  z.object({ kind: z.literal("alreadyDone") }),
  /** The pipeline went through, the evidence did not hold. */
  z.object({
    kind: z.literal("rejected"),
    pullRequest: z.number().int().nullable(),
    /** What was judged: a later head is another attempt's or a person's. null: nothing was pushed. */
    headSha: z.string().max(40).nullable(),
    reasons: z.array(Reason).max(50),
    facts: CardFacts.nullable(),
  }),
  z.object({
    kind: z.literal("failed"),
    phase: z.enum(PHASES).nullable(),
    reasons: z.array(Reason).max(50),
    facts: CardFacts.nullable(),
  }),
  z.object({
    kind: z.literal("blocked"),
    phase: z.enum(PHASES).nullable(),
    reasons: z.array(Reason).max(50),
    critical: z.boolean(),
  }),
  /** The infrastructure's doing; never counted as the story's failure. */
  z.object({ kind: z.literal("fault"), reason: Reason }),
  z.object({ kind: z.literal("cancelled"), reason: Reason }),
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const Attempt = z.object({
  /** From 1; the number goes up after a fault too, since names and branches may not repeat. */
  number: z.number().int().min(1),
  /** Shared by the attempts of one dispatched run; fences delivery. */
  nonce: z.string(),
  dispatchedAt: Timestamp,
  /** Times the dispatch was sent; sent again only when no run was seen for a while. */
  dispatches: z.number().int().min(0),
  /** When the dispatch was last sent again. */
  resentAt: Timestamp.optional(),
  runId: z.number().int().nullable(),
  startedAt: Timestamp.nullable(),
  /** When its last job ended; somebody may have looked much later. */
  endedAt: Timestamp.optional(),
  settledAt: Timestamp.nullable(),
  outcome: AttemptOutcome.nullable(),
  /** What the last part of the job's evidence said, for the feed; bounded. */
  learnings: z.array(z.string().max(1000)).max(20),
});
export type Attempt = z.infer<typeof Attempt>;

export const StoryCondition = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queued") }),
  z.object({ kind: z.literal("waiting"), for: z.array(Reason).max(50) }),
  z.object({ kind: z.literal("held") }),
  /** From the decision to dispatch until the attempt is settled; `running(phase)` and `collecting` are observed. */
  z.object({ kind: z.literal("dispatched") }),
  z.object({ kind: z.literal("delivered"), pullRequest: z.number().int() }),
  z.object({ kind: z.literal("merged"), pullRequest: z.number().int() }),
  z.object({ kind: z.literal("alreadyDone") }),
  z.object({ kind: z.literal("partial"), pullRequest: z.number().int(), reasons: z.array(Reason).max(50) }),
  z.object({ kind: z.literal("failed"), reasons: z.array(Reason).max(50) }),
  z.object({ kind: z.literal("blocked"), reasons: z.array(Reason).max(50), critical: z.boolean() }),
  z.object({ kind: z.literal("skipped"), dependency: StoryKey, reason: Reason }),
  z.object({ kind: z.literal("cancelled"), reason: Reason }),
]);
export type StoryCondition = z.infer<typeof StoryCondition>;
export type StoryConditionKind = StoryCondition["kind"];

/** Far above what the largest configuration allows; only refused and fenced-off tries could get here. */
export const ATTEMPTS_LIMIT = 50;

export const StoryState = z.object({
  key: StoryKey,
  title: z.string().max(300),
  epic: z.string().max(100),
  path: z.string().max(500).nullable(),
  condition: StoryCondition,
  attempts: z.array(Attempt).max(ATTEMPTS_LIMIT),
  /** The status we wrote on the board and the one that stood there before; null while we wrote none. */
  board: z.object({ before: z.string().max(60), written: z.string().max(60) }).nullable(),
  /** Kept after the last attempt, so that a draft left behind is still shown. */
  pullRequest: z.number().int().nullable(),
});
export type StoryState = z.infer<typeof StoryState>;

export const HALT_CAUSES = ["breaker", "blocker", "budget", "refused"] as const;

/** Decided to stop: nothing is dispatched any more, what is in flight ends first. */
export const Halting = z.object({ cause: z.enum(HALT_CAUSES), reason: Reason });
export type Halting = z.infer<typeof Halting>;

export const BatchCondition = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("running") }),
  /** Nothing runs; people have to merge or review. */
  z.object({ kind: z.literal("parked"), since: Timestamp, waitingFor: z.array(Reason).max(100) }),
  z.object({ kind: z.literal("halted"), at: Timestamp, cause: z.enum(HALT_CAUSES), reason: Reason }),
  z.object({ kind: z.literal("finished"), at: Timestamp }),
  z.object({ kind: z.literal("cancelled"), at: Timestamp, by: z.string().max(100) }),
]);
export type BatchCondition = z.infer<typeof BatchCondition>;
export type BatchConditionKind = BatchCondition["kind"];

export const DecisionRecord = z.object({
  at: Timestamp,
  kind: z.string().max(40),
  story: z.string().max(100).nullable(),
  reason: Reason,
});
export type DecisionRecord = z.infer<typeof DecisionRecord>;

/** The decision history keeps its newest entries; git keeps the rest. */
export const HISTORY_LIMIT = 200;

/** Who asked for the batch, and where. */
export const Origin = z.discriminatedUnion("kind", [
  /** A comment on an issue or pull request; the batch is shown there and goes on until it is over. */
  z.object({ kind: z.literal("comment"), issue: z.number().int(), commentId: z.number().int() }),
  /**
   * A person who started the workflow: that one run takes the stories that can run now, each once,
   * and its page is where the batch is shown. Nothing is ever dispatched for it afterwards.
   */
  z.object({
    kind: z.literal("by-hand"),
    runId: z.number().int(),
    /** Planning again in a re-run of the same run begins another batch. */
    runAttempt: z.number().int().min(1),
    /** Stories the run takes at most. */
    limit: z.number().int().min(1).max(MATRIX_LIMIT),
  }),
]);
export type Origin = z.infer<typeof Origin>;
export type CommentOrigin = Extract<Origin, { kind: "comment" }>;
export type HandOrigin = Extract<Origin, { kind: "by-hand" }>;

const CommentFields = z.object({
  issue: z.number(),
  command: z.object({ commentId: z.number() }),
  origin: z.undefined().optional(),
});

/** Files from before batches could be started by hand name issue and comment in other places. */
function withOrigin(file: unknown): unknown {
  const older = CommentFields.safeParse(file);
  if (!older.success || typeof file !== "object" || file === null) return file;
  const { issue, command } = older.data;
  return { ...file, origin: { kind: "comment", issue, commentId: command.commentId } };
}

const BatchFields = z.object({
  schemaVersion: z.literal(1),
  id: BatchId,
  repository: z.object({ owner: z.string(), name: z.string() }),
  origin: Origin,
  command: z.object({ by: z.string().max(100), text: z.string().max(2000) }),
  trackingCommentId: z.number().int().nullable(),
  base: z.object({ branch: z.string(), sha: z.string() }),
  boardPath: z.string(),
  /** The effective configuration: command flags over the repository's file over defaults. */
  config: Config,
  condition: BatchCondition,
  halting: Halting.optional(),
  /** In plan order. */
  stories: z.array(StoryState).max(20_000),
  consecutiveFailures: z.number().int().min(0),
  spend: z.object({ costUsd: CostUsd, tokens: Tokens }),
  createdAt: Timestamp,
  history: z.array(DecisionRecord).max(HISTORY_LIMIT),
});
export const BatchState = z.preprocess(withOrigin, BatchFields);
export type BatchState = z.infer<typeof BatchState>;
