import { z } from "zod";
import { Failure } from "../../../operations/failure.ts";
import { parseAnswer } from "../github-api.ts";
import type { Answer, GitHubApi, Repository } from "../github-api.ts";

const TreeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});
type TreeAnswer = z.infer<typeof TreeAnswer>;

/** GitHub cuts a recursive listing at 100,000 entries or 7 MB; beyond it, folders are read one by one. */
const MAX_REQUESTS = 200;

/** All blobs below a tree by path. */
export async function readTree(
  api: GitHubApi,
  repository: Repository,
  root: string,
): Promise<ReadonlyMap<string, string>> {
  const blobs = new Map<string, string>();
  const waiting = [{ sha: root, prefix: "" }];
  let requests = 0;
  async function request(sha: string, isRecursive: boolean): Promise<TreeAnswer> {
    requests += 1;
    if (requests > MAX_REQUESTS) {
      throw new Failure("The repository's tree is too large to be read.", {
        code: "unexpected-answer",
        retryable: false,
      });
    }
    const answer: Answer = await api.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
      owner: repository.owner,
      repo: repository.name,
      tree_sha: sha,
      ...(isRecursive ? { recursive: "1" } : {}),
    });
    return parseAnswer(TreeAnswer, answer.data, "GET tree");
  }
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    const whole = await request(folder.sha, true);
    const listing = whole.truncated ? await request(folder.sha, false) : whole;
    for (const entry of listing.tree) {
      const path = `${folder.prefix}${entry.path}`;
      if (entry.type === "blob") blobs.set(path, entry.sha);
      else if (entry.type === "tree" && whole.truncated) waiting.push({ sha: entry.sha, prefix: `${path}/` });
    }
  }
  return blobs;
}
