import type { GitRepository } from "../../../git/git-repository.ts";
import { notFound } from "../../../world/refusal.ts";

export interface Place {
  /** Branch, tag or commit, as the address has it. */
  readonly ref: string;
  readonly sha: string;
  readonly path: string;
}

/** Branch names hold slashes too; longer ones are not looked for. */
const MOST_REF_PARTS = 12;

/** Parts an address into ref and path: the shortest beginning that names a commit is the ref. */
export async function readPlace(git: GitRepository, rest: string): Promise<Place> {
  const parts = rest.split("/").filter((part) => part !== "");
  for (let count = 1; count <= Math.min(parts.length, MOST_REF_PARTS); count += 1) {
    const ref = parts.slice(0, count).join("/");
    const sha = isRefName(ref) ? await git.resolveCommit(ref) : undefined;
    if (sha !== undefined) return { ref, sha, path: parts.slice(count).join("/") };
  }
  throw notFound();
}

/** Git would read other signs as a way to search through history. */
function isRefName(ref: string): boolean {
  return !/[\s~^:?*[\\\p{Cc}]|@\{|\.\.|^-/u.test(ref);
}
