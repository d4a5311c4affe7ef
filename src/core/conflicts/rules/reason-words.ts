import type { FootprintEntry } from "../conflict.ts";
import type { ConflictLine } from "../story-pairs.ts";

const NAMES_SHOWN = 3;
export const MOST_LINES = 6;

/** `a`, `b`, `c` and 2 more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `\`${name}\``);
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return `${shown.join(", ")}${more}`;
}

export function lineOf({ file, line, excerpt }: FootprintEntry): ConflictLine {
  return { file, line, excerpt };
}
