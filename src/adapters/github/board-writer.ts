import type { BoardWriter } from "../../operations/ports.ts";
import { commitOnBranch } from "./commit-on-branch.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

export function createBoardWriter(api: GitHubApi, repository: Repository): BoardWriter {
  return {
    async write({ branch, expectedHead, path, text, message }) {
      const files = new Map([[path, text]]);
      const commit = await commitOnBranch(api, repository, { branch, expectedHead, message, files });
      return commit.kind === "stale" ? { kind: "conflict" } : commit;
    },
  };
}
