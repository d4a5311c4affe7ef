/** Edits of story files. Each changes the named lines and leaves every other byte alone. */
import { withBox } from "./story/check-box.ts";
import { withDevRecord } from "./story/dev-record.ts";
import type { DevRecord } from "./story/dev-record.ts";
import { readTasks } from "./story/read-tasks.ts";
import { findStatusLine } from "./story/status-line.ts";
import { storyLines } from "./story/story-lines.ts";
import { lineEndingOf, textLines } from "./text-lines.ts";

/** Replaces whole lines by their 1-based number; line endings stay as they are. */
function replaceLines(text: string, changed: ReadonlyMap<number, string>): string {
  const parts: string[] = [];
  let from = 0;
  for (const [index, line] of textLines(text).entries()) {
    const replacement = changed.get(index + 1);
    if (replacement === undefined) continue;
    parts.push(text.slice(from, line.start), replacement);
    from = line.start + line.text.length;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

function setBoxes(text: string, numbers: Iterable<number>, checked: boolean): string {
  const lines = textLines(text);
  const changed = new Map<number, string>();
  for (const number of numbers) {
    const line = lines[number - 1];
    if (line) changed.set(number, withBox(line.text, checked));
  }
  return replaceLines(text, changed);
}

/** Ticks the boxes of the given 1-based lines; a task written without a box gets a ticked one. */
export function tickTasks(text: string, lines: readonly number[]): string {
  return setBoxes(text, new Set(lines), true);
}

/** Clears the boxes of all tasks. Items of reviews stay ticked: they are about work that was done once. */
export function untickTasks(text: string): string {
  const lines = storyLines(text);
  const tasks = readTasks(lines).filter((task) => lines[task.line - 1]?.section !== "follow-ups");
  const ticked = tasks.filter((task) => task.checked).map((task) => task.line);
  return setBoxes(text, ticked, false);
}

function asOneLine(text: string): string {
  return text.replace(/[\r\n]+/gu, " ").trim();
}

/** Writes the story's own status line; adds one below the title where none stands. */
export function setStoryStatus(text: string, status: string): string {
  const lines = storyLines(text);
  const word = asOneLine(status);
  const found = findStatusLine(lines);
  const line = found && lines[found.index];
  if (found && line) {
    const head = line.text.slice(0, found.column);
    const tail = line.text.slice(found.column + found.status.length);
    return replaceLines(text, new Map([[line.number, `${head}${word}${tail}`]]));
  }
  const ending = lineEndingOf(text);
  const title = lines.find((candidate) => candidate.heading?.level === 1);
  if (!title) return `Status: ${word}${ending}${ending}${text}`;
  return replaceLines(text, new Map([[title.number, `${title.text}${ending}${ending}Status: ${word}`]]));
}

/** Adds model, notes and files to the record and creates what is missing of it. */
export function appendDevRecord(text: string, record: DevRecord): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return `${mark}${withDevRecord(storyLines(text), record).join(lineEndingOf(text))}`;
}
