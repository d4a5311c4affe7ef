import type { BatchState } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import { epochMs, timestampOf } from "../../instant.ts";
import { openAttempt } from "../story-attempts.ts";
import type { Look } from "./look.ts";
import { graceEndMs } from "../attempts/resend-dispatches.ts";
import { isOpen } from "./step.ts";

/** Webhooks bring most news; these are for the ones that get lost. */
export const IN_FLIGHT_LOOK_MS = 30_000;
export const CLAIMED_ELSEWHERE_LOOK_MS = 60_000;
/** Merging is a person's work and announces itself; once an hour is enough for a lost webhook. */
export const PARKED_LOOK_MS = 3_600_000;
/** Evidence of a run that has just completed is there in a moment. */
export const COLLECT_LOOK_MS = 5_000;
/** Effects of the end of a batch are confirmed for this long, then left as they are. */
export const CONFIRM_WINDOW_MS = 5 * 60_000;

interface Wish {
  readonly atMs: number;
  readonly reason: string;
}

/** The one moment at which somebody has to look again even if no webhook comes; the earliest wish wins. */
export function lookAgain(
  state: BatchState,
  look: Look,
  decisions: readonly Decision[],
): readonly Decision[] {
  const wishes = isOver(state) ? wishesOfEnded(state, look, decisions) : wishesOfGoing(state, look);
  const [first] = wishes.toSorted((one, other) => one.atMs - other.atMs);
  if (!first) return [];
  return [{ kind: "lookAgain", atLatest: timestampOf(first.atMs), reason: first.reason }];
}

function isOver(state: BatchState): boolean {
  return state.condition.kind !== "running" && state.condition.kind !== "parked";
}

function wishesOfGoing(state: BatchState, look: Look): readonly Wish[] {
  const wishes: Wish[] = [];
  for (const story of state.stories) {
    const attempt = openAttempt(story);
    if (!attempt) continue;
    wishes.push({ atMs: look.nowMs + IN_FLIGHT_LOOK_MS, reason: "stories are in flight" });
    if (attempt.runId === null) {
      wishes.push({ atMs: graceEndMs(attempt, look), reason: `no run of ${attempt.nonce} was seen yet` });
    } else if (look.runs.get(attempt.runId)?.status === "completed") {
      wishes.push({ atMs: look.nowMs + COLLECT_LOOK_MS, reason: `run ${attempt.runId} awaits its report` });
    }
  }
  if (wishes.length > 0) return wishes;
  const isElsewhere = state.stories.some((story) => isOpen(story) && look.foreignClaims.has(story.key));
  if (isElsewhere) {
    wishes.push({ atMs: look.nowMs + CLAIMED_ELSEWHERE_LOOK_MS, reason: "another batch is at it" });
  }
  if (state.condition.kind === "running") {
    wishes.push({ atMs: look.nowMs + IN_FLIGHT_LOOK_MS, reason: "stories are left to start" });
  }
  return [...wishes, { atMs: look.nowMs + PARKED_LOOK_MS, reason: "people may have merged meanwhile" }];
}

/** A batch that is over still has to see its runs end and its last effects arrive. */
function wishesOfEnded(state: BatchState, look: Look, decisions: readonly Decision[]): readonly Wish[] {
  const atMs = look.nowMs + IN_FLIGHT_LOOK_MS;
  const isAlive = [...look.runs.values()].some((run) => run.status !== "completed");
  if (isAlive) return [{ atMs, reason: "a run of the batch is still alive" }];
  const { condition } = state;
  const endedMs = "at" in condition ? epochMs(condition.at) : look.nowMs;
  const isRecent = look.nowMs - endedMs < CONFIRM_WINDOW_MS;
  if (!isRecent) return [];
  if (decisions.length > 0) return [{ atMs, reason: "the last effects are to be confirmed" }];
  const isRunMissing = state.stories.some(({ attempts }) => {
    const last = attempts.at(-1);
    return last?.outcome?.kind === "cancelled" && last.runId === null;
  });
  return isRunMissing ? [{ atMs, reason: "a cancelled dispatch may still start its run" }] : [];
}
