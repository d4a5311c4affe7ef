import { cut, escapeCodeBlock } from "./escape.ts";

interface ChangedFile {
  readonly path: string;
  readonly purpose: string;
}

export interface ChangedFiles {
  readonly filesCreated: readonly ChangedFile[];
  readonly filesModified: readonly ChangedFile[];
  readonly filesOmitted: number;
}

const LINE_CHARACTERS = 160;

/** `+ file — purpose` and `~ file — purpose`, coloured as a difference; empty when nothing changed. */
export function changedFiles(facts: ChangedFiles, limit = 12): string {
  const lines = [
    ...facts.filesCreated.map((file) => changeLine("+", file)),
    ...facts.filesModified.map((file) => changeLine(file.purpose === "deleted" ? "-" : "~", file)),
  ];
  if (lines.length === 0) return "";
  const rest = Math.max(0, lines.length - limit) + facts.filesOmitted;
  const shown = lines.slice(0, limit);
  if (rest > 0) shown.push(`  … and ${rest} more`);
  return escapeCodeBlock(shown.join("\n"), limit * LINE_CHARACTERS + 100, "diff");
}

export function countFiles(facts: ChangedFiles): number {
  return facts.filesCreated.length + facts.filesModified.length + facts.filesOmitted;
}

function changeLine(sign: "+" | "~" | "-", { path, purpose }: ChangedFile): string {
  const why = purpose === "" || purpose === "deleted" ? "" : ` — ${purpose}`;
  return cut(`${sign} ${path}${why}`.replaceAll(/\s+/gu, " "), LINE_CHARACTERS);
}
