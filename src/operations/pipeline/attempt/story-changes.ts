import type { Change } from "../../../core/evidence/evidence.ts";
import type { Brief } from "../../../core/batch/brief.ts";
import type { TreeChange } from "../../ports.ts";
import type { Attempt } from "./attempt.ts";

/** A story that changes more paths than this cannot be reviewed by anybody. */
export const MAX_CHANGES = 2000;
const DIFF_CHARACTERS = 200_000;

/** Where the story's change is measured from. */
export function forkOf(attempt: Attempt): string {
  const { forkSha, brief } = attempt.journal();
  return forkSha ?? brief.base.sha;
}

/** What the story changes by now, without its own file, which is the pipeline's to write. */
export async function changesSoFar(attempt: Attempt, tree: string): Promise<readonly Change[]> {
  const { storyPath } = attempt.journal().brief;
  const changes = await attempt.ports.work.changes(forkOf(attempt), tree);
  return regularChanges(changes).filter((change) => change.path !== storyPath);
}

export async function diffSoFar(attempt: Attempt, tree: string): Promise<string> {
  return await attempt.ports.work.diffText(forkOf(attempt), tree, DIFF_CHARACTERS);
}

export function regularChanges(changes: readonly TreeChange[]): readonly Change[] {
  return changes.flatMap((change) => {
    const mode = change.blob === null ? null : regularMode(change.mode);
    if (mode === undefined) return [];
    return [
      {
        path: change.path,
        status: change.status,
        blob: change.blob,
        mode,
        added_lines: change.addedLines,
        deleted_lines: change.deletedLines,
      },
    ];
  });
}

function regularMode(mode: string): "100644" | "100755" | undefined {
  return mode === "100644" || mode === "100755" ? mode : undefined;
}

export interface Trespass {
  readonly path: string;
  readonly why: string;
}

/** Changes that no story may make; they are taken back, and the log says so. */
export function trespasses(changes: readonly TreeChange[], brief: Brief): readonly Trespass[] {
  return changes.flatMap((change) => {
    const why = trespass(change, brief);
    return why === undefined ? [] : [{ path: change.path, why }];
  });
}

function trespass({ path, mode, blob }: TreeChange, brief: Brief): string | undefined {
  if (path === brief.storyPath) return "the story file is written by the pipeline";
  if (path === brief.boardPath) return "the board is written by the app";
  if (path.startsWith(".github/workflows/")) return "stories do not change workflows";
  if (path.includes("\\") || /\p{Cc}/u.test(path)) return "its name cannot be used everywhere";
  if (path.length > 500) return "its name is too long";
  return blob !== null && regularMode(mode) === undefined ? "it is not a regular file" : undefined;
}
