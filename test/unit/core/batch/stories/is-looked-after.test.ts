import { describe, expect, test } from "vitest";
import { isLookedAfter } from "../../../../../src/core/batch/stories/is-looked-after.ts";

const NOW = "2026-11-21T12:00:00.000Z";
const MINUTE_AGO = "2026-11-21T11:59:00.000Z";
const HOUR_AGO = "2026-11-21T11:00:00.000Z";
const TWO_MONTHS_AGO = "2026-09-21T12:00:00.000Z";

function ended(at: string, ...kinds: readonly string[]): unknown {
  return { condition: { kind: "finished", at }, stories: kinds.map((kind) => ({ condition: { kind } })) };
}

describe("a batch is looked after", () => {
  test.each([
    ["while it runs", { condition: { kind: "running" }, stories: [] }, true],
    ["a moment after its end", ended(MINUTE_AGO, "merged"), true],
    ["no longer an hour after its end", ended(HOUR_AGO, "merged", "failed"), false],
    ["as long as people may merge what it delivered", ended(HOUR_AGO, "merged", "delivered"), true],
    ["not for ever", ended(TWO_MONTHS_AGO, "delivered"), false],
    ["when its file cannot be understood", { condition: 7 }, true],
  ] as const)("%s", (_when, batch, expected) => {
    expect(isLookedAfter(batch, NOW)).toBe(expected);
  });
});
