import { describe, expect, test } from "vitest";
import { failingTests } from "../../../../src/core/pipeline/failing-tests.ts";

describe("failingTests", () => {
  test.each([
    [
      "node's TAP",
      "not ok 3 - sums add up\n  ---\n  duration_ms: 1\nnot ok 4 - /w/sum.test.js",
      ["sums add up"],
    ],
    [
      "node's spec reporter",
      "✖ sums add up (1.23ms)\n✖ failing tests:\n✖ sums add up (1.23ms)",
      ["sums add up"],
    ],
    ["vitest", " × sum > adds up 3ms", ["sum > adds up"]],
    ["jest", "  ● sum › adds up", ["sum › adds up"]],
    ["go", "--- FAIL: TestSum (0.00s)", ["TestSum"]],
    ["pytest", "FAILED test_sum.py::test_adds - assert 1 == 2", ["test_sum.py::test_adds - assert 1 == 2"]],
    ["cargo", "test sum::adds ... FAILED", ["sum::adds"]],
    ["nothing it knows", "1 test failed", []],
    ["passing tests", "ok 1 - sums add up\n✔ fine (1ms)", []],
  ])("reads %s", (_what, output, expected) => {
    expect(failingTests(output)).toEqual(expected);
  });

  test("names five at most", () => {
    const output = Array.from({ length: 40 }, (_, index) => `not ok ${index} - test ${index}`).join("\n");

    expect(failingTests(output)).toHaveLength(5);
  });
});
