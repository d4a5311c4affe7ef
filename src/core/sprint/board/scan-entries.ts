/**
 * Reads a board that is not valid YAML, line by line. The usual causes (an unquoted
 * `{project-root}`, a Windows path, a stray colon or line) leave most statuses readable, and a
 * person who sees the problem and the statuses can go on.
 */
import type { TextLine } from "../text-lines.ts";
import { textLines } from "../text-lines.ts";
import type { RawEntry } from "./board-text.ts";

const ENTRY = /^(\s*)(["']?)([A-Za-z0-9][^"':#\s]{0,199})\2\s*:(?=\s|$)/u;
const ENTRY_AT_MARGIN = /^(?:epic|\d|story)/iu;

interface ScannedValue {
  readonly status: string;
  readonly start: number;
  readonly end: number;
  readonly style: RawEntry["style"];
}

function scanValue(line: TextLine, from: number): ScannedValue {
  const rest = line.text.slice(from);
  const indent = rest.length - rest.trimStart().length;
  const value = rest.trimStart();
  const start = line.start + from + indent;
  const quoted = /^'((?:[^']|'')*)'/u.exec(value) ?? /^"((?:[^"\\]|\\.)*)"/u.exec(value);
  if (quoted) {
    const inner = quoted[1] ?? "";
    const style = value.startsWith('"') ? "double" : "single";
    const status = style === "single" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\])/gu, "$1");
    return { status, start: start + 1, end: start + 1 + inner.length, style };
  }
  const comment = value.startsWith("#") ? 0 : value.search(/\s#/u);
  const status = (comment === -1 ? value : value.slice(0, comment)).trimEnd();
  if (status === "") {
    return { status, start: line.start + from, end: line.start + from, style: "empty" };
  }
  return { status, start, end: start + status.length, style: "plain" };
}

interface ScannedEntry extends RawEntry {
  readonly indent: number;
}

function readEntry(line: TextLine, number: number): ScannedEntry | undefined {
  const match = ENTRY.exec(line.text);
  if (!match) return undefined;
  const [whole, space = "", , key = ""] = match;
  const value = scanValue(line, whole.length);
  return { key, ...value, line: number, column: space.length + 1, indent: space.length };
}

/** A key at the margin ends the section, unless it looks like a story or epic that lost its indentation. */
function endsSection(entry: ScannedEntry): boolean {
  return entry.indent === 0 && !ENTRY_AT_MARGIN.test(entry.key);
}

/** The entries of the section, taking a `status:` below a key without value as that key's status. */
function withNestedStatuses(section: readonly ScannedEntry[]): readonly RawEntry[] {
  const entries: ScannedEntry[] = [];
  for (const entry of section) {
    const owner = entries.at(-1);
    const isBelow = owner !== undefined && owner.style === "empty" && entry.indent > owner.indent;
    if (isBelow && entry.key === "status") {
      const { key, line, column, indent } = owner;
      entries.splice(-1, 1, { ...entry, key, line, column, indent });
      continue;
    }
    // `title:`, `points:` and the like belong to the story above them.
    const isDetail = owner !== undefined && entry.indent > owner.indent && !/\d/u.test(entry.key);
    if (!isDetail) entries.push(entry);
  }
  return entries;
}

/** Entries below `development_status`, whatever their indentation. Linear in the text. */
export function scanEntries(text: string): {
  readonly entries: readonly RawEntry[];
  readonly storyLocation: string | undefined;
  /** 1-based lines of the section; 0 when there is no section. */
  readonly firstLine: number;
  readonly lastLine: number;
} {
  const all = textLines(text).flatMap((line, index) => readEntry(line, index + 1) ?? []);
  const location = all.find((entry) => entry.key === "story_location" && entry.indent === 0);
  const title = all.findIndex((entry) => entry.key === "development_status" && entry.indent === 0);
  const end = all.findIndex((entry, index) => index > title && endsSection(entry));
  const section = title === -1 ? [] : all.slice(title + 1, end === -1 ? all.length : end);
  const entries = withNestedStatuses(section);
  return {
    entries,
    storyLocation: location?.status || undefined,
    firstLine: all[title]?.line ?? 0,
    lastLine: section.at(-1)?.line ?? 0,
  };
}
