import type { AttemptOutcome } from "../../core/batch/batch-state.ts";
import type { ObservedRun } from "../../core/batch/observation.ts";
import { phaseOfStepName } from "../../core/pipeline/phase.ts";
import type { StoryJobs } from "../observe/story-jobs.ts";

function fault(reason: string): AttemptOutcome {
  return { kind: "fault", reason };
}

/** A job that should have followed and was skipped: the run was stopped between the two. */
function breaksOff({ pipeline, prove, deliver }: StoryJobs): boolean {
  if (pipeline?.conclusion === "success" && prove?.conclusion === "skipped") return true;
  return prove?.conclusion === "success" && deliver?.conclusion === "skipped";
}

/**
 * Nobody of ours cancels an attempt that still counts, so somebody or something on GitHub did. One
 * cancelled job makes its whole run `cancelled`: a story whose own jobs came to their end is not.
 */
export function wasCancelled(run: ObservedRun, jobs: StoryJobs): boolean {
  const ends = [jobs.pipeline, jobs.prove, jobs.deliver].map((job) => job?.conclusion ?? null);
  if (ends.includes("cancelled")) return true;
  const isToldByJobs = !ends.includes(null) && !breaksOff(jobs);
  return run.conclusion === "cancelled" && !isToldByJobs;
}

/**
 * An attempt that left nothing. Where the infrastructure took the job away (no step of it failed)
 * it is a fault; where a step failed the story's own work did not get through.
 */
export function endWithoutEvidence(run: ObservedRun, jobs: StoryJobs): AttemptOutcome {
  const { pipeline } = jobs;
  if (run.conclusion === "startup_failure") {
    return fault(`GitHub could not start the run; ${run.url} says why`);
  }
  if (wasCancelled(run, jobs)) return fault(`the run was cancelled on GitHub: ${run.url}`);
  if (!pipeline) return fault(`the run ended without a job for the story: ${run.url}`);
  if (pipeline.conclusion === "success" || pipeline.conclusion === "skipped") {
    return fault(`the job ended at once without doing anything: ${run.url}`);
  }
  const failed = pipeline.steps.find((step) => step.conclusion === "failure");
  if (!failed && pipeline.conclusion === "failure") return fault(`the runner was lost: ${run.url}`);
  const phase = failed ? (phaseOfStepName(failed.name) ?? null) : null;
  const what = pipeline.conclusion === "timed_out" ? "the job timed out" : "the job ended";
  return { kind: "failed", phase, reasons: [`${what} without evidence: see ${run.url}`], facts: null };
}
