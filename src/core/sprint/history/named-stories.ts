/** The stories that the first line of a commit's message speaks of. */
import { resolveReference } from "../board/resolve-reference.ts";
import type { ReferenceIndex } from "../board/resolve-reference.ts";
import { normaliseReference } from "../board/story-number.ts";
import type { StoryKey } from "../story.ts";

const LONGEST_SUBJECT = 300;

/** `1-2`, `1.2a` or a key; never the first half of a longer number, a range or a list. */
const STORY = String.raw`\d{1,4}[a-z]?[.-]\d{1,4}[a-z]?(?![\d.])(?:-[a-z][a-z0-9-]{0,100})?`;
const NOT_SEVERAL = String.raw`(?!\s?(?:-|–|—|\bto\b|\bthrough\b|,|&|\+|\band\b|/)\s?\d)(?![\w-])`;

/** Two numbers alone may be a version or a date: they count only where something says what they are. */
const PLACES: readonly RegExp[] = [
  // feat(1-2): …, fix(story-1.2)!: …
  new RegExp(String.raw`^[a-z]{2,12}\(\s?(?:stor(?:y|ies)[\s-]?)?(${STORY})\s?\)!?:`, "giu"),
  // Story 1.2, story-1-2, STORY_1-2
  new RegExp(String.raw`\bstor(?:y|ies)[\s#:_-]{0,3}(${STORY})${NOT_SEVERAL}`, "giu"),
  // [1-2], (1.2)
  new RegExp(String.raw`[[(]\s?(${STORY})\s?[\])]`, "giu"),
  // Epic 1 Story 2, E1-S2
  /\be(?:pic)?[\s-]?(\d{1,4}[a-z]?[\s,:/-]{0,3}s(?:tory)?[\s-]?\d{1,4}[a-z]?)\b/giu,
];

function referenceOf(found: string): string {
  return found.replace(/[\s,:/-]{0,3}s(?:tory)?[\s-]?(?=\d{1,4}[a-z]?$)/iu, "-");
}

/** A slug that is another story's, or nobody's, speaks of another sprint with the same numbers. */
function isSlugOf(reference: string, key: StoryKey): boolean {
  const [written, whole] = [normaliseReference(reference), normaliseReference(key)];
  return whole.startsWith(written) || written.startsWith(whole);
}

function resolve(reference: string, index: ReferenceIndex): StoryKey | undefined {
  const resolution = resolveReference(reference, index);
  const [key] = resolution.kind === "found" && resolution.keys.length === 1 ? resolution.keys : [];
  return key !== undefined && isSlugOf(reference, key) ? key : undefined;
}

/** A whole key with a slug is nothing else, wherever it stands. */
function keysWithin(subject: string, index: ReferenceIndex): readonly StoryKey[] {
  return subject.split(/[^\w.-]+/u).flatMap((word) => {
    const isKey = /\d-[a-z]/iu.test(word) || /^[a-z]+-[a-z\d-]*-/iu.test(word);
    const keys = isKey ? (index.byKey.get(normaliseReference(word)) ?? []) : [];
    return keys.length === 1 ? keys : [];
  });
}

export function namedStories(subject: string, index: ReferenceIndex): ReadonlySet<StoryKey> {
  const text = subject.slice(0, LONGEST_SUBJECT);
  const found = new Set(keysWithin(text, index));
  for (const place of PLACES) {
    for (const [, name = ""] of text.matchAll(place)) {
      const key = resolve(referenceOf(name), index);
      if (key !== undefined) found.add(key);
    }
  }
  return found;
}
