import { entryType, type FileMode, type TreeEntry } from "./git-object.ts";
import type { GitRepository } from "./git-repository.ts";

/** What a path becomes; null deletes it. */
export type TreeChange = {
  readonly mode: FileMode;
  readonly sha: string;
  /** An executable file that is there already stays one. */
  readonly keepsMode?: boolean;
} | null;

export type EditedTree =
  | { readonly kind: "edited"; readonly tree: string }
  /** A path to delete was not there. */
  | { readonly kind: "missing"; readonly path: string };

interface Level {
  readonly files: Map<string, TreeChange>;
  readonly folders: Map<string, Map<string, TreeChange>>;
}

/** Paths a git client would refuse to check out. */
export function isUnsafePath(path: string): boolean {
  return path
    .split("/")
    .some(
      (part) =>
        part === "" || part === "." || part === ".." || part.toLowerCase() === ".git" || part.includes("\0"),
    );
}

/** Writes the trees that differ from the base tree; everything else is shared with it. */
export async function editTree(
  repository: GitRepository,
  base: string | undefined,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<EditedTree> {
  const missing: string[] = [];
  const tree = await editLevel({ repository, missing }, base, { prefix: "", changes });
  if (missing[0] !== undefined) return { kind: "missing", path: missing[0] };
  return { kind: "edited", tree: tree ?? (await repository.writeTree([])) };
}

interface Editing {
  readonly repository: GitRepository;
  readonly missing: string[];
}

async function editLevel(
  editing: Editing,
  base: string | undefined,
  level: { readonly prefix: string; readonly changes: ReadonlyMap<string, TreeChange> },
): Promise<string | undefined> {
  const known = base === undefined ? undefined : await editing.repository.readTree(base);
  const entries = new Map((known?.entries ?? []).map((entry) => [entry.name, entry]));
  const { files, folders } = splitLevel(level.changes);
  for (const [name, change] of files) {
    if (change === null && !entries.delete(name)) editing.missing.push(level.prefix + name);
    if (change) entries.set(name, { name, sha: change.sha, mode: modeOf(change, entries.get(name)) });
  }
  for (const [name, changes] of folders) {
    const before = entries.get(name);
    const inside = before && entryType(before.mode) === "tree" ? before.sha : undefined;
    const sha = await editLevel(editing, inside, { prefix: `${level.prefix}${name}/`, changes });
    putFolder(entries, name, sha);
  }
  // Git knows no empty folders.
  return entries.size === 0 ? undefined : editing.repository.writeTree(entries.values());
}

function modeOf(change: NonNullable<TreeChange>, before: TreeEntry | undefined): FileMode {
  return change.keepsMode === true && before?.mode === "100755" ? before.mode : change.mode;
}

function putFolder(entries: Map<string, TreeEntry>, name: string, sha: string | undefined): void {
  if (sha === undefined) entries.delete(name);
  else entries.set(name, { mode: "040000", name, sha });
}

function splitLevel(changes: ReadonlyMap<string, TreeChange>): Level {
  const files = new Map<string, TreeChange>();
  const folders = new Map<string, Map<string, TreeChange>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      files.set(path, change);
      continue;
    }
    const name = path.slice(0, slash);
    const inside = folders.get(name) ?? new Map<string, TreeChange>();
    inside.set(path.slice(slash + 1), change);
    folders.set(name, inside);
  }
  return { files, folders };
}
