import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import { lastSettledAttempt } from "../../batch/story-attempts.ts";
import type { Links } from "../markdown/links.ts";
import { failureCard } from "./failure-card.ts";
import { storyCard } from "./story-card.ts";

/** Newest first: what happened last is what people come to see. */
export function newestCards(state: BatchState, links: Links, limit: number): readonly string[] {
  const settled = state.stories.flatMap((story) => {
    const last = lastSettledAttempt(story);
    const at = last?.endedAt ?? last?.settledAt;
    return at ? [{ story, at }] : [];
  });
  const newest = settled.toSorted((one, other) => (one.at < other.at ? 1 : -1)).slice(0, limit);
  const context = { links, maxAttempts: state.config.maxAttempts, isByHand: state.origin.kind === "by-hand" };
  return newest
    .map(({ story }) => (isFailure(story) ? failureCard(story, context) : storyCard(story, links)))
    .filter((card) => card !== "");
}

function isFailure({ condition }: StoryState): boolean {
  return condition.kind === "failed" || condition.kind === "blocked" || condition.kind === "partial";
}
