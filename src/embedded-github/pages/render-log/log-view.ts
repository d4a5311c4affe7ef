import { html, when, type Html } from "../html.ts";
import { ansiText } from "./ansi-text.ts";
import type { LogGroup, LogLine, StepLog } from "./read-log.ts";

const LEVEL_WORDS: Readonly<Record<LogLine["level"], string>> = {
  error: "Error: ",
  warning: "Warning: ",
  notice: "Notice: ",
  command: "",
  plain: "",
};

export function logView({ entries, omitted }: StepLog): Html {
  if (entries.length === 0) return html`<p class="note">This step printed nothing.</p>`;
  const rest = when(
    omitted > 0,
    () => html`<p class="note">${omitted.toLocaleString("en")} earlier lines are in the raw log only.</p>`,
  );
  return html`${rest}
    <div class="log scroll">${entries.map(entryView)}</div>`;
}

function entryView(entry: LogLine | LogGroup): Html {
  if (entry.kind === "line") return lineView(entry);
  return html`<details class="log-group">
    <summary>${ansiText(entry.title)}</summary>
    ${entry.lines.map(lineView)}
  </details>`;
}

/** The level is said in words too: colours alone tell nothing to some. */
function lineView({ level, time, text }: LogLine): Html {
  return html`<div class="log-line ${level}">
    <span class="log-time">${time}</span><span class="log-text">${LEVEL_WORDS[level]}${ansiText(text)}</span>
  </div>`;
}
