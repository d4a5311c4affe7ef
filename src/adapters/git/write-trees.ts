import type { Git } from "./git-process.ts";

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  /** null removes the path. */
  readonly blob: string | null;
}

const NO_OBJECT = "0".repeat(40);

/**
 * The tree with some paths replaced, made in an index of its own. A file where a folder is needed,
 * or the other way round, gives way. undefined when git refuses a path.
 */
export async function treeWithEntries(
  git: Git,
  indexFile: string,
  change: { readonly tree: string; readonly entries: readonly TreeEntry[] },
): Promise<string | undefined> {
  const environment = { GIT_INDEX_FILE: indexFile };
  await git.run(["read-tree", change.tree], { environment });
  // Removals first: a file may take the place of a folder that the same change removes.
  const ordered = [...change.entries].toSorted((one, other) => rank(one) - rank(other));
  const input = ordered
    .map(({ path, mode, blob }) =>
      blob === null ? `0 ${NO_OBJECT}\t${path}\0` : `${mode} ${blob}\t${path}\0`,
    )
    .join("");
  const { exitCode } = await git.attempt(["update-index", "-z", "--index-info"], { environment, input });
  if (exitCode !== 0) return undefined;
  return await git.line(["write-tree"], { environment });
}

function rank(entry: TreeEntry): number {
  return entry.blob === null ? 0 : 1;
}
