import type { BatchState } from "../batch-state.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "../steps/look.ts";

/**
 * Stories that were delivered and wait to be merged, with their pull request: this batch's, and
 * ready ones of stories outside it. Drafts are work that was turned down; nobody waits for them.
 */
export function unmergedStories(state: BatchState, look: Look): ReadonlyMap<StoryKey, number> {
  const unmerged = new Map<StoryKey, number>();
  const own = new Set<StoryKey>();
  for (const { key, condition } of state.stories) {
    own.add(key);
    if (condition.kind === "delivered") unmerged.set(key, condition.pullRequest);
  }
  for (const { story, number, state: prState, isDraft } of look.observation.pullRequests) {
    if (prState === "open" && !isDraft && !own.has(story)) unmerged.set(story, number);
  }
  return unmerged;
}
