/** The words and signs for where a story stands, the same in every table and card. */
import type { Attempt, BatchState, StoryConditionKind, StoryState } from "../../batch/batch-state.ts";
import type { ObservedAttempt } from "../../batch/observation.ts";
import { countTries, lastSettledAttempt, openAttempt } from "../../batch/story-attempts.ts";
import { PHASE_EMOJI } from "../../pipeline/phase.ts";
import { durationBetween, elapsedBetween } from "./duration.ts";

export const CONDITION_EMOJI: Readonly<Record<StoryConditionKind, string>> = {
  queued: "🕒",
  waiting: "🔗",
  held: "⏸️",
  dispatched: "⏳",
  delivered: "✅",
  merged: "🟣",
  alreadyDone: "⏭️",
  partial: "🟡",
  failed: "❌",
  blocked: "🚫",
  skipped: "⚪",
  cancelled: "✖️",
};

const CONDITION_WORDS: Readonly<Record<Exclude<StoryConditionKind, "dispatched">, string>> = {
  queued: "queued",
  waiting: "waiting",
  held: "held",
  delivered: "delivered",
  merged: "merged",
  alreadyDone: "already done",
  partial: "partly done",
  failed: "**failed**",
  blocked: "**blocked**",
  skipped: "skipped",
  cancelled: "cancelled",
};

const PHASE_WORDS: Readonly<Record<ObservedAttempt["phase"], string>> = {
  STARTING: `${PHASE_EMOJI.STARTING} starting`,
  PREPARE: `${PHASE_EMOJI.PREPARE} **PREPARE**`,
  BUILD: `${PHASE_EMOJI.BUILD} **BUILD**`,
  VERIFY: `${PHASE_EMOJI.VERIFY} **VERIFY**`,
  ASSESS: `${PHASE_EMOJI.ASSESS} **ASSESS**`,
  REFINE: `${PHASE_EMOJI.REFINE} **REFINE**`,
  COMMIT: `${PHASE_EMOJI.COMMIT} **COMMIT**`,
  REFLECT: `${PHASE_EMOJI.REFLECT} **REFLECT**`,
  PROVING: "🧪 proving",
  DELIVERING: "🚚 delivering",
  COLLECTING: "📥 checking evidence",
};

/** `🔨 BUILD`, `✅ delivered`, `❌ **failed**`. */
export function stateWords(story: StoryState, seen: ObservedAttempt | undefined): string {
  const { kind } = story.condition;
  if (kind === "dispatched") return PHASE_WORDS[seen?.phase ?? "STARTING"];
  return `${CONDITION_EMOJI[kind]} ${CONDITION_WORDS[kind]}`;
}

/** `2/2`; faults of the infrastructure are not counted. Empty before the first attempt. */
export function attemptWords(story: StoryState, state: BatchState): string {
  if (story.attempts.length === 0) return "";
  const tries = countTries(story) + (openAttempt(story) ? 1 : 0);
  return tries === 0 ? "" : `${tries}/${state.config.maxAttempts}`;
}

/** How long the attempt that is under way has taken so far, or the last one took. */
export function timeWords(story: StoryState, seen: ObservedAttempt | undefined, now: string): string {
  const open = openAttempt(story);
  if (open) return elapsedBetween(seen?.startedAt ?? open.startedAt ?? open.dispatchedAt, now);
  const last = lastSettledAttempt(story);
  return last ? attemptDuration(last) : "";
}

export function attemptDuration(attempt: Attempt): string {
  return durationBetween(attempt.startedAt ?? attempt.dispatchedAt, attempt.endedAt ?? attempt.settledAt);
}

/** Done for good or waiting to be merged: nothing more is to be built. */
export function isSuccess(story: StoryState): boolean {
  const { kind } = story.condition;
  return kind === "delivered" || kind === "merged" || kind === "alreadyDone";
}

export function countConditions(stories: readonly StoryState[]): ReadonlyMap<StoryConditionKind, number> {
  const counts = new Map<StoryConditionKind, number>();
  for (const { condition } of stories) counts.set(condition.kind, (counts.get(condition.kind) ?? 0) + 1);
  return counts;
}
