import type { JobState } from "./job-state.ts";

/** Post steps run after everything else, the last registered first. */
export async function runPostSteps(job: JobState): Promise<void> {
  for (const post of job.posts.toReversed()) {
    if (post.isWanted()) await post.run();
    else job.records.complete(post.number, "skipped");
  }
}
