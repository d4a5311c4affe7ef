import type { AttemptOutcome, BatchState, Halting, StoryState } from "../batch-state.ts";
import { boundedReason } from "../../bounded-text.ts";
import { addSpend } from "../../spend.ts";
import { openAttempt } from "../story-attempts.ts";
import { attemptEnding, type AttemptEnding } from "./attempt-ending.ts";
import { consequenceOf, outcomeText, requeued, type Consequence } from "./consequence.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, part, type Note, type Part } from "../steps/step.ts";

interface Settled {
  readonly story: StoryState;
  readonly ending: AttemptEnding;
  readonly consequence: Consequence;
}

/**
 * Settles every attempt about which enough is known, in the order of the stories and not of the
 * reports, so that failures in a row are counted alike however the reports came. A settled attempt
 * has no open one left, so a report that comes again finds nothing to do.
 */
export function settleAttempts(state: BatchState, look: Look): Part {
  const settled: Settled[] = [];
  const next = changeStories(state, (story) => {
    const result = settle(story, state, look);
    if (!result) return story;
    settled.push(result);
    return result.story;
  });
  if (settled.length === 0) return part(state);
  const notes = settled.map(noteOf);
  const consecutiveFailures = countFailures(state.consecutiveFailures, settled);
  const counted = { ...next, consecutiveFailures: consecutiveFailures.last, spend: spendOf(state, settled) };
  const halting = state.halting ?? haltOf(settled, consecutiveFailures.highest, state);
  if (!halting || state.halting) return part(counted, { notes });
  const note: Note = { kind: "stop", story: null, reason: halting.reason };
  return part({ ...counted, halting }, { notes: [...notes, note] });
}

function settle(story: StoryState, state: BatchState, look: Look): Settled | undefined {
  const attempt = openAttempt(story);
  const isStopping = state.halting !== undefined;
  const ending = attempt && attemptEnding({ story, attempt, isStopping }, look);
  if (!attempt || !ending) return undefined;
  const { outcome, startedAt, endedAt, learnings } = ending;
  const over = {
    ...attempt,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    settledAt: look.now,
    outcome,
    learnings: [...learnings],
  };
  const withAttempt: StoryState = {
    ...story,
    attempts: story.attempts.with(-1, over),
    pullRequest: pullRequestOf(outcome) ?? story.pullRequest,
  };
  const consequence = ending.isRequeued
    ? requeued(withAttempt)
    : consequenceOf(withAttempt, outcome, state.config);
  return { story: { ...withAttempt, condition: consequence.condition }, ending, consequence };
}

function pullRequestOf(outcome: AttemptOutcome): number | null {
  return outcome.kind === "delivered" || outcome.kind === "rejected" ? outcome.pullRequest : null;
}

/** The highest count decides: a success after the third failure in a row does not undo them. */
function countFailures(
  before: number,
  settled: readonly Settled[],
): { readonly last: number; readonly highest: number } {
  let last = before;
  let highest = before;
  for (const { consequence } of settled) {
    if (consequence.breaker === "reset") last = 0;
    if (consequence.breaker === "count") last += 1;
    highest = Math.max(highest, last);
  }
  return { last, highest };
}

function haltOf(settled: readonly Settled[], failures: number, state: BatchState): Halting | undefined {
  for (const { ending, consequence } of settled) {
    const halt = ending.halt ?? consequence.halt;
    if (halt) return halt;
  }
  if (failures < state.config.maxConsecutiveFailures) return undefined;
  return { cause: "breaker", reason: `${failures} stories in a row failed` };
}

function spendOf(state: BatchState, settled: readonly Settled[]): BatchState["spend"] {
  let spend: BatchState["spend"] = state.spend;
  for (const { ending } of settled) {
    const facts = "facts" in ending.outcome ? ending.outcome.facts : null;
    if (facts) spend = addSpend(spend, facts);
  }
  return spend;
}

function noteOf({ story, ending, consequence }: Settled): Note {
  const attempt = story.attempts.length;
  const next = consequence.condition.kind === "queued" ? "; the story is queued again" : "";
  const reason = boundedReason(`attempt ${attempt}: ${outcomeText(ending.outcome)}`);
  return { kind: ending.outcome.kind, story: story.key, reason: boundedReason(`${reason}${next}`) };
}
