/** The adapters that look at a batch, in a file of their own: only two of the many steps load them. */
import { createArtifactReader } from "../../adapters/artifacts/run-artifacts.ts";
import { createCrypto, passingKey } from "../../adapters/crypto/node-crypto.ts";
import { createBoardWriter } from "../../adapters/github/board-writer.ts";
import { commitOnBranch } from "../../adapters/github/commit-on-branch.ts";
import { createComments } from "../../adapters/github/comments.ts";
import { createGitHubApi } from "../../adapters/github/github-api.ts";
import type { OctokitLike, Repository } from "../../adapters/github/github-api.ts";
import { createJobOctokit } from "../../adapters/github/job-octokit.ts";
import { createPullRequests } from "../../adapters/github/pull-requests.ts";
import { createMergedChanges } from "../../adapters/github/repository/merged-changes.ts";
import { createRepositoryReader } from "../../adapters/github/repository/repository-reader.ts";
import { createRuns, locateArtifact } from "../../adapters/github/runs.ts";
import { createStateBranchStore } from "../../adapters/state-branch/state-branch-store.ts";
import type { AppContext } from "../../operations/app-context.ts";

/** The login of `github.token`. */
const JOB_LOGIN = "github-actions[bot]";

type BatchAdapters = Pick<
  AppContext,
  "crypto" | "reader" | "history" | "boardWriter" | "store" | "runs" | "pullRequests" | "comments"
>;

export function batchAdapters(parts: {
  readonly send: OctokitLike["request"];
  readonly waitSeconds: (count: number) => Promise<void>;
  readonly repository: Repository;
  readonly warn: (message: string) => void;
}): BatchAdapters {
  const { send, waitSeconds, repository } = parts;
  const api = createGitHubApi(createJobOctokit(send, waitSeconds));
  return {
    // A job signs nothing: batches that are started by hand have no comments.
    crypto: createCrypto(passingKey()),
    reader: createRepositoryReader(api, repository),
    history: createMergedChanges(api, repository, parts.warn),
    boardWriter: createBoardWriter(api, repository),
    store: createStateBranchStore({
      repository,
      graphql: (query, variables) => api.graphql(query, variables),
      request: (route, parameters, options) => api.request(route, parameters, options),
      commit: (change) => commitOnBranch(api, repository, change),
    }),
    runs: {
      ...createRuns(api, repository),
      readArtifact: createArtifactReader((id) => locateArtifact(api, repository, id)),
    },
    pullRequests: createPullRequests(api, repository),
    comments: createComments(api, repository, JOB_LOGIN),
  };
}
