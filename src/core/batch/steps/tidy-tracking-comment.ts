import type { BatchState } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import type { Look } from "./look.ts";
import { part, type Part } from "./step.ts";

/** One tracking comment per batch: a duplicate is born when the answer to its creation was lost. */
export function tidyTrackingComment(state: BatchState, look: Look): Part {
  const ids = [...new Set(look.observation.trackingComments.map((comment) => comment.id))];
  const isStillThere = state.trackingCommentId !== null && ids.includes(state.trackingCommentId);
  const kept = isStillThere ? state.trackingCommentId : (ids[0] ?? state.trackingCommentId);
  const decisions = ids
    .filter((id) => id !== kept)
    .map((commentId): Decision => ({ kind: "removeDuplicateComment", commentId }));
  return part(kept === state.trackingCommentId ? state : { ...state, trackingCommentId: kept }, {
    decisions,
  });
}
