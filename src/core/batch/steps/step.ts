import type { BatchState, StoryCondition, StoryState } from "../batch-state.ts";
import type { BriefOrder, Decision } from "../decision.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "./look.ts";

/** Something that happened to the batch and belongs in its history. */
export interface Note {
  readonly kind: string;
  readonly story: StoryKey | null;
  readonly reason: string;
}

/** What one step of reconciling contributes. A step that changes nothing returns the state it was given. */
export interface Part {
  readonly state: BatchState;
  readonly notes: readonly Note[];
  readonly decisions: readonly Decision[];
  readonly briefs: readonly BriefOrder[];
}

export type Step = (state: BatchState, look: Look) => Part;

export function part(state: BatchState, rest: Partial<Omit<Part, "state">> = {}): Part {
  return { notes: [], decisions: [], briefs: [], ...rest, state };
}

/**
 * Applies a change to every story and keeps the identity of everything that stays as it was:
 * `reconcile` tells by identity whether there is something to write.
 */
export function changeStories(state: BatchState, change: (story: StoryState) => StoryState): BatchState {
  const stories = state.stories.map(change);
  return stories.every((story, index) => story === state.stories[index]) ? state : { ...state, stories };
}

export function withCondition(story: StoryState, condition: StoryCondition): StoryState {
  return JSON.stringify(story.condition) === JSON.stringify(condition) ? story : { ...story, condition };
}

/** Not started and not given up: what a later look may still dispatch. */
export function isOpen(story: StoryState): boolean {
  return isWaiting(story) || story.condition.kind === "held";
}

export function isWaiting(story: StoryState): boolean {
  return story.condition.kind === "queued" || story.condition.kind === "waiting";
}

export function isInFlight(story: StoryState): boolean {
  return story.condition.kind === "dispatched";
}
