import { describe, expect, test } from "vitest";
import { boundedReasons, boundedText, REASON_LIMIT } from "../../../src/core/bounded-text.ts";

describe("boundedText", () => {
  test("keeps what fits", () => {
    expect(boundedText("12345", 5)).toBe("12345");
  });

  test("cuts what does not and shows that something is missing", () => {
    expect(boundedText("123456", 5)).toBe("1234…");
  });

  test("does not leave half of a character that takes two code units", () => {
    expect(boundedText("abc🙂🙂", 5)).toBe("abc…");
  });
});

describe("boundedReasons", () => {
  test("bounds each reason and says how many more there were", () => {
    const reasons = boundedReasons(["x".repeat(3000), "two", "three", "four"], 3);

    expect(reasons).toEqual([`${"x".repeat(REASON_LIMIT - 1)}…`, "two", "and 2 more"]);
  });
});
