import { HISTORY_LIMIT, type BatchState, type DecisionRecord } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import { boundedReason, boundedText } from "../../bounded-text.ts";
import type { Note } from "./step.ts";

/**
 * Adds what happened and what was decided to the history. A decision that only repeats itself
 * until its effect is seen is recorded once; recording it the first time also means that it is
 * written by compare and swap before it is performed, so a stale reader cannot perform it.
 */
export function recordHistory(
  state: BatchState,
  news: { readonly at: string; readonly notes: readonly Note[]; readonly decisions: readonly Decision[] },
): BatchState {
  const known = new Set(state.history.map(identityOf));
  const repeated = news.decisions
    .map(noteOfDecision)
    .filter((note) => note !== undefined)
    .filter((note) => !known.has(identityOf(note)));
  const notes = [...news.notes, ...repeated];
  if (notes.length === 0) return state;
  const records = notes.slice(-HISTORY_LIMIT).map((note): DecisionRecord => ({
    at: news.at,
    kind: boundedText(note.kind, 40),
    story: note.story,
    reason: boundedReason(note.reason),
  }));
  return { ...state, history: [...state.history, ...records].slice(-HISTORY_LIMIT) };
}

function identityOf(note: Pick<DecisionRecord, "kind" | "story" | "reason">): string {
  return `${note.kind} ${note.story ?? ""} ${note.reason}`;
}

function noteOfDecision(decision: Decision): Note | undefined {
  switch (decision.kind) {
    case "dispatch":
    case "cancelRun":
    case "writeBoard":
    case "convertToDraft":
      return { kind: decision.kind, story: null, reason: decision.reason };
    case "removeDuplicateComment":
      return { kind: decision.kind, story: null, reason: `comment ${decision.commentId} is a duplicate` };
    case "lookAgain":
      return undefined;
  }
}
