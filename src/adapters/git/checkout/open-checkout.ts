/** A folder on this computer in the place of a repository on GitHub: what is on disk, committed or not. */
import { createHash } from "node:crypto";
import type { HistoryReader, RepositoryLook, RepositoryReader } from "../../../operations/ports.ts";
import type { Git } from "../git-process.ts";
import { findPlace } from "./find-place.ts";
import type { Place } from "./find-place.ts";
import { listFolder, listTracked } from "./list-files.ts";
import { readChanges } from "./read-changes.ts";
import { readTexts } from "./read-texts.ts";

export interface Checkout {
  readonly root: string;
  /** `commit` is empty where there is none. */
  readonly look: RepositoryLook;
  readonly isGit: boolean;
  readonly reader: Pick<RepositoryReader, "readTree" | "readBlobs">;
  readonly history: HistoryReader;
  /** Of the files that were read those that the commit has differently, or not at all. */
  readonly uncommitted: () => Promise<readonly string[]>;
}

async function lineOr(git: Git, args: readonly string[]): Promise<string> {
  const { exitCode, output } = await git.attempt(args);
  return exitCode === 0 ? output.toString("utf8").trim() : "";
}

async function lookAt({ root, git }: Place): Promise<RepositoryLook> {
  const branch = git ? await lineOr(git, ["symbolic-ref", "--quiet", "--short", "HEAD"]) : "";
  const commit = git ? await lineOr(git, ["rev-parse", "--verify", "--quiet", "HEAD"]) : "";
  return { branch, commit, tree: root, pullRequests: [] };
}

/** Blob ids by path, as the commit has them below the folder; nothing where trees are not at hand. */
async function committedIds(git: Git, commit: string): Promise<ReadonlyMap<string, string> | undefined> {
  const { exitCode, output } = await git.attempt(["ls-tree", "-r", "-z", commit]);
  if (exitCode !== 0) return undefined;
  const entries = output.toString("utf8").split("\0");
  return new Map(
    entries.flatMap((entry): (readonly [string, string])[] => {
      const [facts = "", path] = entry.split("\t");
      return path === undefined ? [] : [[path, facts.split(" ")[2] ?? ""]];
    }),
  );
}

function blobId(bytes: Buffer, commit: string): string {
  const hash = createHash(commit.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** Git may keep other line ends than the disk: either is the same file. */
function possibleIds(bytes: Buffer, commit: string): readonly string[] {
  if (!bytes.includes("\r\n")) return [blobId(bytes, commit)];
  const unix = Buffer.from(bytes.toString("utf8").replaceAll("\r\n", "\n"), "utf8");
  return [blobId(bytes, commit), blobId(unix, commit)];
}

/**
 * Opens the repository around a folder, or with `isExact` the folder itself. Files are compared with
 * the commit by their content alone: asking git would run whatever filters the repository configures.
 */
export async function openCheckout(
  folder: string,
  options: { readonly isExact: boolean; readonly environment: Readonly<Record<string, string>> },
): Promise<Checkout> {
  const place = await findPlace(folder, options);
  const { root, git } = place;
  const look = await lookAt(place);
  const read = new Map<string, readonly string[]>();
  return {
    root,
    look,
    isGit: git !== undefined,
    reader: {
      async readTree() {
        const paths = git ? await listTracked(git) : await listFolder(root);
        return new Map(paths.map((path) => [path, path]));
      },
      async readBlobs(paths) {
        const texts = await readTexts(root, paths);
        for (const [path, bytes] of texts) read.set(path, possibleIds(bytes, look.commit));
        return new Map([...texts].map(([path, bytes]) => [path, bytes.toString("utf8")]));
      },
    },
    history: {
      changes: async () => (git && look.commit !== "" ? await readChanges(git) : []),
    },
    async uncommitted() {
      if (!git || look.commit === "") return [];
      const ids = await committedIds(git, look.commit);
      if (!ids) return [];
      const changed = [...read].filter(([path, own]) => !own.includes(ids.get(path) ?? ""));
      return changed.map(([path]) => path).toSorted();
    },
  };
}
