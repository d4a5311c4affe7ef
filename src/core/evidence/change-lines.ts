import type { Change } from "./evidence.ts";
import type { NarrativeLine } from "./narrative-line.ts";
import { narrativeDetail } from "./narrative.ts";

const SHOWN = 30;

/** The text of a `BUILD DONE` line: `3 new, 2 modified (847 lines)`. */
export function changeSummary(changes: readonly Change[]): string {
  function count(status: Change["status"]): number {
    return changes.filter((change) => change.status === status).length;
  }
  let lines = 0;
  for (const change of changes) lines += change.added_lines;
  const deleted = count("deleted") > 0 ? `, ${count("deleted")} deleted` : "";
  return `${count("added")} new, ${count("modified")} modified${deleted} (${lines} lines)`;
}

/** Detail lines for changed files: `+ file — purpose`, `~ file — change`, `- file`. */
export function changeLines(
  changes: readonly Change[],
  purposes: ReadonlyMap<string, string>,
): readonly NarrativeLine[] {
  const lines = changes.slice(0, SHOWN).map((change) => {
    const purpose = purposes.get(change.path);
    return narrativeDetail(`${SIGNS[change.status]} ${change.path}${purpose ? ` — ${purpose}` : ""}`);
  });
  const rest = changes.length - lines.length;
  return rest > 0 ? [...lines, narrativeDetail(`… and ${rest} more files`)] : lines;
}

const SIGNS = { added: "+", modified: "~", deleted: "-" } as const;

/** Purposes by path, read back from the detail lines of a narrative log. The newest one wins. */
export function readPurposes(lines: readonly NarrativeLine[]): ReadonlyMap<string, string> {
  const purposes = new Map<string, string>();
  for (const line of lines) {
    const [, path, purpose] = /^[+~] (.{1,300}?)(?::\d{1,7}(?:-\d{1,7})?)? — (.+)$/u.exec(line.text) ?? [];
    if (line.phase === null && path !== undefined && purpose !== undefined) purposes.set(path, purpose);
  }
  return purposes;
}
