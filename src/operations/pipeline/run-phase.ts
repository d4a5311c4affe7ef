import type { Phase } from "../../core/pipeline/phase.ts";
import { Failure } from "../failure.ts";
import type { UploadedArtifact } from "../ports.ts";
import { loadAttempt, type Attempt, type PipelinePorts } from "./attempt/attempt.ts";
import { readClaim } from "./attempt/claim.ts";
import { details, narrate, uploadEvidence, writeEvidence } from "./attempt/evidence-files.ts";
import { endPhase, finishProgress, startPhase, stopProgress } from "./attempt/progress.ts";
import { assess } from "./assess.ts";
import { build } from "./build.ts";
import { commit } from "./commit.ts";
import type { PhaseEnd } from "./attempt/phase-end.ts";
import { prepare } from "./prepare.ts";
import { reflect } from "./reflect.ts";
import { refine } from "./refine.ts";
import { verify } from "./verify.ts";
import { writeManifest } from "./attempt/write-manifest.ts";

const WORK = {
  PREPARE: prepare,
  BUILD: build,
  VERIFY: verify,
  ASSESS: assess,
  REFINE: refine,
  COMMIT: commit,
  REFLECT: reflect,
} as const satisfies Readonly<Record<Phase, (attempt: Attempt) => Promise<PhaseEnd>>>;

export type StepEnd =
  | {
      readonly kind: "went-on";
      readonly status: "continue" | "already-done" | "built";
      readonly evidence: UploadedArtifact;
      readonly bundle?: UploadedArtifact | undefined;
    }
  /** Somebody else holds the story now; nothing was done. */
  | { readonly kind: "stale"; readonly reason: string }
  | { readonly kind: "stopped"; readonly reasons: readonly string[] };

/** One phase of the pipeline, from the journal of the phase before to the evidence of this one. */
export async function runPhase(phase: Phase, ports: PipelinePorts): Promise<StepEnd> {
  const attempt = await loadAttempt(ports);
  if (!attempt) throw new Error("bug: a phase ran before the brief was read");
  const lost = await lostClaim(attempt);
  if (lost !== undefined) return { kind: "stale", reason: lost };
  if (phase === "PREPARE") await ports.work.begin();
  await attempt.update((journal) => ({
    ...journal,
    progress: startPhase(journal.progress, phase, ports.clock.now()),
  }));
  const end = await WORK[phase](attempt);
  return await closePhase(attempt, phase, end);
}

/** A claim that cannot be read now is no reason to throw work away: `deliver` looks again. */
async function lostClaim(attempt: Attempt): Promise<string | undefined> {
  const { brief, runId } = attempt.journal();
  try {
    const claim = await readClaim(attempt.ports.repository, brief, runId);
    return claim.kind === "gone" ? claim.reason : undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    attempt.ports.log.warning(`The claim could not be checked, going on: ${error.message}`);
    return undefined;
  }
}

async function closePhase(attempt: Attempt, phase: Phase, end: PhaseEnd): Promise<StepEnd> {
  const now = attempt.ports.clock.now();
  switch (end.kind) {
    case "done":
    case "skipped": {
      const status = end.kind === "done" ? "complete" : "skipped";
      await attempt.update((journal) => ({
        ...journal,
        progress: endPhase(journal.progress, phase, { status, details: end.details, now }),
      }));
      if (phase === "REFLECT") return await finish(attempt, "built");
      await writeProgress(attempt);
      const evidence = await uploadEvidence(attempt, phase.toLowerCase());
      return { kind: "went-on", status: "continue", evidence, bundle: end.bundle };
    }
    case "alreadyDone":
      return await finish(attempt, "already-done");
    case "failed":
    case "blocked":
      await stop(attempt, phase, end);
      return { kind: "stopped", reasons: end.reasons };
  }
}

async function finish(attempt: Attempt, status: "built" | "already-done"): Promise<StepEnd> {
  const word = status === "built" ? "SUCCESS" : "ALREADY_DONE";
  await attempt.update((journal) => ({
    ...journal,
    isFinal: true,
    progress: finishProgress(journal.progress, word, attempt.ports.clock.now()),
  }));
  await writeProgress(attempt);
  // Last, since it lists the digest of every other file.
  if (status === "built") await writeManifest(attempt);
  return { kind: "went-on", status, evidence: await uploadEvidence(attempt, "final") };
}

async function stop(
  attempt: Attempt,
  phase: Phase,
  end: Extract<PhaseEnd, { kind: "failed" | "blocked" }>,
): Promise<void> {
  const status = end.kind === "blocked" ? "BLOCKED" : "FAILED";
  const critical = end.kind === "blocked" && end.critical;
  await narrate(attempt, phase, { text: status, details: details(end.reasons.slice(0, 10)) });
  const now = attempt.ports.clock.now();
  await attempt.update((journal) => ({
    ...journal,
    isFinal: true,
    progress: stopProgress(journal.progress, { status, phase, reasons: end.reasons, critical, now }),
  }));
  await writeProgress(attempt);
  await uploadEvidence(attempt, "final");
}

async function writeProgress(attempt: Attempt): Promise<void> {
  const treeSha = await attempt.ports.work.snapshot();
  await writeEvidence(attempt, "progress", {
    treeSha,
    agent: "pipeline",
    body: attempt.journal().progress,
  });
}
