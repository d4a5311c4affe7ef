import { countCommits, diffFiles, lineCounts, mergeBase } from "../../git/history.ts";
import type { PullRequest } from "./pull-request.ts";

export interface PullRequestSize {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** What lies between the merge base and the head. */
export async function measure(pull: PullRequest): Promise<PullRequestSize> {
  const { git } = pull.issue.repository;
  const head = pull.head.sha;
  const start = (await mergeBase(git, pull.base.sha, head)) ?? pull.base.sha;
  const files = await diffFiles(git, start, head);
  const { additions, deletions } = lineCounts(files);
  return { commits: await countCommits(git, head, start), additions, deletions, changedFiles: files.length };
}
