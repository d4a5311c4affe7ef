import type { Config } from "../config/config.ts";

const NAMES = ["sprint-status.yaml", "sprint-status.yml"];

/** A list of stories with their specs in a folder beside it; taken only where no board is. */
const LISTS = ["stories.yaml", "stories.yml"];

/** Most frequent first in public repositories. */
const COMMON_FOLDERS = [
  "docs/sprint-artifacts/",
  "_bmad-output/implementation-artifacts/",
  "docs/",
  "_bmad-output/",
  "docs/stories/",
  ".bmad-ephemeral/",
  "docs/implementation-artifacts/",
  "",
];

/** Boards in such folders are copies, not the sprint. */
const ASIDE =
  /(?:^|[/_.-])(?:archived?|backups?|bak|old|docsold|fixtures?|templates?|examples?|samples?|tests?|node_modules)(?:[_.-][^/]*)?\//iu;

export function isAside(path: string): boolean {
  return ASIDE.test(path);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function commonPaths(): readonly string[] {
  return COMMON_FOLDERS.flatMap((folder) => NAMES.map((name) => `${folder}${name}`));
}

function byDistance(a: string, b: string): number {
  const aside = Number(isAside(a)) - Number(isAside(b));
  if (aside !== 0) return aside;
  const depth = a.split("/").length - b.split("/").length;
  if (depth !== 0) return depth;
  return a.length - b.length || (a < b ? -1 : 1);
}

/** The path as it stands in a tree: no `./`, no leading slash. */
export function treePath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.?\/)+/u, "");
}

/**
 * The board of a repository: the configured one, else a common path, else the shallowest; archives
 * last, and a `stories.yaml` only where there is no board at all.
 */
export function findBoard(
  paths: readonly string[],
  config: Config,
): { readonly path: string | undefined; readonly tried: readonly string[] } {
  if (config.board !== undefined) {
    const wanted = treePath(config.board);
    return { path: paths.includes(wanted) ? wanted : undefined, tried: [wanted] };
  }
  const found = paths.filter((path) => NAMES.includes(nameOf(path)));
  const known = new Set(found);
  const common = commonPaths();
  const path = common.find((candidate) => known.has(candidate)) ?? found.toSorted(byDistance)[0];
  const lists = path === undefined ? paths.filter((candidate) => LISTS.includes(nameOf(candidate))) : [];
  const tried = common.filter((candidate) => candidate.endsWith(".yaml"));
  return {
    path: path ?? lists.toSorted(byDistance)[0],
    tried: [...tried, `**/${NAMES[0]}`, `**/${LISTS[0]}`],
  };
}
