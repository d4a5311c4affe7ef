import { diffFiles, type FileChange } from "../../git/history.ts";
import type { GitRepository } from "../../git/git-repository.ts";
import { git } from "../../git/run-git.ts";
import { parsePatch, splitPatches, type FilePatch } from "./parse-patch.ts";

export interface ShownChange {
  readonly file: FileChange;
  /** Absent where the page would get too long. */
  readonly patch: FilePatch | undefined;
}

/** As on GitHub: beyond these a page only names the files. */
const MOST_FILES = 100;
const MOST_LINES_PER_FILE = 1500;
const MOST_LINES = 10_000;

/** The empty tree: what there was before a first commit. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Files that differ between two commits or trees, with their lines as far as a page can show them. */
export async function readChanges(
  repository: GitRepository,
  before: string,
  after: string,
): Promise<readonly ShownChange[]> {
  const files = await diffFiles(repository, before, after);
  const shown = filesToShow(files);
  const patches = shown.length === 0 ? [] : await readPatches(repository, [before, after], shown);
  const byPath = new Map(shown.map((file, index) => [file.path, patches[index]]));
  return files.map((file) => ({ file, patch: byPath.get(file.path) }));
}

function filesToShow(files: readonly FileChange[]): readonly FileChange[] {
  let left = MOST_LINES;
  return files.slice(0, MOST_FILES).filter(({ additions, deletions }) => {
    const lines = additions + deletions;
    if (lines > MOST_LINES_PER_FILE || lines > left) return false;
    left -= lines;
    return true;
  });
}

async function readPatches(
  repository: GitRepository,
  ends: readonly [string, string],
  files: readonly FileChange[],
): Promise<readonly FilePatch[]> {
  const paths = files.flatMap(({ path, previousPath }) =>
    previousPath === undefined ? [path] : [previousPath, path],
  );
  const how = ["diff-tree", "-r", "-M", "-p", "--no-color", "--no-ext-diff", "--no-textconv"];
  const args = ["--literal-pathspecs", ...how, ...ends, "--", ...paths];
  return splitPatches(await git(args, { folder: repository.folder })).map(parsePatch);
}
