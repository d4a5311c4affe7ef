import { describe, expect, test } from "vitest";
import { epochMs, timestampOf } from "../../../src/core/instant.ts";

const TIMESTAMPS = [
  "1970-01-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  "1999-12-31T23:59:59.001Z",
  "2000-02-29T12:00:00.000Z",
  "2024-02-29T23:59:59.999Z",
  "2025-03-01T00:00:00.000Z",
  "2026-11-21T09:30:15.250Z",
  "2100-02-28T00:00:00.000Z",
  "2100-03-01T00:00:00.000Z",
  "2400-02-29T00:00:00.000Z",
];

describe("epochMs", () => {
  test.each(TIMESTAMPS)("reads %s as the platform does", (timestamp) => {
    expect(epochMs(timestamp)).toBe(Date.parse(timestamp));
  });

  test.each([
    ["2026-11-21T09:30:15Z", "2026-11-21T09:30:15.000Z"],
    ["2026-11-21T09:30Z", "2026-11-21T09:30:00.000Z"],
    ["2026-11-21T09:30:15.2Z", "2026-11-21T09:30:15.200Z"],
    ["2026-11-21T09:30:15.123456789Z", "2026-11-21T09:30:15.123Z"],
  ])("reads %s, which the state's schema allows too", (timestamp, same) => {
    expect(timestampOf(epochMs(timestamp))).toBe(same);
  });

  test.each(["", "yesterday", "2026-11-21", "2026-11-21T09:30:15+01:00"])("makes nothing of %j", (text) => {
    expect(epochMs(text)).toBeNaN();
  });
});

describe("timestampOf", () => {
  test("is the platform's timestamp on every day of 500 years", () => {
    const wrong: string[] = [];
    for (let ms = Date.UTC(1900, 0, 1, 23, 59, 59, 7); ms < Date.UTC(2400, 0, 1); ms += 86_400_000) {
      if (timestampOf(ms) !== new Date(ms).toISOString()) wrong.push(new Date(ms).toISOString());
      if (epochMs(timestampOf(ms)) !== ms) wrong.push(String(ms));
    }

    expect(wrong).toEqual([]);
  });
});
