import { describe, expect, test } from "vitest";
import type { ReviewerAnswer } from "../../../../src/core/pipeline/answers.ts";
import { mergeReviews, type PerspectiveReview } from "../../../../src/core/pipeline/merge-reviews.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";

const STORY = StoryKey.parse("1-1-a");

function review(perspective: string, answer: Partial<ReviewerAnswer>): PerspectiveReview {
  return {
    perspective,
    session: `session of ${perspective}`,
    answer: { verdict: "PASS", task_verification: [], issues: [], ...answer },
  };
}

function merge(reviews: readonly PerspectiveReview[], tests: "passed" | "failed" = "passed") {
  return mergeReviews({
    story: STORY,
    round: 1,
    agent: "scripted",
    reviews,
    tests: {
      status: tests,
      ...(tests === "failed" ? { total: 3, passing: 1, tail: "not ok 2 - sums add up\n# fail 2\n" } : {}),
    },
  });
}

const DONE = { task: "Draw it", implemented: true, evidence: [{ file: "a.ts", lines: "1" }] };

describe("mergeReviews", () => {
  test("numbers findings, the strictest first, and keeps who found them", () => {
    const merged = merge([
      review("style", { issues: [{ severity: "STYLE", description: "long name" }] }),
      review("requirements", {
        issues: [{ severity: "MUST_FIX", description: "wrong sum", file: "a.ts", line: 3 }],
      }),
    ]);

    expect(merged.issues).toEqual([
      {
        id: "F1",
        severity: "MUST_FIX",
        description: "wrong sum",
        file: "a.ts",
        line: 3,
        reviewer: "requirements",
      },
      { id: "F2", severity: "STYLE", description: "long name", reviewer: "style" },
    ]);
    expect(merged.summary).toEqual({ total_issues: 2, must_fix: 1, should_fix: 0, style: 1 });
    expect(merged.sessions).toEqual(["session of style", "session of requirements"]);
  });

  test("counts what two reviewers found once, with the stricter word", () => {
    const merged = merge([
      review("a", { issues: [{ severity: "STYLE", description: "Wrong sum ", file: "a.ts" }] }),
      review("b", { issues: [{ severity: "MUST_FIX", description: "wrong sum", file: "a.ts" }] }),
    ]);

    expect(merged.issues).toHaveLength(1);
    expect(merged.issues[0]?.severity).toBe("MUST_FIX");
  });

  test("makes failing tests a finding of our own", () => {
    const merged = merge([review("a", { task_verification: [DONE] })], "failed");

    expect(merged.verdict).toBe("NEEDS_FIXES");
    expect(merged.issues).toEqual([
      {
        id: "F1",
        severity: "MUST_FIX",
        description: "The project's tests fail: 2 of 3 (“sums add up”).",
        suggestion: "The end of the output: not ok 2 - sums add up\n# fail 2",
        reviewer: "pipeline",
      },
    ]);
  });

  test("takes a task for implemented only when every reviewer does", () => {
    const merged = merge([
      review("a", { task_verification: [DONE] }),
      review("b", {
        task_verification: [{ task: "draw it.", implemented: false, evidence: [], reason: "no test" }],
      }),
    ]);

    expect(merged.task_verification).toHaveLength(1);
    expect(merged.task_verification[0]).toMatchObject({ implemented: false, reason: "no test" });
    expect(merged.issues[0]?.description).toBe("Task not implemented: draw it. (no test)");
    expect(merged.verdict).toBe("NEEDS_FIXES");
  });

  test("passes when nobody found anything", () => {
    expect(merge([review("a", { task_verification: [DONE] })])).toMatchObject({
      verdict: "PASS",
      issues: [],
    });
  });

  test("believes a reviewer who asks for fixes without a finding", () => {
    expect(merge([review("a", { verdict: "NEEDS_FIXES" })]).verdict).toBe("NEEDS_FIXES");
  });
});
