/** A job's log, cut into the steps that wrote it and the groups they opened. */
import type { JobRecord, StepRecord } from "../../world/workflow-run.ts";
import { withoutAnsi } from "./ansi-text.ts";

export interface LogLine {
  readonly kind: "line";
  readonly level: "plain" | "command" | "notice" | "warning" | "error";
  /** `08:22:24` */
  readonly time: string;
  readonly text: string;
}

export interface LogGroup {
  readonly kind: "group";
  readonly title: string;
  readonly lines: readonly LogLine[];
}

export interface StepLog {
  readonly entries: readonly (LogLine | LogGroup)[];
  /** Lines at the beginning that a page has no room for. */
  readonly omitted: number;
}

const MOST_LINES = 2000;
const LONGEST_LINE = 4000;

const MARKED = /^##\[(group|endgroup|error|warning|notice|command)\](.*)$/su;

/** What the step wrote: from its start to that of the next step. */
export function readStepLog(job: JobRecord, step: StepRecord): StepLog {
  if (step.logStart === null) return { entries: [], omitted: 0 };
  const { logStart } = step;
  const later = job.steps.flatMap((other) =>
    other.logStart !== null && other.number > step.number ? [other.logStart] : [],
  );
  // What was printed before the first step began belongs to it as well.
  const isFirst = job.steps.every(({ number }) => number >= step.number);
  const part = job.log.slice(isFirst ? 0 : logStart, later.length === 0 ? undefined : Math.min(...later));
  const lines = part.replace(/\n$/u, "").split("\n");
  const shown = part === "" ? [] : lines.slice(-MOST_LINES);
  return { entries: grouped(shown), omitted: part === "" ? 0 : lines.length - shown.length };
}

function grouped(lines: readonly string[]): readonly (LogLine | LogGroup)[] {
  const entries: (LogLine | LogGroup)[] = [];
  let open: { title: string; lines: LogLine[] } | undefined;
  function close(): void {
    if (open) entries.push({ kind: "group", ...open });
    open = undefined;
  }
  for (const raw of lines) {
    const { time, text } = parted(raw);
    const [, mark, rest = ""] = MARKED.exec(text) ?? [];
    if (mark === "group") {
      close();
      open = { title: withoutAnsi(rest), lines: [] };
    } else if (mark === "endgroup") {
      close();
    } else {
      (open?.lines ?? entries).push(lineOf(time, text));
    }
  }
  close();
  return entries;
}

function lineOf(time: string, text: string): LogLine {
  const [, mark, rest = ""] = MARKED.exec(text) ?? [];
  const cut = (mark === undefined ? text : rest).slice(0, LONGEST_LINE);
  if (mark === "error" || mark === "warning" || mark === "notice")
    return { kind: "line", level: mark, time, text: cut };
  const [, command] = /^\[command\](.*)$/su.exec(cut) ?? [];
  const isCommand = command !== undefined || mark === "command";
  return { kind: "line", level: isCommand ? "command" : "plain", time, text: command ?? cut };
}

/** `2026-11-21T08:22:24.3580000Z words` */
function parted(line: string): { readonly time: string; readonly text: string } {
  const [, time = "", text = line] = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)[\d.]*Z ?(.*)$/su.exec(line) ?? [];
  return { time, text };
}
