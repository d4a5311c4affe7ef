import type { JobRecord } from "../../../world/workflow-run.ts";

export interface JobGroup {
  /** What GitHub composes the jobs' names of, without the last part; empty for jobs of the file itself. */
  readonly name: string;
  readonly jobs: readonly JobRecord[];
}

/** The part of a job's name that its own workflow gave it. */
export function ownName(job: JobRecord): string {
  return job.name.slice(job.name.lastIndexOf(" / ") + 1).replace(/^\/ /u, "");
}

/** Jobs of one called workflow stand together, in the order in which the first of each began. */
export function groupJobs(jobs: readonly JobRecord[]): readonly JobGroup[] {
  const groups = new Map<string, JobRecord[]>();
  for (const job of jobs) {
    const end = job.name.lastIndexOf(" / ");
    const name = end < 0 ? "" : job.name.slice(0, end);
    groups.set(name, [...(groups.get(name) ?? []), job]);
  }
  return [...groups].map(([name, members]) => ({ name, jobs: members }));
}
