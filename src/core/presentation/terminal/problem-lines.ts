import type { Place, Problem } from "../../problem.ts";
import { distinctProblems, sortedProblems } from "../problem-list.ts";
import { oneLine } from "../markdown/escape.ts";
import { INDENT, paragraph } from "./layout.ts";
import { paint } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { fitText } from "./text-width.ts";

const MESSAGE_CHARACTERS = 500;
const EXCERPT_CHARACTERS = 200;

/** `docs/board.yaml:12:3`, as editors and terminals open it. */
export function placeText({ file, line, column }: Place): string {
  const numbers = [line, line === undefined ? undefined : column].filter((one) => one !== undefined);
  return oneLine([file, ...numbers].join(":"), 400);
}

/** Where it stands, and the line itself. */
export function placeLines(place: Place, screen: Screen): readonly string[] {
  const excerpt = oneLine(place.excerpt ?? "", EXCERPT_CHARACTERS);
  const bar = `${INDENT}${INDENT}| `;
  return [
    `${INDENT}${INDENT}${paint("cyan", placeText(place), screen)}`,
    ...(excerpt === "" ? [] : [`${bar}${fitText(excerpt, screen.width - bar.length)}`]),
  ];
}

export function problemLines(problem: Problem, screen: Screen): readonly string[] {
  const isError = problem.severity === "error";
  const word = paint(isError ? "red" : "yellow", problem.severity, screen);
  const message = oneLine(problem.message, MESSAGE_CHARACTERS);
  const rest = INDENT + INDENT;
  const [first = "", ...others] = paragraph(message, screen, {
    first: `${INDENT}${problem.severity}: `,
    rest,
  });
  return [
    first.replace(problem.severity, word),
    ...others,
    ...(problem.at ? placeLines(problem.at, screen) : []),
    ...paragraph(oneLine(problem.hint, MESSAGE_CHARACTERS), screen, {
      first: `${rest}→ `,
      rest: `${rest}  `,
    }),
  ];
}

/** Errors first; equal ones once. */
export function listProblems(problems: readonly Problem[], screen: Screen, limit: number): readonly string[] {
  const all = sortedProblems(distinctProblems(problems));
  const rest = all.length - limit;
  return [
    ...all.slice(0, limit).flatMap((problem) => problemLines(problem, screen)),
    ...(rest > 0 ? [`${INDENT}… and ${rest} more; \`--all\` shows them.`] : []),
  ];
}
