import type { WorkTree } from "../../operations/ports.ts";
import type { Git } from "./git-process.ts";

const STORY_REF = "refs/heads/story";
const NAME = "batch-stories";
const EMAIL = "batch-stories@users.noreply.github.com";

/** The one commit of an attempt, and the bundle in which it leaves the runner. */
export function storyCommits(git: Git): Pick<WorkTree, "createCommit" | "writeBundle"> {
  async function createCommit(commit: Parameters<WorkTree["createCommit"]>[0]): Promise<string> {
    const environment = {
      GIT_AUTHOR_NAME: NAME,
      GIT_AUTHOR_EMAIL: EMAIL,
      GIT_AUTHOR_DATE: commit.at,
      GIT_COMMITTER_NAME: NAME,
      GIT_COMMITTER_EMAIL: EMAIL,
      GIT_COMMITTER_DATE: commit.at,
    };
    const args = ["commit-tree", commit.tree, "-p", commit.parent, "-F", "-"];
    return await git.line(args, { environment, input: commit.message });
  }
  async function writeBundle(commit: string, since: string, file: string): Promise<void> {
    await git.run(["update-ref", STORY_REF, commit]);
    await git.run(["bundle", "create", "--quiet", "--version=2", file, `^${since}`, STORY_REF]);
  }
  return { createCommit, writeBundle };
}
