import { describe, expect, test } from "vitest";
import { closestWord, editDistance } from "../../../src/core/closest-word.ts";

describe("editDistance", () => {
  test.each([
    ["", "", 0],
    ["run", "run", 0],
    ["rnu", "run", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["abc", "", 3],
    ["ab", "ba", 1],
  ])("from %j to %j is %d", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});

describe("closestWord", () => {
  test("finds the word a person most likely meant, in any case", () => {
    expect(closestWord("MaxWorker", ["maxAttempts", "maxWorkers"])).toBe("maxWorkers");
  });

  test("finds nothing for a word that is unlike all, empty or endless", () => {
    expect(closestWord("banana", ["run", "plan"])).toBeUndefined();
    expect(closestWord("", ["run"])).toBeUndefined();
    expect(closestWord("r".repeat(41), ["run"])).toBeUndefined();
  });
});
