/**
 * Decides whether an attempt's evidence holds for the commit that was or would be delivered. Used
 * three times on the same facts: by `deliver` before it pushes, by the app when it collects, and
 * again when later commits come. Reports everything that is missing or wrong, never only the first.
 */
import { isPhase, type Phase } from "../pipeline/phase.ts";
import { cardFacts } from "./card-facts.ts";
import { checkArithmetic } from "./checks/arithmetic.ts";
import { checkBinding, checkDigests } from "./checks/binding.ts";
import { checkCitations } from "./checks/citations.ts";
import { checkChanges, checkCommit, checkTree } from "./checks/delivery.ts";
import { examine, type Examination } from "./checks/examination.ts";
import { checkPresence } from "./checks/presence.ts";
import { checkProof } from "./checks/proof.ts";
import { checkMustFix, checkSessions, checkTests, checkVerdict } from "./checks/review.ts";
import type { EvidenceBody } from "./evidence.ts";
import { findMarks } from "./marks.ts";
import { bodyOf } from "./read-evidence.ts";
import type { EvidenceInput, Shortcoming, Validation } from "./validation.ts";

const CHECKS: readonly ((examination: Examination) => readonly Shortcoming[])[] = [
  checkPresence,
  checkCommit,
  checkBinding,
  checkDigests,
  checkTree,
  checkCitations,
  checkChanges,
  checkSessions,
  checkMustFix,
  checkVerdict,
  checkArithmetic,
  checkProof,
  checkTests,
];

const LEARNINGS = 20;

export function validateEvidence(input: EvidenceInput): Validation {
  const examination = examine(input);
  const progress = bodyOf(examination.readings.progress);
  const foreign = checkBinding(examination);
  const facts = cardFacts(examination);
  const learnings = learningsOf(examination);
  if (progress && foreign.length === 0) {
    if (progress.status === "ALREADY_DONE") return { kind: "alreadyDone" };
    if (progress.status === "FAILED" || progress.status === "BLOCKED") {
      return { ...ending(progress), facts, learnings };
    }
  }
  const found = CHECKS.flatMap((check) => check(examination));
  if (found.length > 0 || !facts) return { kind: "rejected", shortcomings: found, facts, learnings };
  return { kind: "accepted", facts, learnings, marks: marksOf(examination) };
}

interface Ending {
  readonly kind: "failed" | "blocked";
  readonly phase: Phase;
  readonly reasons: readonly string[];
  readonly critical: boolean;
}

/** What the pipeline says about an attempt that it did not get through. */
function ending(progress: EvidenceBody<"progress">): Ending {
  const { failure, current_phase: phase } = progress;
  const reasons = failure?.reasons ?? [];
  return {
    kind: progress.status === "BLOCKED" ? "blocked" : "failed",
    phase: failure?.phase ?? (isPhase(phase) ? phase : "REFLECT"),
    reasons: reasons.length > 0 ? reasons : ["The pipeline stopped and gave no reason."],
    critical: failure?.critical ?? false,
  };
}

function learningsOf({ readings }: Examination): readonly string[] {
  const own = bodyOf(readings.reflection)?.learnings ?? [];
  const builder = bodyOf(readings.builder)?.learnings ?? [];
  return [...new Set([...own, ...builder].map((text) => text.slice(0, 1000)))].slice(0, LEARNINGS);
}

function marksOf({ readings, input }: Examination): readonly string[] {
  return findMarks(bodyOf(readings.manifest)?.changes ?? [], {
    storyPath: input.storyPath,
    footprint: input.footprint ?? [],
  });
}
