import { describe, expect, test } from "vitest";
import { durationBetween, elapsedBetween } from "../../../../../src/core/presentation/story/duration.ts";

const START = "2026-02-28T23:59:30Z";

describe("durations", () => {
  test.each([
    ["2026-02-28T23:59:30.900Z", "0s", "<1m"],
    ["2026-03-01T00:00:12Z", "42s", "<1m"],
    ["2026-03-01T00:11:34.000Z", "12m 4s", "12m"],
    ["2026-03-01T02:04:30Z", "2h 5m", "2h 5m"],
    ["2026-03-04T04:00:00Z", "3d 4h", "3d 4h"],
    ["2026-02-28T23:59:00Z", "0s", "<1m"],
    ["yesterday", "", ""],
    [null, "", ""],
  ])("up to %s are %j, or %j while it goes on", (...[end, duration, elapsed]) => {
    expect(durationBetween(START, end)).toBe(duration);
    expect(elapsedBetween(START, end)).toBe(elapsed);
  });

  test("are nothing without a start", () => {
    expect(durationBetween(null, START)).toBe("");
    expect(durationBetween("soon", START)).toBe("");
  });
});
