import { PHASES } from "../pipeline/phase.ts";
import type { NarrativeLine } from "./narrative-line.ts";

// A log of a story has some dozen lines; more is not ours and is not read.
const LINE_LIMIT = 2000;
const WIDTH_LIMIT = 500;
const STAMPED = /^\[(\d{2}:\d{2})\] ([A-Z]{1,10})( DONE)? [—–-] (.*)$/u;

/** Reads a narrative log. Lines that are neither stamped nor details are dropped. */
export function parseNarrative(text: string): readonly NarrativeLine[] {
  const lines: NarrativeLine[] = [];
  for (const raw of text.split(/\r?\n/u, LINE_LIMIT)) {
    const line = parseLine(raw.slice(0, WIDTH_LIMIT));
    if (line) lines.push(line);
  }
  return lines;
}

export function formatNarrative(line: NarrativeLine): string {
  const text = oneLine(line.text);
  if (line.time === null || line.phase === null) return `  ${text}`;
  return `[${line.time}] ${line.phase}${line.isDone ? " DONE" : ""} — ${text}`;
}

/** A detail line below a stamped one. */
export function narrativeDetail(text: string): NarrativeLine {
  return { time: null, phase: null, isDone: false, text };
}

function parseLine(line: string): NarrativeLine | undefined {
  const [, time, word, done, text] = STAMPED.exec(line) ?? [];
  const phase = PHASES.find((candidate) => candidate === word);
  if (time !== undefined && phase) {
    return { time, phase, isDone: done !== undefined, text: oneLine(text ?? "") };
  }
  const detail = line.startsWith("  ") ? line.trim() : "";
  return detail === "" ? undefined : narrativeDetail(oneLine(detail));
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, WIDTH_LIMIT);
}
