import { describe, expect, test } from "vitest";
import type { Finding, TestRun } from "../../../../src/core/evidence/evidence.ts";
import { giveUpReasons, nextStep, triage } from "../../../../src/core/pipeline/verdict.ts";

const PASSED: TestRun = { status: "passed" };
const FAILED: TestRun = { status: "failed", total: 4, passing: 3 };
const NOBODY = { triage: [] };

function finding(id: string, severity: Finding["severity"], reviewer = "requirements"): Finding {
  return { id, severity, description: `finding ${id}`, reviewer };
}

function judgedAs(id: string, classification: "MUST_FIX" | "SHOULD_FIX" | "STYLE" | "DISMISSED") {
  return { finding: id, new_classification: classification, justification: "seen" };
}

describe("triage", () => {
  test.each([
    ["MUST_FIX", "MUST_FIX", "UPHELD"],
    ["MUST_FIX", "SHOULD_FIX", "DOWNGRADED"],
    ["MUST_FIX", "DISMISSED", "DISMISSED"],
    ["STYLE", "SHOULD_FIX", "UPGRADED"],
    ["STYLE", "MUST_FIX", "UPGRADED"],
  ] as const)("calls %s that becomes %s %s", (before, after, word) => {
    const answer = { triage: [judgedAs("F1", after)] };
    const { triage: entries } = triage([finding("F1", before)], answer, PASSED);

    expect(entries).toEqual([
      {
        finding: "F1",
        issue: "finding F1",
        reviewer: "requirements",
        original_classification: before,
        judgment: word,
        new_classification: after,
        justification: "seen",
      },
    ]);
  });

  test("leaves what the arbiter does not mention as it is", () => {
    const { summary, verdict } = triage([finding("F1", "MUST_FIX")], NOBODY, PASSED);

    expect(summary).toEqual({ must_fix: 1, should_fix: 0, style: 0 });
    expect(verdict).toBe("CHANGES REQUESTED");
  });

  test("approves when nothing must be fixed", () => {
    const findings = [finding("F1", "SHOULD_FIX"), finding("F2", "STYLE")];

    expect(triage(findings, NOBODY, PASSED)).toMatchObject({
      verdict: "APPROVED",
      summary: { must_fix: 0, should_fix: 1, style: 1 },
      mustFix: [],
    });
  });

  test("never dismisses a failing test", () => {
    const findings = [finding("F1", "MUST_FIX", "pipeline")];
    const answer = { triage: [judgedAs("F1", "DISMISSED")] };

    expect(triage(findings, answer, FAILED)).toMatchObject({
      verdict: "CHANGES REQUESTED",
      triage: [{ judgment: "UPHELD", new_classification: "MUST_FIX" }],
    });
  });

  test("finds failing tests itself when no review mentions them", () => {
    expect(triage([], NOBODY, FAILED)).toMatchObject({
      verdict: "CHANGES REQUESTED",
      mustFix: [{ id: "TESTS" }],
    });
  });

  test("is blocked by what no agent can solve, whatever else was found", () => {
    const blocker = { reason: "Which currency?", critical: true };

    expect(triage([finding("F1", "MUST_FIX")], { triage: [], blocker }, PASSED)).toMatchObject({
      verdict: "BLOCKED",
      blocker,
    });
  });

  test("finds a finding by its id in any case", () => {
    const answer = { triage: [judgedAs(" f1", "DISMISSED")] };

    expect(triage([finding("F1", "MUST_FIX")], answer, PASSED).verdict).toBe("APPROVED");
  });
});

describe("nextStep", () => {
  test.each([
    { verdict: "APPROVED", roundsDone: 0, maxRefineRounds: 3, expected: "approve" },
    { verdict: "APPROVED", roundsDone: 3, maxRefineRounds: 3, expected: "approve" },
    { verdict: "BLOCKED", roundsDone: 0, maxRefineRounds: 3, expected: "blocked" },
    { verdict: "CHANGES REQUESTED", roundsDone: 0, maxRefineRounds: 3, expected: "refine" },
    { verdict: "CHANGES REQUESTED", roundsDone: 2, maxRefineRounds: 3, expected: "refine" },
    { verdict: "CHANGES REQUESTED", roundsDone: 3, maxRefineRounds: 3, expected: "give-up" },
    { verdict: "CHANGES REQUESTED", roundsDone: 0, maxRefineRounds: 0, expected: "give-up" },
  ] as const)(
    "after $verdict with $roundsDone of $maxRefineRounds rounds: $expected",
    ({ expected, ...input }) => {
      expect(nextStep(input)).toBe(expected);
    },
  );
});

describe("giveUpReasons", () => {
  test("names each open finding and its place", () => {
    const open = { ...finding("F1", "MUST_FIX"), file: "src/a.ts", line: 4 };
    const assessment = triage([open, finding("F2", "STYLE")], NOBODY, PASSED);

    expect(giveUpReasons(assessment, 1)).toEqual([
      "finding F1 (src/a.ts:4): still open after 1 refine round.",
    ]);
  });
});
