import type { EvidenceBody, Finding, TestRun } from "../evidence/evidence.ts";
import type { ArbiterAnswer, Blocker } from "./answers.ts";
import { PIPELINE } from "./merge-reviews.ts";

export type Triage = EvidenceBody<"themis">["triage"];
export type Verdict = EvidenceBody<"themis">["verdict"];
type Classification = Triage[number]["new_classification"];

export interface Assessment {
  readonly triage: Triage;
  /** What is left after this round. */
  readonly summary: EvidenceBody<"themis">["summary"];
  readonly verdict: Verdict;
  /** Set when the verdict is BLOCKED. */
  readonly blocker: Blocker | undefined;
  /** Findings the fixer has to handle, as classified now. */
  readonly mustFix: readonly Finding[];
}

/**
 * The arbiter's judgement over every finding, with our own numbers above it: a finding of the
 * pipeline stays MUST_FIX whatever the arbiter says, a finding it does not mention stays as it is.
 */
export function triage(findings: readonly Finding[], answer: ArbiterAnswer, tests: TestRun): Assessment {
  const judged = new Map(answer.triage.map((entry) => [entry.finding.trim().toUpperCase(), entry]));
  const entries = withTests(findings, tests).map((finding) =>
    judge(finding, finding.reviewer === PIPELINE ? undefined : judged.get(finding.id.toUpperCase())),
  );
  function count(classification: Classification): number {
    return entries.filter((entry) => entry.new_classification === classification).length;
  }
  const summary = { must_fix: count("MUST_FIX"), should_fix: count("SHOULD_FIX"), style: count("STYLE") };
  const left = new Set(
    entries.filter((entry) => entry.new_classification === "MUST_FIX").map((entry) => entry.finding),
  );
  return {
    triage: entries,
    summary,
    verdict: verdictOf(summary.must_fix, answer.blocker ?? undefined),
    blocker: answer.blocker ?? undefined,
    mustFix: withTests(findings, tests).filter((finding) => left.has(finding.id)),
  };
}

/** What follows a round. `roundsDone` counts the refine rounds that are behind us. */
export function nextStep(input: {
  readonly verdict: Verdict;
  readonly roundsDone: number;
  readonly maxRefineRounds: number;
}): "approve" | "refine" | "give-up" | "blocked" {
  if (input.verdict === "APPROVED") return "approve";
  if (input.verdict === "BLOCKED") return "blocked";
  return input.roundsDone < input.maxRefineRounds ? "refine" : "give-up";
}

/** Why a story was given up, one sentence for each finding that is left. */
export function giveUpReasons(assessment: Assessment, roundsDone: number): readonly string[] {
  const rounds = roundsDone === 1 ? "1 refine round" : `${roundsDone} refine rounds`;
  return assessment.mustFix.map((finding) => {
    const place = finding.file ? ` (${finding.file}${finding.line ? `:${finding.line}` : ""})` : "";
    const what = finding.description.replace(/\.$/u, "").slice(0, 1800);
    return `${what}${place}: still open after ${rounds}.`;
  });
}

function withTests(findings: readonly Finding[], tests: TestRun): readonly Finding[] {
  if (tests.status !== "failed") return findings;
  if (findings.some((finding) => finding.reviewer === PIPELINE)) return findings;
  return [
    { id: "TESTS", severity: "MUST_FIX", description: "The project's tests fail.", reviewer: PIPELINE },
    ...findings,
  ];
}

function judge(finding: Finding, entry: ArbiterAnswer["triage"][number] | undefined): Triage[number] {
  const classification = entry?.new_classification ?? finding.severity;
  return {
    finding: finding.id,
    issue: finding.description,
    reviewer: finding.reviewer ?? "reviewer",
    original_classification: finding.severity,
    judgment: judgment(finding.severity, classification),
    new_classification: classification,
    justification: entry?.justification ?? justificationWithout(finding),
  };
}

function justificationWithout(finding: Finding): string {
  return finding.reviewer === PIPELINE
    ? "Our own test run; not open to judgement."
    : "Not judged by the arbiter: stays as it is.";
}

function judgment(before: Finding["severity"], after: Classification): Triage[number]["judgment"] {
  const order: readonly Classification[] = ["DISMISSED", "STYLE", "SHOULD_FIX", "MUST_FIX"];
  if (after === "DISMISSED") return "DISMISSED";
  if (after === before) return "UPHELD";
  return order.indexOf(after) > order.indexOf(before) ? "UPGRADED" : "DOWNGRADED";
}

function verdictOf(mustFix: number, blocker: Blocker | undefined): Verdict {
  if (blocker) return "BLOCKED";
  return mustFix > 0 ? "CHANGES REQUESTED" : "APPROVED";
}
