import type { EvidenceBody } from "../evidence.ts";
import { bodyOf } from "../read-evidence.ts";
import type { Shortcoming } from "../validation.ts";
import { shortcoming, shortcomings, type Examination } from "./examination.ts";

/** Nobody judges their own work: builders, reviewers and arbiter are different sessions. */
export function checkSessions(examination: Examination): readonly Shortcoming[] {
  const { readings } = examination;
  const builder = bodyOf(readings.builder);
  const reviewers = bodyOf(readings.review)?.sessions ?? [];
  const arbiter = bodyOf(readings.themis)?.session;
  const builders = new Set(builder ? [builder.session, ...(builder.fixer_sessions ?? [])] : []);
  const messages: string[] = [];
  if (reviewers.some((session) => builders.has(session))) {
    messages.push("reviewer artifact (a reviewer is the builder's own session)");
  }
  if (new Set(reviewers).size !== reviewers.length) {
    messages.push("reviewer artifact (one session reviewed twice)");
  }
  if (arbiter !== undefined && (builders.has(arbiter) || reviewers.includes(arbiter))) {
    messages.push("themis artifact (the arbiter is the session of a builder or reviewer)");
  }
  return shortcomings("sessions", messages);
}

/** The last arbitration left nothing that must be fixed, and judged everything that had to be. */
export function checkMustFix(examination: Examination): readonly Shortcoming[] {
  const themis = bodyOf(examination.readings.themis);
  const review = bodyOf(examination.readings.review);
  if (!themis) return [];
  const left = themis.triage.filter((entry) => entry.new_classification === "MUST_FIX");
  const messages = left.map((entry) => `must-fix left: ${entry.issue.slice(0, 300)}`);
  if (left.length === 0 && themis.summary.must_fix > 0) {
    messages.push(`must-fix left: ${themis.summary.must_fix} by the arbiter's count`);
  }
  const judged = new Set(themis.triage.map((entry) => entry.finding ?? entry.issue));
  for (const issue of review?.issues ?? []) {
    const isJudged = judged.has(issue.id) || judged.has(issue.description);
    if (issue.severity === "MUST_FIX" && !isJudged) {
      messages.push(`must-fix without judgement: ${issue.description.slice(0, 300)}`);
    }
  }
  return shortcomings("must-fix", messages);
}

/** The last arbitration approved, and it judged the last review. */
export function checkVerdict(examination: Examination): readonly Shortcoming[] {
  const themis = bodyOf(examination.readings.themis);
  const review = bodyOf(examination.readings.review);
  const messages: string[] = [];
  if (themis && themis.verdict !== "APPROVED") {
    messages.push(`verdict (${themis.verdict}, not APPROVED)`);
  }
  if (themis && review && themis.round !== review.round) {
    messages.push(`verdict (of round ${themis.round}, but the last review is of round ${review.round})`);
  }
  return shortcomings("verdict", messages);
}

/** Tests pass, or there are none to run, both where the agents were and where they never were. */
export function checkTests(examination: Examination): readonly Shortcoming[] {
  const review = bodyOf(examination.readings.review)?.checks.tests;
  const proof = bodyOf(examination.proof)?.tests;
  return [...failing("in the pipeline", review), ...failing("on a fresh checkout", proof)];
}

function failing(where: string, tests: EvidenceBody<"proof">["tests"] | undefined): readonly Shortcoming[] {
  if (tests?.status !== "failed") return [];
  const counts =
    tests.total !== undefined && tests.passing !== undefined
      ? `, ${tests.total - tests.passing} of ${tests.total}`
      : "";
  return [shortcoming("tests", `tests (fail ${where}${counts})`)];
}
