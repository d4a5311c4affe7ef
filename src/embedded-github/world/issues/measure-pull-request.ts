import { countCommits, diffFiles, lineCounts, mergeBase } from "../../git/history.ts";
import type { FileChange } from "../../git/history.ts";
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
  const start = await startOf(pull);
  const files = await diffFiles(git, start, head);
  const { additions, deletions } = lineCounts(files);
  return { commits: await countCommits(git, head, start), additions, deletions, changedFiles: files.length };
}

export async function changedFiles(pull: PullRequest): Promise<readonly FileChange[]> {
  return await diffFiles(pull.issue.repository.git, await startOf(pull), pull.head.sha);
}

async function startOf({ base, head, issue }: PullRequest): Promise<string> {
  return (await mergeBase(issue.repository.git, base.sha, head.sha)) ?? base.sha;
}
