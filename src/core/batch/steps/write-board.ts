import type { BatchState } from "../batch-state.ts";
import { boardStep } from "./board-status.ts";
import type { Decision } from "../decision.ts";
import { boundedReason } from "../../bounded-text.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "./look.ts";
import { changeStories, part, type Part } from "./step.ts";

/** All differences between the board as it is and as it should be, in one commit. */
export function writeBoard(state: BatchState, look: Look): Part {
  const changes: { key: StoryKey; from: string; to: string }[] = [];
  const next = changeStories(state, (story) => {
    const observed = look.observation.boardStatuses.get(story.key);
    // What stands there while another batch works on the story is that batch's to write.
    if (observed === undefined || look.foreignClaims.has(story.key)) return story;
    const { memory, change } = boardStep(story, state.condition.kind, observed);
    if (change && change.from !== change.to) changes.push({ key: story.key, ...change });
    const isSame = memory?.before === story.board?.before && memory?.written === story.board?.written;
    return isSame ? story : { ...story, board: memory };
  });
  if (changes.length === 0) return part(next);
  const texts = changes.map(({ key, from, to }) => `${key}: ${from} → ${to}`);
  const decision: Decision = { kind: "writeBoard", changes, reason: boundedReason(texts.join(", ")) };
  return part(next, { decisions: [decision] });
}
