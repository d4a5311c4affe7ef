import { z } from "zod";
import type { DeliveryEntry, JobRepository } from "../../operations/ports.ts";
import { branchApi } from "./api/branch-api.ts";
import type { JobRequest } from "./job-request.ts";
import { pullRequestApi } from "./api/pull-request-api.ts";
import { readAnswer } from "./api/read-answer.ts";
import { treeBatches, type BatchedEntry } from "./tree-batches.ts";

const Contents = z.object({ content: z.string(), encoding: z.literal("base64") });
const Created = z.object({ sha: z.string() });

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** One repository through the API, with a job's token. Commits made so are signed by GitHub. */
export function gitDataApi(request: JobRequest, repository: RepositoryName): JobRepository {
  const at = { owner: repository.owner, repo: repository.name };

  async function readFile(ref: string, path: string): Promise<string | undefined> {
    const place = path.split("/").map(encodeURIComponent).join("/");
    const answer = await request(`GET /repos/{owner}/{repo}/contents/${place}`, { ...at, ref }, [404]);
    if (answer.status === 404) return undefined;
    return Buffer.from(readAnswer(Contents, answer.data, path).content, "base64").toString("utf8");
  }

  async function createTree(baseTree: string, entries: readonly DeliveryEntry[]): Promise<string> {
    let tree = baseTree;
    for (const batch of treeBatches(entries)) {
      const items: unknown[] = [];
      for (const entry of batch) items.push(await treeItem(entry));
      const answer = await request("POST /repos/{owner}/{repo}/git/trees", {
        ...at,
        base_tree: tree,
        tree: items,
      });
      tree = readAnswer(Created, answer.data, "the new tree").sha;
    }
    return tree;
  }

  async function treeItem(entry: BatchedEntry): Promise<Readonly<Record<string, unknown>>> {
    const { path } = entry;
    if (entry.kind === "removed") return { path, mode: "100644", type: "blob", sha: null };
    const { mode } = entry;
    if (entry.kind === "text") return { path, mode, type: "blob", content: entry.content };
    const answer = await request("POST /repos/{owner}/{repo}/git/blobs", {
      ...at,
      content: Buffer.from(entry.bytes).toString("base64"),
      encoding: "base64",
    });
    return { path, mode, type: "blob", sha: readAnswer(Created, answer.data, path).sha };
  }

  async function createCommit(commit: Parameters<JobRepository["createCommit"]>[0]): Promise<string> {
    const { message, tree, parents } = commit;
    const answer = await request("POST /repos/{owner}/{repo}/git/commits", { ...at, message, tree, parents });
    return readAnswer(Created, answer.data, "the new commit").sha;
  }

  return {
    readFile,
    createTree,
    createCommit,
    ...branchApi(request, at),
    ...pullRequestApi(request, at),
  };
}
