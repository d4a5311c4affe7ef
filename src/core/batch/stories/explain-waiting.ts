import type { BatchState } from "../batch-state.ts";
import { boundedReasons } from "../../bounded-text.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, isWaiting, part, withCondition, type Part } from "../steps/step.ts";
import { findWaits } from "./waits.ts";

/** Says for every story that has not started whether it only queues for a worker, or what it waits for. */
export function explainWaiting(state: BatchState, look: Look): Part {
  if (look.planned.size === 0) return part(state);
  const waits = findWaits(state, look);
  const next = changeStories(state, (story) => {
    if (!isWaiting(story)) return story;
    const reasons = (waits.get(story.key) ?? []).map((wait) => wait.reason);
    if (reasons.length === 0) return withCondition(story, { kind: "queued" });
    return withCondition(story, { kind: "waiting", for: boundedReasons([...new Set(reasons)]) });
  });
  return part(next);
}
