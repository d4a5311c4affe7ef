import { z } from "zod";
import { Failure } from "../../operations/failure.ts";
import type { PullRequestHead, PullRequests } from "../../operations/ports.ts";
import { parseAnswer, requestAll } from "./github-api.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

const ChangedFile = z.object({
  filename: z.string(),
  status: z.string(),
  sha: z.string().nullable(),
  previous_filename: z.string().optional(),
});
type ChangedFile = z.infer<typeof ChangedFile>;

const Commit = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string(), tree: z.object({ sha: z.string() }) }),
});
const NodeId = z.object({
  repository: z.object({ pullRequest: z.object({ id: z.string(), isDraft: z.boolean() }).nullable() }),
});

/** GitHub lists at most 3,000 files and 250 commits of a pull request. */
const FILE_PAGES = 30;
const COMMIT_PAGES = 3;

/** A rename is what it does to the tree: one path goes, one comes. */
function toChanges(file: ChangedFile): PullRequestHead["changes"] {
  const { filename, sha, previous_filename: previous } = file;
  switch (file.status) {
    case "removed":
      return [{ path: filename, status: "deleted", blob: null }];
    case "renamed":
      return [
        ...(previous === undefined ? [] : [{ path: previous, status: "deleted" as const, blob: null }]),
        { path: filename, status: "added", blob: sha },
      ];
    case "added":
    case "copied":
      return [{ path: filename, status: "added", blob: sha }];
    default:
      return [{ path: filename, status: "modified", blob: sha }];
  }
}

export function createPullRequests(api: GitHubApi, repository: Repository): PullRequests {
  const rest = { owner: repository.owner, repo: repository.name };

  return {
    async head(number) {
      const parameters = { ...rest, pull_number: number };
      const commits = await requestAll(api, "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", {
        parameters,
        items: (data) => parseAnswer(z.array(Commit), data, "GET commits of a pull request"),
        maxPages: COMMIT_PAGES,
      });
      const files = await requestAll(api, "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
        parameters,
        items: (data) => parseAnswer(z.array(ChangedFile), data, "GET files of a pull request"),
        maxPages: FILE_PAGES,
      });
      const last = commits.at(-1);
      if (!last) {
        throw new Failure(`Pull request #${number} has no commits.`, { code: "not-found", retryable: true });
      }
      return {
        sha: last.sha,
        treeSha: last.commit.tree.sha,
        message: last.commit.message,
        subjects: commits.map(({ commit }) => commit.message.split("\n", 1)[0] ?? ""),
        changes: files.flatMap(toChanges),
      };
    },

    async convertToDraft(number) {
      const { data } = await api.graphql(
        `query PullRequestId($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { id isDraft } }
}`,
        { ...repository, number },
      );
      const { pullRequest } = parseAnswer(NodeId, data, "PullRequestId").repository;
      if (!pullRequest || pullRequest.isDraft) return;
      await api.graphql(
        `mutation ConvertToDraft($input: ConvertPullRequestToDraftInput!) {
  convertPullRequestToDraft(input: $input) { pullRequest { id } }
}`,
        { input: { pullRequestId: pullRequest.id } },
        // Merged or closed between the two requests.
        { accept: ["UNPROCESSABLE"] },
      );
    },
  };
}
