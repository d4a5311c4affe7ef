import type { Place, Problem } from "../problem.ts";
import { escapeInlineCode, escapeProse } from "./markdown/escape.ts";
import { fileLink, type Links } from "./markdown/links.ts";
import { bullets, counted, fitEntries, type Room } from "./markdown/blocks.ts";

/** Where the files of problems are found, so that places become links. */
export interface ProblemSource {
  readonly links: Links;
  readonly commit: string;
}

const MESSAGE_CHARACTERS = 500;
const EXCERPT_CHARACTERS = 120;

/** One entry a problem: errors first, then in the order of their files and lines; equal ones once. */
export function problemList(
  problems: readonly Problem[],
  options: { readonly room: Room; readonly source?: ProblemSource | undefined },
): string {
  const { room, source } = options;
  const all = sortedProblems(distinctProblems(problems));
  const entries = all.slice(0, room.entries).map((problem) => problemEntry(problem, source));
  return bullets(fitEntries(entries, room, all.length - entries.length));
}

/** `2 errors and 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const all = distinctProblems(problems);
  const errors = all.filter((problem) => problem.severity === "error").length;
  const warnings = all.length - errors;
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return parts.join(" and ");
}

/** The same problem may be found in several ways. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function problemEntry(problem: Problem, source: ProblemSource | undefined): string {
  const emoji = problem.severity === "error" ? "❌" : "⚠️";
  const place = problem.at ? ` — ${placeText(problem.at, source)}` : "";
  const message = escapeProse(problem.message, MESSAGE_CHARACTERS);
  const lines = [`${emoji} ${message}${place}`];
  const excerpt = escapeInlineCode(problem.at?.excerpt ?? "", EXCERPT_CHARACTERS);
  if (excerpt !== "") lines.push(`  ${excerpt}`);
  lines.push(`  → ${escapeProse(problem.hint, MESSAGE_CHARACTERS)}`);
  // Two spaces at the end of a line break it.
  return lines.join("  \n");
}

function placeText(place: Place, source: ProblemSource | undefined): string {
  const { file, line } = place;
  if (source) return fileLink({ path: file, line, commit: source.commit }, source.links);
  return escapeInlineCode(line === undefined ? file : `${file}:${line}`);
}

export function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (one, other) =>
      rank(one) - rank(other) || compare(fileOf(one), fileOf(other)) || lineOf(one) - lineOf(other),
  );
}

function rank(problem: Problem): number {
  return problem.severity === "error" ? 0 : 1;
}

function fileOf(problem: Problem): string {
  return problem.at?.file ?? "";
}

function lineOf(problem: Problem): number {
  return problem.at?.line ?? 0;
}

/** By code units: the same everywhere, whatever the machine's language. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
