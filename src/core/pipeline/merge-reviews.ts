import type { EvidenceBody, Finding, TestRun } from "../evidence/evidence.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { ReviewerAnswer } from "./answers.ts";
import { failingTests } from "./failing-tests.ts";
import { compareTaskText } from "./task-text.ts";

export interface PerspectiveReview {
  readonly perspective: string;
  readonly session: string;
  readonly answer: ReviewerAnswer;
}

/** The reviewer of findings that are our own numbers. Nobody can dismiss them. */
export const PIPELINE = "pipeline";
const FINDING_LIMIT = 500;

/**
 * One review of a round from several independent ones: a task counts as implemented only when every
 * reviewer who judged it says so, and failing tests are a finding of our own.
 */
export function mergeReviews(input: {
  readonly story: StoryKey;
  readonly round: number;
  readonly agent: string;
  readonly reviews: readonly PerspectiveReview[];
  readonly tests: TestRun;
}): EvidenceBody<"review"> {
  const verification = mergeVerification(input.reviews);
  const issues = mergeFindings(input.reviews, verification, input.tests);
  function count(severity: Finding["severity"]): number {
    return issues.filter((issue) => issue.severity === severity).length;
  }
  const needsFixes =
    count("MUST_FIX") > 0 || input.reviews.some((review) => review.answer.verdict === "NEEDS_FIXES");
  return {
    agent: input.agent,
    story_key: input.story,
    round: input.round,
    sessions: input.reviews.map((review) => review.session),
    perspectives: input.reviews.map((review) => review.perspective),
    verdict: needsFixes ? "NEEDS_FIXES" : "PASS",
    task_verification: verification,
    checks: { tests: input.tests },
    issues,
    summary: {
      total_issues: issues.length,
      must_fix: count("MUST_FIX"),
      should_fix: count("SHOULD_FIX"),
      style: count("STYLE"),
    },
  };
}

type Verification = EvidenceBody<"review">["task_verification"];

function mergeVerification(reviews: readonly PerspectiveReview[]): Verification {
  const byTask = new Map<string, Verification[number]>();
  for (const { answer } of reviews) {
    for (const entry of answer.task_verification) {
      const name = compareTaskText(entry.task);
      const before = byTask.get(name);
      const reason = entry.reason ?? before?.reason;
      byTask.set(name, {
        task: entry.task,
        implemented: entry.implemented && (before?.implemented ?? true),
        evidence: [...(before?.evidence ?? []), ...entry.evidence].slice(0, 50),
        ...(reason ? { reason } : {}),
      });
    }
  }
  return [...byTask.values()].slice(0, FINDING_LIMIT);
}

function mergeFindings(
  reviews: readonly PerspectiveReview[],
  verification: Verification,
  tests: TestRun,
): Finding[] {
  const found = [...ownFindings(tests, verification), ...reviews.flatMap(reviewerFindings)];
  const unique = new Map<string, Omit<Finding, "id">>();
  for (const finding of found) {
    const name = `${finding.file ?? ""}:${finding.line ?? ""}:${finding.description.trim().toLowerCase()}`;
    const before = unique.get(name);
    // The stricter of two equal findings stays.
    if (!before || rank(finding.severity) > rank(before.severity)) unique.set(name, finding);
  }
  return [...unique.values()]
    .toSorted((a, b) => rank(b.severity) - rank(a.severity))
    .slice(0, FINDING_LIMIT)
    .map((finding, index) => ({ ...finding, id: `F${index + 1}` }));
}

/** How many there are over several rounds: one that is found again is the same, wherever its line went. */
export function distinctFindings(findings: readonly Finding[]): number {
  return new Set(findings.map(({ file, description }) => `${file ?? ""}:${description.trim().toLowerCase()}`))
    .size;
}

function ownFindings(tests: TestRun, verification: Verification): readonly Omit<Finding, "id">[] {
  const missing = verification
    .filter((entry) => !entry.implemented)
    .map((entry) => ({
      severity: "MUST_FIX" as const,
      description: `Task not implemented: ${entry.task}${entry.reason ? ` (${entry.reason})` : ""}`.slice(
        0,
        2000,
      ),
      reviewer: "task verification",
    }));
  return tests.status === "failed" ? [testFinding(tests), ...missing] : missing;
}

/** The description is for cards, so it is one line; the output itself helps whoever fixes it. */
function testFinding(tests: TestRun): Omit<Finding, "id"> {
  const tail = tests.tail?.trim();
  return {
    severity: "MUST_FIX",
    description: failingTestsSentence(tests),
    ...(tail ? { suggestion: `The end of the output: ${tail.slice(-1800)}` } : {}),
    reviewer: PIPELINE,
  };
}

function failingTestsSentence(tests: TestRun): string {
  const { total, passing, tail } = tests;
  const counts = total !== undefined && passing !== undefined ? `: ${total - passing} of ${total}` : "";
  const names = failingTests(tail ?? "").map((name) => `“${name}”`);
  return `The project's tests fail${counts}${names.length > 0 ? ` (${names.join(", ")})` : ""}.`;
}

function reviewerFindings(review: PerspectiveReview): readonly Omit<Finding, "id">[] {
  return review.answer.issues.map((issue) => ({
    severity: issue.severity,
    description: issue.description,
    ...(issue.file ? { file: issue.file } : {}),
    ...(issue.line ? { line: issue.line } : {}),
    ...(issue.suggestion ? { suggestion: issue.suggestion } : {}),
    reviewer: review.perspective,
  }));
}

function rank(severity: Finding["severity"]): number {
  return { MUST_FIX: 2, SHOULD_FIX: 1, STYLE: 0 }[severity];
}
