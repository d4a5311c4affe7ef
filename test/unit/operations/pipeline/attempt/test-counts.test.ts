import { describe, expect, test } from "vitest";
import { testCounts } from "../../../../../src/operations/pipeline/attempt/test-counts.ts";

describe("testCounts", () => {
  test.each([
    ["node, TAP", "# tests 12\n# suites 2\n# pass 11\n# fail 1\n", { total: 12, passing: 11 }],
    ["node, spec", "ℹ tests 3\nℹ pass 3\nℹ fail 0\n", { total: 3, passing: 3 }],
    [
      "vitest with colours",
      " Test Files  1 passed (1)\n\u001B[2m      Tests \u001B[22m \u001B[31m1 failed\u001B[39m | \u001B[32m11 passed\u001B[39m (12)\n",
      { total: 12, passing: 11 },
    ],
    [
      "jest",
      "Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 skipped, 11 passed, 14 total\nSnapshots:   0 total\n",
      { total: 12, passing: 11 },
    ],
    ["mocha", "\n  11 passing (20ms)\n  1 failing\n", { total: 12, passing: 11 }],
    [
      "pytest",
      "=================== 1 failed, 11 passed in 0.12s ===================\n",
      { total: 12, passing: 11 },
    ],
    ["pytest, quiet", "11 passed in 0.12s\n", { total: 11, passing: 11 }],
    [
      "cargo with two binaries",
      "test result: ok. 7 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 4 passed; 1 failed; 0 ignored\n",
      { total: 12, passing: 11 },
    ],
    ["rspec", "12 examples, 1 failure\n", { total: 12, passing: 11 }],
    [
      "maven",
      "[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s\n[INFO] Tests run: 12, Failures: 1, Errors: 0, Skipped: 0\n",
      { total: 12, passing: 11 },
    ],
    ["PHPUnit", "Tests: 12, Assertions: 30, Failures: 1.\n", { total: 12, passing: 11 }],
    ["something else", "everything is fine\n", {}],
  ])("reads %s", (_what, output, expected) => {
    expect(testCounts(output)).toEqual(expected);
  });

  test.each([
    ["a table of istanbul", "All files          |   87.50 |      75 |\n", "87.50%"],
    ["node's table", "# all files        |  91.30 |    80.00 |\n", "91.30%"],
    ["coverage.py", "TOTAL                 120     12    90%\n", "90%"],
  ])("reads coverage from %s", (_what, output, coverage) => {
    expect(testCounts(output)).toEqual({ coverage });
  });

  test("reads the last part of a very long output quickly", () => {
    const noise = `${"Tests: x ".repeat(40)}\n`.repeat(20_000);
    const started = performance.now();

    expect(testCounts(`${noise}# tests 2\n# pass 2\n`)).toEqual({ total: 2, passing: 2 });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
