import { describe, expect, test } from "vitest";
import { isNestedTooDeep } from "../../../src/core/is-nested-too-deep.ts";

describe("isNestedTooDeep", () => {
  test.each([
    ["", false],
    ["a:\n  - b: [1, {c: 2}]\n", false],
    ['{"a": 1, "b": 2, "c": 3}'.repeat(100), false],
    ["- [ ] a task\n".repeat(1000), false],
    ["time: 10:20:30\n".repeat(1000), false],
    ["# ----------------------------\n".repeat(100), false],
    ["is it? yes. is it? yes. ".repeat(5), false],
    ["[".repeat(201), true],
    ["{a: ".repeat(201), true],
    ["- ".repeat(201), true],
    [`${" ".repeat(401)}a: 1`, true],
    ["a: ".repeat(61), true],
    ["? ".repeat(21), true],
    ["?\n".repeat(21), true],
  ])("judges %.40j as %s", (text, expected) => {
    expect(isNestedTooDeep(text)).toBe(expected);
  });
});
