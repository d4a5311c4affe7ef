import type { JobRecord } from "../../world/workflow-run.ts";
import type { Masks } from "./masks.ts";

/** What a job prints: every line masked and with its time, as in GitHub's raw logs. */
export class JobLog {
  readonly #record: JobRecord;
  readonly #masks: Masks;
  readonly #now: () => string;
  readonly #saidOnce = new Set<string>();

  constructor(record: JobRecord, masks: Masks, now: () => string) {
    this.#record = record;
    this.#masks = masks;
    this.#now = now;
  }

  write(text: string): void {
    // GitHub's times have seven digits after the point.
    const time = this.#now().replace(/(?:\.(\d{1,7}))?Z$/u, (_all, digits: string | undefined) => {
      return `.${(digits ?? "").padEnd(7, "0")}Z`;
    });
    for (const line of this.#masks.apply(text).split("\n")) {
      this.#record.log += `${time} ${line}\n`;
    }
  }

  /** For what is as true in the tenth step as in the first. */
  writeOnce(text: string): void {
    if (this.#saidOnce.has(text)) return;
    this.#saidOnce.add(text);
    this.write(text);
  }

  group(title: string, lines: readonly string[]): void {
    this.write([`##[group]${title}`, ...lines, "##[endgroup]"].join("\n"));
  }

  error(text: string): void {
    this.write(`##[error]${text}`);
  }

  warning(text: string): void {
    this.write(`##[warning]${text}`);
  }
}
