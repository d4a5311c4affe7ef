import type { RawEntry } from "./board/board-text.ts";
import { readBoardText } from "./board/read-board-text.ts";

export interface StatusChange {
  readonly key: string;
  readonly to: string;
}

const PLAIN_SAFE = /^[A-Za-z][A-Za-z0-9_'-]*(?: [A-Za-z0-9_][A-Za-z0-9_'-]*)*$/u;
const YAML_WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/iu;

/** The new status in the quoting that stands there; quotes are added only where YAML needs them. */
function encodeStatus(status: string, style: RawEntry["style"]): string {
  if (style === "single") return status.replaceAll("'", "''");
  const quoted = JSON.stringify(status);
  if (style === "double") return quoted.slice(1, -1);
  const plain = PLAIN_SAFE.test(status) && !YAML_WORDS.test(status) ? status : quoted;
  return style === "empty" ? ` ${plain}` : plain;
}

/**
 * Replaces status values and nothing else: comments, quotes, order, line endings and a byte order
 * mark stay. Where a key stands twice, the last one counts for reading and is the one that changes.
 * `missing` are keys that do not stand there or, as in `stories.yaml`, have no place for a status.
 */
export function setBoardStatuses(
  text: string,
  changes: readonly StatusChange[],
): { readonly text: string; readonly missing: readonly string[] } {
  const entries = new Map(readBoardText(text, "").entries.map((entry) => [entry.key, entry]));
  const wanted = new Map(changes.map((change) => [change.key, change.to]));
  const missing = [...wanted.keys()].filter((key) => (entries.get(key)?.style ?? "absent") === "absent");
  const edits = [...wanted].flatMap(([key, to]) => {
    const entry = entries.get(key);
    return entry && entry.style !== "absent" && entry.status !== to ? [{ entry, to }] : [];
  });
  edits.sort((a, b) => a.entry.start - b.entry.start);
  const parts: string[] = [];
  let from = 0;
  for (const { entry, to } of edits) {
    parts.push(text.slice(from, entry.start), encodeStatus(to.replace(/[\r\n]+/gu, " "), entry.style));
    from = entry.end;
  }
  parts.push(text.slice(from));
  return { text: parts.join(""), missing };
}
