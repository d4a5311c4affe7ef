import { Failure } from "../../operations/failure.ts";
import type { TreeChange } from "../../operations/ports.ts";

type RawEntry = Omit<TreeChange, "addedLines" | "deletedLines">;

/**
 * The output of `git diff-tree -r -z --raw --numstat --no-renames`: first one raw entry a path, then
 * one count a path. Paths end in a zero byte, so that every name can be read.
 */
export function parseTreeChanges(output: Uint8Array): readonly TreeChange[] {
  const fields = new TextDecoder().decode(output).split("\0").slice(0, -1);
  const raw: RawEntry[] = [];
  const counts = new Map<string, readonly [added: number, deleted: number]>();
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    if (field.startsWith(":")) {
      raw.push(parseRaw(field, fields[at + 1] ?? ""));
      at += 1;
      continue;
    }
    const [, added, deleted, path] = /^(\d+|-)\t(\d+|-)\t([^]+)$/u.exec(field) ?? [];
    if (path !== undefined) counts.set(path, [lines(added), lines(deleted)]);
  }
  return raw.map((entry) => {
    const [addedLines, deletedLines] = counts.get(entry.path) ?? [0, 0];
    return { ...entry, addedLines, deletedLines };
  });
}

function parseRaw(field: string, path: string): RawEntry {
  const [, modeBefore, mode, blob, letter] =
    /^:(\d{6}) (\d{6}) [0-9a-f]{40} ([0-9a-f]{40}) ([A-Z])\d*$/u.exec(field) ?? [];
  const status = letter === undefined ? undefined : STATUS[letter];
  if (modeBefore === undefined || mode === undefined || blob === undefined || !status || path === "") {
    throw new Failure(`git told of a change that cannot be read: ${field.slice(0, 200)}`, {
      code: "unexpected-answer",
      retryable: false,
    });
  }
  return { path, status, modeBefore, mode, blob: status === "deleted" ? null : blob };
}

/** `T` is a change of type, such as a file that became a link; the modes tell. */
const STATUS: Readonly<Record<string, TreeChange["status"]>> = {
  A: "added",
  M: "modified",
  T: "modified",
  D: "deleted",
};

/** Binary files have no lines. */
function lines(field: string | undefined): number {
  return field === undefined || field === "-" ? 0 : Number(field);
}
