import type { Brief } from "../../../core/batch/brief.ts";
import { storyBranch } from "../../../core/batch/names.ts";
import type { JobRepository, OpenPullRequest } from "../../ports.ts";

/** One open pull request for the story's branch: opened, or brought up to date. */
export async function publishPullRequest(
  github: JobRepository,
  brief: Brief,
  wanted: { readonly title: string; readonly body: string; readonly isDraft: boolean },
): Promise<OpenPullRequest> {
  const branch = storyBranch(brief.story);
  const base = brief.base.branch;
  const existing = await github.findOpenPullRequest(branch, base);
  const pullRequest = existing ?? (await github.openPullRequest({ branch, base, ...wanted }));
  if (existing) await github.editPullRequest(existing.number, wanted);
  if (pullRequest.isDraft !== wanted.isDraft) await github.setDraft(pullRequest, wanted.isDraft);
  return { ...pullRequest, isDraft: wanted.isDraft };
}
