/** Finds the stories of a board that people mean by `Story 1.2`, `2-2`, `5.1-5.8`, `Epic 1` or a key. */
import type { Board } from "../sprint.ts";
import type { StoryKey } from "../story.ts";
import { normaliseReference, storyNumber } from "./story-number.ts";

export interface ReferenceIndex {
  /** By whole normalised key. */
  readonly byKey: ReadonlyMap<string, readonly StoryKey[]>;
  /** By whole key as written, in lower case. */
  readonly bySpelling: ReadonlyMap<string, readonly StoryKey[]>;
  /** By `epic-number`, the letter included. */
  readonly byNumber: ReadonlyMap<string, readonly StoryKey[]>;
  /** By `epic-number` without the letter: `1-5` for the stories 1-5a and 1-5b. */
  readonly byBareNumber: ReadonlyMap<string, readonly StoryKey[]>;
  readonly byEpic: ReadonlyMap<string, readonly StoryKey[]>;
  readonly epics: ReadonlySet<string>;
  /** All epics of the board are numbers: letters in front of a number name the project. */
  readonly isNumbered: boolean;
  /** Place of an epic's first story on the board. */
  readonly epicOrder: ReadonlyMap<string, number>;
}

export type Resolution =
  | { readonly kind: "found"; readonly keys: readonly StoryKey[] }
  /** One reference that fits several stories which are not a group. */
  | { readonly kind: "ambiguous"; readonly keys: readonly StoryKey[] }
  /** All stories of an epic; `firstOrder` is the place of the first one on the board. */
  | { readonly kind: "epic"; readonly keys: readonly StoryKey[]; readonly firstOrder: number }
  | { readonly kind: "missing" };

function add(map: Map<string, StoryKey[]>, name: string, key: StoryKey): void {
  const keys = map.get(name);
  if (keys) keys.push(key);
  else map.set(name, [key]);
}

export function indexBoard(board: Board): ReferenceIndex {
  const byKey = new Map<string, StoryKey[]>();
  const bySpelling = new Map<string, StoryKey[]>();
  const byNumber = new Map<string, StoryKey[]>();
  const byBareNumber = new Map<string, StoryKey[]>();
  const byEpic = new Map<string, StoryKey[]>();
  const epics = new Set(board.epics.map((epic) => normaliseReference(epic.key)));
  const epicOrder = new Map<string, number>();
  for (const { key, epic, order } of board.stories) {
    const normalised = normaliseReference(key);
    const epicName = normaliseReference(epic);
    add(byKey, normalised, key);
    add(bySpelling, key.toLowerCase(), key);
    add(byEpic, epicName, key);
    if (!epicOrder.has(epicName)) epicOrder.set(epicName, order);
    const number = storyNumber(normalised, epics);
    if (!number) continue;
    add(byNumber, `${number.epic}-${number.number}`, key);
    add(byBareNumber, `${number.epic}-${number.number.replace(/[a-z]$/u, "")}`, key);
    // `2-5-1-x` is a story below 2-5 where no epic is called so: it is also known by three numbers.
    const [below] = /^\d{1,6}[a-z]?-\d{1,6}-\d{1,6}[a-z]?(?=-|$)/u.exec(normalised) ?? [];
    if (below !== undefined && below !== `${number.epic}-${number.number}`) add(byNumber, below, key);
  }
  const isNumbered = [...byEpic.keys()].every((epic) => /^\d/u.test(epic));
  return { byKey, bySpelling, byNumber, byBareNumber, byEpic, epics, isNumbered, epicOrder };
}

interface NumberRange {
  readonly epic: string;
  readonly first: number;
  readonly last: number;
}

/** `5.1 to 5.8`, `5-1 – 5-8`, `E5-S1 through E5-S8`, `5.1–8`. */
const WORDED_RANGE = /^(.{1,30}?)(?:\s?[–—]\s?|\s(?:-|to|through)\s)(.{1,30})$/iu;
/** `5.1-5.8` and `5.1-8`: dots inside the numbers leave the dash to the range. */
const DOTTED_RANGE =
  /^((?:[a-z]{1,4}-?)?\d{1,4}[a-z]?\.\d{1,4})-((?:(?:[a-z]{1,4}-?)?\d{1,4}[a-z]?[.-])?\d{1,4})$/iu;

