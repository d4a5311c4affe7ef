import type { Config } from "../../config/config.ts";
import { treePath } from "../find-board.ts";
import type { Board } from "../sprint.ts";

/** Folders with files in them, and the folders above those. */
function knownFolders(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>([""]);
  for (const path of paths) {
    let end = path.lastIndexOf("/");
    while (end > 0 && !folders.has(path.slice(0, end + 1))) {
      folders.add(path.slice(0, end + 1));
      end = path.lastIndexOf("/", end - 1);
    }
  }
  return folders;
}

export function asFolder(path: string): string {
  const folder = treePath(path).replace(/\/+$/u, "");
  return folder === "" || folder === "." ? "" : `${folder}/`;
}

/**
 * `story_location` as people leave it: relative, with `{project-root}`, or absolute on somebody's
 * laptop, of which the longest end that exists here is taken. Undefined when nothing of it exists.
 */
function locate(location: string, folders: ReadonlySet<string>): string | undefined {
  const plain = location.replace(/^\{[^}]{0,40}\}/u, "").replace(/\s*\(.*$/u, "");
  const segments = asFolder(plain).split("/").slice(0, -1).slice(-20);
  for (const from of segments.keys()) {
    const candidate = `${segments.slice(from).join("/")}/`;
    if (folders.has(candidate)) return candidate;
  }
  return undefined;
}

/** Folders that may hold the stories, best first: each with the folders below it. */
export function storyFolders(board: Board, paths: readonly string[], config: Config): readonly string[] {
  const folders = knownFolders(paths);
  const boardFolder = board.path.slice(0, board.path.lastIndexOf("/") + 1);
  const located = board.storyLocation === undefined ? undefined : locate(board.storyLocation, folders);
  const wanted = [
    ...(config.stories === undefined ? [] : [asFolder(config.stories)]),
    ...(located === undefined ? [] : [located]),
    boardFolder,
    `${boardFolder}stories/`,
    "docs/stories/",
  ];
  const roots = wanted.filter((folder) => folder === boardFolder || folders.has(folder));
  const sorted = [...folders].toSorted();
  // Stories of a sprint are often sorted into folders by epic. The root would take in everything.
  const below = roots
    .filter((root) => root !== "")
    .flatMap((root) => sorted.filter((folder) => folder !== root && folder.startsWith(root)));
  return [...new Set([...roots, ...below])];
}
