import { storyLines } from "./story-lines.ts";
import type { StoryLine } from "./story-lines.ts";

export interface DevRecord {
  readonly model: string;
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

const RECORD = "Dev Agent Record";

interface Part {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Agent text on one line that can open neither a comment nor a fence nor a check box. */
function harmless(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .trim()
    .replaceAll("<!--", "&lt;!--")
    .replaceAll("```", "'''")
    .replaceAll("~~~", "'''")
    .replace(/^(?:[-*+]\s+)?\[([ xX]?)\]/u, "($1)");
}

function isPlaceholder(line: string): boolean {
  return /^\s*(?:[-*]\s+)?(?:\{\{[^{}]*\}\}|_?\(?to be filled[^\n]*)\s*$/iu.test(line);
}

function isSection(line: StoryLine, title: string): boolean {
  return line.heading !== undefined && line.heading.title.toLowerCase().startsWith(title.toLowerCase());
}

/** Index of the first line behind the section that starts at `start`. */
function endOf(lines: readonly StoryLine[], start: number): number {
  const level = lines[start]?.heading?.level ?? 1;
  const next = lines.findIndex(
    (line, index) => index > start && line.heading !== undefined && line.heading.level <= level,
  );
  return next === -1 ? lines.length : next;
}

function trimEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return lines.slice(0, last + 1);
}

/** The record's lines with one part filled; lines that are there already are not added again. */
function fillPart(record: readonly string[], part: Part): readonly string[] {
  if (part.lines.length === 0) return record;
  const lines = storyLines(record.join("\n"));
  const start = lines.findIndex((line) => isSection(line, part.title));
  if (start === -1) return [...trimEnd(record), "", `### ${part.title}`, "", ...part.lines, ""];
  const end = endOf(lines, start);
  const present = record.slice(start + 1, end).filter((line) => !isPlaceholder(line));
  const known = new Set(present.map((line) => line.trim()));
  const added = part.lines.filter((line) => !known.has(line));
  const body = trimEnd(present);
  const opened = body.length === 0 ? [""] : body;
  return [...record.slice(0, start + 1), ...opened, ...added, "", ...record.slice(end)];
}

/** The story's lines with its `## Dev Agent Record` filled; what people wrote there stays. */
export function withDevRecord(lines: readonly StoryLine[], record: DevRecord): readonly string[] {
  const found = lines.findIndex((line) => isSection(line, RECORD));
  const source = lines.map((line) => line.text);
  const end = found === -1 ? source.length : endOf(lines, found);
  const head = found === -1 ? [...trimEnd(source), ""] : source.slice(0, found);
  const parts: readonly Part[] = [
    { title: "Agent Model Used", lines: record.model === "" ? [] : [harmless(record.model)] },
    { title: "Completion Notes List", lines: record.notes.map((note) => `- ${harmless(note)}`) },
    { title: "File List", lines: record.files.map((file) => `- ${harmless(file)}`) },
  ];
  let body: readonly string[] = found === -1 ? [`## ${RECORD}`, ""] : source.slice(found, end);
  for (const part of parts) body = fillPart(body, part);
  return [...head, ...body, ...source.slice(end)];
}
