import { describe, expect, test } from "vitest";
import { HISTORY_LIMIT } from "../../../../../src/core/batch/batch-state.ts";
import { recordHistory } from "../../../../../src/core/batch/steps/record-history.ts";
import { aBatch, at, deepFreeze, key, NOW } from "../../../../support/batch-builders.ts";

describe("recordHistory", () => {
  test("keeps the newest records when there is no room for all", () => {
    const history = Array.from({ length: HISTORY_LIMIT }, (_, index) => ({
      at: at(-1000 + index),
      kind: "merged",
      story: key("1-1-a"),
      reason: `record ${index}`,
    }));
    const notes = [{ kind: "skipped", story: key("1-2-b"), reason: "it needs 1-1-a" }];

    const state = recordHistory(deepFreeze(aBatch([], { history })), { at: NOW, notes, decisions: [] });

    expect(state.history).toHaveLength(HISTORY_LIMIT);
    expect(state.history[0]).toEqual(history[1]);
    expect(state.history.at(-1)).toEqual({ at: NOW, ...notes[0] });
  });

  test("keeps the newest of more notes than there is room for", () => {
    const notes = Array.from({ length: 300 }, (_, index) => ({
      kind: "skipped",
      story: null,
      reason: `note ${index}`,
    }));

    const { history } = recordHistory(aBatch([]), { at: NOW, notes, decisions: [] });

    expect([history.length, history.at(-1)?.reason]).toEqual([HISTORY_LIMIT, "note 299"]);
  });

  test("returns the state it was given when there is nothing to record", () => {
    const state = aBatch([]);

    expect(recordHistory(state, { at: NOW, notes: [], decisions: [] })).toBe(state);
  });
});
