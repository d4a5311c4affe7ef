import type { Annotation } from "../../world/workflow-run.ts";
import type { JobState } from "./job-state.ts";

/** GitHub cuts longer messages. */
const MAX_LENGTH = 4096;

export function annotate(job: JobState, level: Annotation["level"], message: string): void {
  const text = job.masks.apply(message).slice(0, MAX_LENGTH);
  job.order.call.run.report.annotate({ level, message: text, job: job.order.record.name });
}

/** Said in the log and above it. */
export function reportError(job: JobState, message: string): void {
  job.log.error(message);
  annotate(job, "error", message);
}
