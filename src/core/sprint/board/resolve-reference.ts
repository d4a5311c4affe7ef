/** Finds the stories of a board that people mean by `Story 1.2`, `2-2`, `5.1-5.8`, `Epic 1` or a key. */
import type { Board } from "../sprint.ts";
import type { StoryKey } from "../story.ts";
import { normaliseReference, storyNumber } from "./story-number.ts";

export interface ReferenceIndex {
  /** By whole normalised key. */
  readonly byKey: ReadonlyMap<string, readonly StoryKey[]>;
  /** By `epic-number`, the letter included. */
  readonly byNumber: ReadonlyMap<string, readonly StoryKey[]>;
  /** By `epic-number` without the letter: `1-5` for the stories 1-5a and 1-5b. */
  readonly byBareNumber: ReadonlyMap<string, readonly StoryKey[]>;
  readonly byEpic: ReadonlyMap<string, readonly StoryKey[]>;
  readonly epics: ReadonlySet<string>;
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
  const byNumber = new Map<string, StoryKey[]>();
  const byBareNumber = new Map<string, StoryKey[]>();
  const byEpic = new Map<string, StoryKey[]>();
  const epics = new Set(board.epics.map((epic) => normaliseReference(epic.key)));
  const epicOrder = new Map<string, number>();
  for (const { key, epic, order } of board.stories) {
    const normalised = normaliseReference(key);
    const epicName = normaliseReference(epic);
    add(byKey, normalised, key);
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
  return { byKey, byNumber, byBareNumber, byEpic, epics, epicOrder };
}

interface NumberRange {
  readonly epic: string;
  readonly first: number;
  readonly last: number;
}

const DOTTED_RANGE =
  /^(\d{1,4}[a-z]?)\.(\d{1,4})\s?(?:-|–|—|to|through)\s?(?:(\d{1,4}[a-z]?)[.-])?(\d{1,4})$/iu;
const DASHED_RANGE =
  /^(\d{1,4}[a-z]?)-(\d{1,4})\s?(?:–|—|to|through|\s-\s)\s?(?:(\d{1,4}[a-z]?)[.-])?(\d{1,4})$/iu;

function rangeOf(reference: string): NumberRange | undefined {
  const text = reference.replace(/^stor(?:y|ies)\s+/iu, "").trim();
  const match = DOTTED_RANGE.exec(text) ?? DASHED_RANGE.exec(text);
  if (!match) return undefined;
  const [, epic = "", first = "", otherEpic, last = ""] = match;
  if (otherEpic !== undefined && otherEpic.toLowerCase() !== epic.toLowerCase()) return undefined;
  if (Number(last) <= Number(first)) return undefined;
  return { epic: normaliseReference(epic), first: Number(first), last: Number(last) };
}

function resolveRange(range: NumberRange, index: ReferenceIndex): Resolution {
  const keys = (index.byEpic.get(range.epic) ?? []).filter((key) => {
    const number = Number.parseInt(storyNumber(normaliseReference(key), index.epics)?.number ?? "", 10);
    return number >= range.first && number <= range.last;
  });
  return keys.length === 0 ? { kind: "missing" } : { kind: "found", keys };
}

function found(keys: readonly StoryKey[] | undefined): Resolution | undefined {
  if (!keys || keys.length === 0) return undefined;
  return keys.length === 1 ? { kind: "found", keys } : { kind: "ambiguous", keys };
}

/**
 * A whole key first, then its number: slugs drift apart, numbers do not. Letters of one number
 * (`1-5` for 1-5a and 1-5b) are parts of one story, so all of them are meant.
 */
export function resolveReference(reference: string, index: ReferenceIndex): Resolution {
  const range = rangeOf(reference);
  if (range) return resolveRange(range, index);
  const normalised = normaliseReference(reference);
  const exact = found(index.byKey.get(normalised));
  if (exact) return exact;
  if (/^epic\b/iu.test(reference.trim())) {
    const keys = index.byEpic.get(normalised) ?? [];
    const firstOrder = index.epicOrder.get(normalised);
    return firstOrder === undefined ? { kind: "missing" } : { kind: "epic", keys, firstOrder };
  }
  const number = storyNumber(normalised, index.epics);
  if (!number) return { kind: "missing" };
  // With three numbers the whole stands for one story, and never for that of the first two.
  const [below] = /^\d{1,6}[a-z]?-\d{1,6}-\d{1,6}[a-z]?$/u.exec(normalised) ?? [];
  const name = below ?? `${number.epic}-${number.number}`;
  const numbered = found(index.byNumber.get(name));
  if (numbered) return numbered;
  const parts = index.byBareNumber.get(name);
  return parts ? { kind: "found", keys: parts } : { kind: "missing" };
}
