import { isPhase } from "../../core/pipeline/phase.ts";
import type { AttemptFiles, Clock, JobArtifacts } from "../ports.ts";
import { loadAttempt } from "./attempt/attempt.ts";
import { details, narrate, uploadEvidence, writeEvidence } from "./attempt/evidence-files.ts";
import { stopProgress } from "./attempt/progress.ts";

export interface KeepPorts {
  readonly files: AttemptFiles;
  readonly artifacts: JobArtifacts;
  readonly clock: Clock;
}

/**
 * The last step of a job in which a phase failed, ran out of time or was cancelled: uploads what
 * there is, with the phase named, unless the phase itself has said its last word.
 */
export async function keep(ports: KeepPorts): Promise<"kept" | "nothing-to-keep"> {
  const attempt = await loadAttempt(ports);
  if (!attempt || attempt.journal().isFinal) return "nothing-to-keep";
  const { progress, brief, reviewedTree } = attempt.journal();
  const phase = isPhase(progress.current_phase) ? progress.current_phase : "REFLECT";
  const reason = `${phase} ended without a result: the step broke off, ran out of time or was cancelled. The log of the pipeline job says more.`;
  await narrate(attempt, phase, { text: "FAILED", details: details([reason]) });
  await attempt.update((journal) => ({
    ...journal,
    isFinal: true,
    progress: stopProgress(journal.progress, {
      status: "FAILED",
      phase,
      reasons: [reason],
      critical: false,
      now: ports.clock.now(),
    }),
  }));
  await writeEvidence(attempt, "progress", {
    // The work tree may be half written; the tree that was last looked at is named.
    treeSha: reviewedTree ?? brief.startSha,
    agent: "pipeline",
    body: attempt.journal().progress,
  });
  await uploadEvidence(attempt, "final");
  return "kept";
}