function rangeOf(reference: string, epics: ReadonlySet<string>): NumberRange | undefined {
  const text = reference.replace(/^stor(?:y|ies)\s+/iu, "").trim();
  const [, from = "", to = ""] = WORDED_RANGE.exec(text) ?? DOTTED_RANGE.exec(text) ?? [];
  const start = storyNumber(normaliseReference(from), epics);
  if (!start) return undefined;
  const isBare = /^\d{1,4}$/u.test(to);
  const end = isBare ? { epic: start.epic, number: to } : storyNumber(normaliseReference(to), epics);
  if (end?.epic !== start.epic) return undefined;
  const [first, last] = [Number.parseInt(start.number, 10), Number.parseInt(end.number, 10)];
  return last > first ? { epic: start.epic, first, last } : undefined;
}

/** Letters in front of a number name the project where the board has numbers only: `CC-1.2`. */
function withoutProject(normalised: string, index: ReferenceIndex): string {
  return index.isNumbered ? normalised.replace(/^[a-z]{2,5}-(?=\d)/u, "") : normalised;
}

/** The one key that begins with the reference: `story-app-01` for `story-app-01-metadata`. */
function resolvePrefix(normalised: string, index: ReferenceIndex): Resolution {
  if (!/^[a-z]{2,}.*\d/u.test(normalised)) return { kind: "missing" };
  const fitting = [...index.byKey].filter(([key]) => key.startsWith(`${normalised}-`));
  return found(fitting.flatMap(([, keys]) => keys)) ?? { kind: "missing" };
}

function resolveRange(range: NumberRange, index: ReferenceIndex): Resolution {
  const epic = index.byEpic.has(range.epic) ? range.epic : withoutProject(range.epic, index);
  const keys = (index.byEpic.get(epic) ?? []).filter((key) => {
    // A key of another epic may stand below this one.
    const named = storyNumber(normaliseReference(key), index.epics);
    const number = named?.epic === epic ? Number.parseInt(named.number, 10) : Number.NaN;
    return number >= range.first && number <= range.last;
  });
  return keys.length === 0 ? { kind: "missing" } : { kind: "found", keys };
}

function found(keys: readonly StoryKey[] | undefined): Resolution | undefined {
  if (!keys || keys.length === 0) return undefined;
  return keys.length === 1 ? { kind: "found", keys } : { kind: "ambiguous", keys };
}

function resolveEpic(normalised: string, index: ReferenceIndex): Resolution {
  const keys = index.byEpic.get(normalised) ?? [];
  const firstOrder = index.epicOrder.get(normalised);
  return firstOrder === undefined ? { kind: "missing" } : { kind: "epic", keys, firstOrder };
}

/** `Epic 3` and `epic-3`, but neither `Epic 3 Story 2` nor the key `epic-3-s02-login`. */
export function isEpicAlone(reference: string): boolean {
  return /^epic\b(?!.{0,80}\d[a-z]?[\s,:._-]{1,3}s(?:tory)?[\s_-]?\d)/iu.test(reference.trim());
}

function resolveNumber(normalised: string, index: ReferenceIndex): Resolution | undefined {
  const number = storyNumber(normalised, index.epics);
  if (!number) return undefined;
  // With three numbers the whole stands for one story, and never for that of the first two.
  const [below] = /^\d{1,6}[a-z]?-\d{1,6}-\d{1,6}[a-z]?$/u.exec(normalised) ?? [];
  const name = below ?? `${number.epic}-${number.number}`;
  const parts = index.byBareNumber.get(name);
  return found(index.byNumber.get(name)) ?? (parts && { kind: "found", keys: parts });
}

/**
 * A whole key first, then its number: slugs drift apart, numbers do not. Letters of one number
 * (`1-5` for 1-5a and 1-5b) are parts of one story, so all of them are meant.
 */
export function resolveReference(reference: string, index: ReferenceIndex): Resolution {
  const normalised = normaliseReference(reference);
  const exact = found(index.byKey.get(normalised));
  if (exact) return exact;
  // `7.6-9` is story 9 where the board has an epic 7.6, and else a range.
  const isNumbered = /^\d{1,4}[a-z]?-\d{1,4}-\d{1,4}$/u.test(normalised) && index.byNumber.has(normalised);
  const range = isNumbered ? undefined : rangeOf(reference, index.epics);
  if (range) return resolveRange(range, index);
  if (isEpicAlone(reference)) return resolveEpic(normalised, index);
  const numbered = resolveNumber(normalised, index);
  if (numbered) return numbered;
  const plain = withoutProject(normalised, index);
  const begun = resolvePrefix(normalised, index);
  return begun.kind !== "missing" || plain === normalised ? begun : resolveReference(plain, index);
}
