import {
  ATTEMPTS_LIMIT,
  type AttemptOutcome,
  type Halting,
  type StoryCondition,
  type StoryState,
} from "../batch-state.ts";
import { boundedReason } from "../../bounded-text.ts";
import type { Config } from "../../config/config.ts";
import { countFaults, countTries } from "../story-attempts.ts";

/** What the end of an attempt means for its story and for the batch. */
export interface Consequence {
  readonly condition: StoryCondition;
  /** Only a story that failed for good counts; a rejection that is tried again does not. */
  readonly breaker: "reset" | "count" | "leave";
  readonly halt?: Halting;
}

/** `story` is the story with the settled attempt in it. */
export function consequenceOf(story: StoryState, outcome: AttemptOutcome, config: Config): Consequence {
  switch (outcome.kind) {
    case "delivered":
      return {
        condition: { kind: "delivered", pullRequest: outcome.pullRequest },
        breaker: "reset",
      };
    case "alreadyDone":
      return { condition: { kind: "alreadyDone" }, breaker: "reset" };
    case "rejected":
    case "failed":
      return countTries(story) < config.maxAttempts
        ? requeued(story)
        : { condition: failedCondition(story), breaker: "count" };
    case "blocked":
      return blockedConsequence(story, outcome);
    case "fault":
      return countFaults(story) <= config.maxFaults
        ? requeued(story)
        : { condition: failedCondition(story), breaker: "leave" };
    case "cancelled":
      return { condition: { kind: "cancelled", reason: outcome.reason }, breaker: "leave" };
  }
}

/** Back into the queue, while the state has room for one more attempt. */
export function requeued(story: StoryState): Consequence {
  const hasRoom = story.attempts.length < ATTEMPTS_LIMIT;
  return { condition: hasRoom ? { kind: "queued" } : failedCondition(story), breaker: "leave" };
}

function blockedConsequence(
  story: StoryState,
  outcome: Extract<AttemptOutcome, { kind: "blocked" }>,
): Consequence {
  const { reasons, critical } = outcome;
  const condition: StoryCondition = { kind: "blocked", reasons: [...reasons], critical };
  if (!critical) return { condition, breaker: "leave" };
  const reason = boundedReason(`${story.key} met a critical blocker: ${reasons.join("; ")}`);
  return { condition, breaker: "leave", halt: { cause: "blocker", reason } };
}

function failedCondition(story: StoryState): StoryCondition {
  const reasons = story.attempts.map((attempt) =>
    boundedReason(`Attempt ${attempt.number}: ${outcomeText(attempt.outcome)}`),
  );
  return { kind: "failed", reasons };
}

/** One line about how an attempt ended, for the history and the failure card. */
export function outcomeText(outcome: AttemptOutcome | null): string {
  switch (outcome?.kind) {
    case undefined:
      return "under way";
    case "delivered":
      return `delivered as #${outcome.pullRequest}`;
    case "alreadyDone":
      return "already done";
    case "rejected":
      return outcome.reasons.join("; ") || "rejected";
    case "failed":
    case "blocked":
      return outcome.reasons.join("; ") || outcome.kind;
    case "fault":
      return `fault of the infrastructure: ${outcome.reason}`;
    case "cancelled":
      return `cancelled: ${outcome.reason}`;
  }
}
