import { closestWord } from "../../closest-word.ts";
import type { Problem } from "../../problem.ts";
import { indexBoard, resolveReference } from "../../sprint/board/resolve-reference.ts";
import { normaliseReference, storyNumber } from "../../sprint/board/story-number.ts";
import { excerptOf } from "../../sprint/excerpt.ts";
import type { Board } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { shortNames } from "./short-names.ts";

export type FoundStory =
  | { readonly kind: "found"; readonly key: StoryKey }
  | { readonly kind: "problem"; readonly problem: Problem };

const SHOWN = 6;

function problem(message: string, hint: string): FoundStory {
  return { kind: "problem", problem: { code: "command-flag", severity: "error", message, hint } };
}

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, SHOWN).map((key) => `\`${key}\``);
  const more = keys.length > SHOWN ? ` and ${keys.length - SHOWN} more` : "";
  return `${shown.join(", ")}${more}`;
}

/** Two numbers are no slip of letters: what helps is which there are. */
function suggestNumber(word: string, board: Board): string | undefined {
  const { byEpic, epics } = indexBoard(board);
  const reference = normaliseReference(word);
  const number = /^[\d-]+[a-z]?$/u.test(reference) ? storyNumber(reference, epics) : undefined;
  if (!number) return undefined;
  const names = shortNames(board);
  const siblings = byEpic.get(number.epic)?.map((key) => names.get(key) ?? key) ?? [];
  if (siblings.length > 0) return `Epic ${number.epic} has ${listed(siblings)}.`;
  return byEpic.size > 0 ? `The board has the epics ${listed([...byEpic.keys()])}.` : undefined;
}

/** A part of a key is meant more often than a key with a slip; numbers come last. */
function suggest(word: string, board: Board): string {
  const numbered = suggestNumber(word, board);
  if (numbered !== undefined) return numbered;
  const keys = board.stories.map(({ key }) => key);
  const part = word.trim().toLowerCase();
  const containing = part.length < 3 ? [] : keys.filter((key) => key.toLowerCase().includes(part));
  if (containing.length > 0) return `Did you mean ${listed(containing)}?`;
  const closest = closestWord(part, keys) ?? closestWord(part, [...shortNames(board).values()]);
  if (closest !== undefined) return `Did you mean \`${closest}\`?`;
  return keys.length > 0 ? `The board has ${listed(keys)}.` : "The board has no stories.";
}

/** The one story a person means by a key, `2-2`, `2.2` or `Story 2.2`. */
export function findStory(word: string, board: Board): FoundStory {
  const shown = `\`${excerptOf(word)}\``;
  const resolution = resolveReference(word, indexBoard(board));
  switch (resolution.kind) {
    case "missing":
      return problem(`There is no story ${shown} on the board.`, suggest(word, board));
    case "epic":
      return problem(`${shown} is an epic, not a story.`, `Its stories are ${listed(resolution.keys)}.`);
    case "found":
    case "ambiguous": {
      const [key] = resolution.keys;
      if (key !== undefined && resolution.keys.length === 1) return { kind: "found", key };
      return problem(`${shown} fits ${listed(resolution.keys)}.`, "Write the whole key of one of them.");
    }
  }
}
