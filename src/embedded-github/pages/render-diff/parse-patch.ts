/** What `git diff` printed about one file, as rows. */
export interface DiffRow {
  readonly kind: "context" | "added" | "removed" | "hunk" | "note";
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

export interface FilePatch {
  readonly isBinary: boolean;
  readonly rows: readonly DiffRow[];
}

/** Minified files have lines of megabytes. */
const LONGEST_LINE = 2000;

/**
 * One text for each file, in git's order. A line of contents begins with a space, a sign or a
 * backslash, so nothing in a file can look like the head of another one.
 */
export function splitPatches(diff: string): readonly string[] {
  return diff.split(/^(?=diff --git )/mu).filter((part) => part.startsWith("diff --git "));
}

export function parsePatch(patch: string): FilePatch {
  const lines = patch.split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@ "));
  const head = first < 0 ? lines : lines.slice(0, first);
  const isBinary = head.some((line) => line.startsWith("Binary files ") || line === "GIT binary patch");
  return { isBinary, rows: first < 0 ? [] : parseRows(lines.slice(first)) };
}

function parseRows(lines: readonly string[]): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let before = 0;
  let after = 0;
  for (const line of lines) {
    const [, oldStart, newStart] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/u.exec(line) ?? [];
    if (oldStart !== undefined) {
      before = Number(oldStart);
      after = Number(newStart);
      rows.push({ kind: "hunk", before: undefined, after: undefined, text: cut(line) });
      continue;
    }
    const text = cut(line.slice(1));
    if (line.startsWith("+")) rows.push({ kind: "added", before: undefined, after: after++, text });
    else if (line.startsWith("-")) rows.push({ kind: "removed", before: before++, after: undefined, text });
    else if (line.startsWith(" ")) rows.push({ kind: "context", before: before++, after: after++, text });
    else if (line.startsWith("\\"))
      rows.push({ kind: "note", before: undefined, after: undefined, text: text.trim() });
  }
  return rows;
}

function cut(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line;
}
