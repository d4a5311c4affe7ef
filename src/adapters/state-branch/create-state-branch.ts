import { z } from "zod";
import { STATE_BRANCH } from "../../core/batch/names.ts";
import { parsed, readHead } from "./read-state-branch.ts";
import type { StateBranchAccess } from "./read-state-branch.ts";

const Sha = z.object({ sha: z.string() });
const Refusal = z.object({ message: z.string() });

const README = `# State of batch-stories

This branch is written by the batch-stories app: one file for each batch, the claims that fence
running attempts, and the brief of every attempt. Its history is the audit log. It shares no commit
with your other branches and is never merged. Do not edit it while a batch is open.
`;

/**
 * The first commit has no parent, which only the Git Data API can make. Creating the branch is the
 * atomic step: whoever comes second is told so and reads again.
 */
export async function createStateBranch(
  access: StateBranchAccess,
  files: ReadonlyMap<string, string>,
  message: string,
): Promise<
  | { readonly kind: "written"; readonly commit: string }
  | { readonly kind: "stale" }
  | { readonly kind: "refused"; readonly reason: string }
> {
  const repository = { owner: access.repository.owner, repo: access.repository.name };
  const once = { accept: [], isRepeatable: false };
  const tree = await access.request(
    "POST /repos/{owner}/{repo}/git/trees",
    {
      ...repository,
      tree: [["README.md", README] as const, ...files].map(([path, content]) => ({
        path,
        mode: "100644",
        type: "blob",
        content,
      })),
    },
    once,
  );
  const commit = await access.request(
    "POST /repos/{owner}/{repo}/git/commits",
    { ...repository, message, tree: parsed(Sha, tree.data, "POST tree").sha, parents: [] },
    once,
  );
  const { sha } = parsed(Sha, commit.data, "POST commit");
  const created = await access.request(
    "POST /repos/{owner}/{repo}/git/refs",
    { ...repository, ref: `refs/heads/${STATE_BRANCH}`, sha },
    { ...once, accept: [409, 422] },
  );
  if (created.status === 201) return { kind: "written", commit: sha };
  // GitHub says 422 for a branch that exists and for one that a rule forbids: only looking tells.
  if ((await readHead(access)) !== null) return { kind: "stale" };
  const refusal = Refusal.safeParse(created.data);
  return { kind: "refused", reason: refusal.success ? refusal.data.message : `status ${created.status}` };
}
