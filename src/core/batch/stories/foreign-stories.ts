import type { BatchState } from "../batch-state.ts";
import { foreignWork, type ForeignStory } from "../../planning/foreign-work.ts";
import type { Look } from "../steps/look.ts";

/** What others have under way. A story that the batch has begun is its own, whatever a late plan says. */
export function foreignStories(state: BatchState, { observation }: Look): readonly ForeignStory[] {
  const begun = state.stories.filter(({ attempts }) => attempts.length > 0);
  const own = new Set(begun.map(({ key }) => key));
  return foreignWork(observation.plan).filter(({ key }) => !own.has(key));
}
