/**
 * Keys and references in one spelling, so that `Story 1.2`, `1-2`, `epic-1-story-2`, `E01-S02` and
 * the key `1-2-login` can be compared.
 */

/** Lower case, dashes only, without the words story and epic and without leading zeros. */
export function normaliseReference(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-|-$/gu, "")
    .replace(/^epic-([a-z]?\d+[a-z]?)-story-/u, "$1-")
    .replace(/^(?:story|stories|epic)(?:-(?=.)|(?=\d))/u, "")
    .replace(/^e-?(?=\d)/u, "")
    .replace(/^((?:[a-z]{1,6}-)?\d+[a-z]?)-s-?(?=\d)/u, "$1-")
    .replace(/(^|-)0+(?=\d)/gu, "$1");
}

export interface StoryNumber {
  /** Normalised epic: `36`, `18b`, `dm-1`, or `0-5` for a sub-epic of this board. */
  readonly epic: string;
  /** `2` or `5a`. */
  readonly number: string;
}

const LONGEST_EPIC = 4;

/**
 * Splits a normalised key or reference into epic and number. The longest epic of the board wins,
 * since `0-5-1-x` belongs to `epic-0-5` where that exists and else is story 5 of epic 0.
 */
export function storyNumber(
  normalised: string,
  epics: { has(epic: string): boolean },
): StoryNumber | undefined {
  const segments = normalised.split("-", LONGEST_EPIC + 1);
  for (let length = Math.min(LONGEST_EPIC, segments.length - 1); length > 0; length -= 1) {
    const epic = segments.slice(0, length).join("-");
    const number = segments[length] ?? "";
    if (epics.has(epic) && /^\d{1,6}[a-z]?$/u.test(number)) return { epic, number };
  }
  const match = /^((?:[a-z]{1,12}-?)?\d{1,6}[a-z]{0,2})-(\d{1,6}[a-z]?)(?:-|$)/u.exec(normalised);
  if (!match) return undefined;
  const [, epic = "", number = ""] = match;
  return { epic, number };
}
