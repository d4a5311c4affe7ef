import type { JobRecord, RunRecord } from "../../../world/workflow-run.ts";
import { durationWords } from "../parts/time-words.ts";
import { groupJobs } from "./job-groups.ts";

const MOST_PARTS = 6;

export function runDuration(run: RunRecord, now: string): string {
  return durationWords(run.createdAt, run.status === "completed" ? run.updatedAt : now);
}

/** Nothing for a job that never ran. */
export function jobDuration(job: JobRecord, now: string): string {
  return job.conclusion === "skipped" ? "" : durationWords(job.startedAt, job.completedAt ?? now);
}

/** What tells runs of one workflow apart: the called workflows, without their callers' names. */
export function storiesOf(run: RunRecord): readonly string[] {
  const names = groupJobs(run.jobs).map(({ name }) =>
    name.slice(name.lastIndexOf(" / ") + 1).replace(/^\/ /u, ""),
  );
  const parts = [...new Set(names.filter((name) => name !== ""))];
  const left = parts.length - MOST_PARTS;
  return left > 0 ? [...parts.slice(0, MOST_PARTS), `${left} more`] : parts;
}
