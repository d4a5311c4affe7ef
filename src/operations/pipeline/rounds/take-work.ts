import type { Change, EvidenceBody } from "../../../core/evidence/evidence.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { changesSoFar, trespasses } from "../attempt/story-changes.ts";

export interface TakenWork {
  readonly tree: string;
  readonly changes: readonly Change[];
  readonly addedLines: number;
  readonly files: Pick<EvidenceBody<"builder">, "files_created" | "files_modified" | "files_deleted">;
  /** What was taken back, for the log. */
  readonly notes: readonly string[];
}

const NOTED = 10;

/** Looks at what an agent left in the work tree; what no story may change is taken back first. */
export async function takeWork(attempt: Attempt): Promise<TakenWork> {
  const { work } = attempt.ports;
  const { brief } = attempt.journal();
  const found = trespasses(await work.changes(brief.startSha, await work.snapshot()), brief);
  if (found.length > 0) {
    await work.restore(
      brief.startSha,
      found.map(({ path }) => path),
    );
  }
  const tree = await work.snapshot();
  const changes = await changesSoFar(attempt, tree);
  let addedLines = 0;
  for (const change of changes) addedLines += change.added_lines;
  const notes = found.slice(0, NOTED).map(({ path, why }) => `taken back: ${path} (${why})`);
  const more = found.length - notes.length;
  return {
    tree,
    changes,
    addedLines,
    files: {
      files_created: pathsOf(changes, "added"),
      files_modified: pathsOf(changes, "modified"),
      files_deleted: pathsOf(changes, "deleted"),
    },
    notes: more > 0 ? [...notes, `taken back: ${more} more files`] : notes,
  };
}

/** Puts the work tree back to a tree, whatever commands or reviewers left in it. */
export async function keepTree(attempt: Attempt, tree: string): Promise<readonly string[]> {
  const { work } = attempt.ports;
  const changes = await work.changes(tree, await work.snapshot());
  const paths = changes.map((change) => change.path);
  if (paths.length > 0) await work.restore(tree, paths);
  return paths;
}

function pathsOf(changes: readonly Change[], status: Change["status"]): string[] {
  return changes.filter((change) => change.status === status).map((change) => change.path);
}
