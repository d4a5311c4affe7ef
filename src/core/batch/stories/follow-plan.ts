import type { BatchState, StoryCondition, StoryState } from "../batch-state.ts";
import { boundedReason } from "../../bounded-text.ts";
import type { Disposition } from "../../planning/plan.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, isOpen, part, type Note, type Part } from "../steps/step.ts";

/** Stories that nobody has to start any more: done meanwhile, taken by somebody else, or gone. */
export function followPlan(state: BatchState, look: Look): Part {
  // No story at all means that the board cannot be read just now, not that everything was given up.
  if (look.planned.size === 0) return part(state);
  const notes: Note[] = [];
  const next = changeStories(state, (story) => {
    const condition = isOpen(story) ? endOfStory(story, look) : undefined;
    if (!condition) return story;
    const reason = condition.kind === "cancelled" ? condition.reason : "the board says that it is done";
    notes.push({ kind: condition.kind, story: story.key, reason });
    return { ...story, condition };
  });
  return part(next, { notes });
}

function endOfStory(story: StoryState, look: Look): StoryCondition | undefined {
  const disposition = look.planned.get(story.key)?.disposition;
  if (!disposition) return { kind: "cancelled", reason: "the story is no longer on the board" };
  return disposition.kind === "excluded" ? conditionOfExcluded(story, disposition, look) : undefined;
}

function conditionOfExcluded(
  story: StoryState,
  excluded: Extract<Disposition, { kind: "excluded" }>,
  look: Look,
): StoryCondition {
  if (excluded.because !== "done") return { kind: "cancelled", reason: boundedReason(excluded.reason) };
  const merged = look.pullRequests.get(story.key)?.findLast((each) => each.state === "merged");
  return merged ? { kind: "merged", pullRequest: merged.number } : { kind: "alreadyDone" };
}
