/** What lies between commits: ancestors, lists of commits, changed files, merges in memory. */
import type { Commit } from "./git-object.ts";
import type { GitRepository } from "./git-repository.ts";
import { git, tryGit } from "./run-git.ts";

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed";
  /** Blob after the change; before it when removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
}

export type MergeResult =
  | { readonly kind: "clean"; readonly tree: string }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

const STATUSES: Readonly<Record<string, FileChange["status"]>> = {
  A: "added",
  M: "modified",
  D: "removed",
  R: "renamed",
  C: "copied",
  T: "changed",
};

export async function isAncestor(repository: GitRepository, older: string, newer: string): Promise<boolean> {
  if (older === newer) return true;
  const result = await tryGit(["merge-base", "--is-ancestor", older, newer], { folder: repository.folder });
  return result.code === 0;
}

export async function mergeBase(
  repository: GitRepository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const result = await tryGit(["merge-base", one, other], { folder: repository.folder });
  return result.code === 0 ? result.stdout.toString("utf8").trim() : undefined;
}

export interface HistoryQuery {
  /** Commit to walk back from. */
  readonly from: string;
  /** Commits reachable from it are left out. */
  readonly without?: string;
  readonly path?: string;
  readonly skip?: number;
  readonly limit?: number;
}

/** Commits, newest first. */
export async function listCommits(
  repository: GitRepository,
  query: HistoryQuery,
): Promise<readonly Commit[]> {
  const args = ["rev-list", "--topo-order", `--max-count=${query.limit ?? 250}`, `--skip=${query.skip ?? 0}`];
  args.push(query.from);
  if (query.without !== undefined) args.push(`^${query.without}`);
  if (query.path !== undefined) args.push("--", query.path);
  const text = await git(args, { folder: repository.folder });
  const commits: Commit[] = [];
  for (const sha of text.split("\n").filter((line) => line !== "")) {
    const commit = await repository.readCommit(sha);
    if (commit) commits.push(commit);
  }
  return commits;
}

export async function countCommits(
  repository: GitRepository,
  from: string,
  without: string,
): Promise<number> {
  return Number(await git(["rev-list", "--count", from, `^${without}`], { folder: repository.folder }));
}

/** Files that differ between two trees or commits. */
export async function diffFiles(
  repository: GitRepository,
  before: string,
  after: string,
): Promise<readonly FileChange[]> {
  const range = ["diff-tree", "-r", "-M", "-z", "--raw", "--numstat", "--no-abbrev", before, after];
  const fields = (await git(range, { folder: repository.folder })).split("\0");
  const counts = new Map<string, { additions: number; deletions: number }>();
  const raw: Omit<FileChange, "additions" | "deletions">[] = [];
  let at = 0;
  while (at < fields.length) at = readField(fields, at, { counts, raw });
  return raw.map((change) => ({ ...change, ...(counts.get(change.path) ?? { additions: 0, deletions: 0 }) }));
}

/** Lines that came and went over all files. */
export function lineCounts(files: readonly FileChange[]): {
  readonly total: number;
  readonly additions: number;
  readonly deletions: number;
} {
  let additions = 0;
  let deletions = 0;
  for (const file of files) {
    additions += file.additions;
    deletions += file.deletions;
  }
  return { total: additions + deletions, additions, deletions };
}

interface DiffParts {
  readonly counts: Map<string, { additions: number; deletions: number }>;
  readonly raw: Omit<FileChange, "additions" | "deletions">[];
}

/** With `-z` a rename's paths follow in fields of their own; returns where the next record starts. */
function readField(fields: readonly string[], at: number, parts: DiffParts): number {
  const field = textAt(fields, at);
  return field.startsWith(":") ? readRaw(fields, at, parts) : readCounts(fields, at, parts);
}

function readRaw(fields: readonly string[], at: number, parts: DiffParts): number {
  const columns = textAt(fields, at).split(" ");
  const code = textAt(columns, 4).charAt(0);
  const moved = code === "R" || code === "C";
  const status = STATUSES[code] ?? "modified";
  parts.raw.push({
    path: textAt(fields, at + (moved ? 2 : 1)),
    previousPath: moved ? textAt(fields, at + 1) : undefined,
    status,
    sha: textAt(columns, status === "removed" ? 2 : 3),
  });
  return at + (moved ? 3 : 2);
}

function readCounts(fields: readonly string[], at: number, parts: DiffParts): number {
  const match = /^(\d+|-)\t(\d+|-)\t(.*)$/su.exec(textAt(fields, at));
  if (!match) return at + 1;
  const moved = match[3] === "";
  const path = moved ? textAt(fields, at + 2) : textAt(match, 3);
  // Binary files have "-" for both.
  parts.counts.set(path, { additions: Number(match[1]) || 0, deletions: Number(match[2]) || 0 });
  return at + (moved ? 3 : 1);
}

function textAt(fields: readonly string[], at: number): string {
  return fields[at] ?? "";
}

/** Merges two commits in memory; nothing but objects is written. */
export async function mergeTrees(
  repository: GitRepository,
  base: string,
  head: string,
): Promise<MergeResult> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", base, head];
  const result = await tryGit(args, { folder: repository.folder });
  const [tree = "", ...paths] = result.stdout.toString("utf8").trim().split("\n");
  if (result.code === 0) return { kind: "clean", tree };
  if (result.code === 1) return { kind: "conflict", paths };
  throw new Error(`git merge-tree failed: ${result.stderr.trim()}`);
}

/** Paths below a folder that commits bring which no ref reaches yet; merges count only where they change something themselves. */
export async function newlyTouched(
  repository: GitRepository,
  commit: string,
  folder: string,
): Promise<readonly string[]> {
  const args = ["log", "-c", "--format=", "--name-only", commit, "--not", "--all", "--", folder];
  const text = await git(args, { folder: repository.folder });
  return [...new Set(text.split("\n").filter((line) => line !== ""))];
}
