/** One story as numbers, made for comparing it with others. */
import type { StoryKey } from "../../sprint/story.ts";
import type { FootprintEntry } from "../conflict.ts";
import type { StoryReading } from "../find-footprint.ts";
import type { Interner } from "../footprint/interner.ts";
import type { CompletePath } from "./complete-path.ts";
import { toVector } from "./sparse-vector.ts";
import type { SparseVector } from "./sparse-vector.ts";

export interface ProfileFile {
  /** Number of its full name. */
  readonly path: number;
  /** Number of its folder; undefined where the text names none. */
  readonly folder: number | undefined;
  readonly entry: FootprintEntry;
  readonly popularity: number;
  /** A finished story that reads alike and changed it. */
  readonly because?: StoryKey;
}

export interface StoryProfile {
  readonly reading: StoryReading;
  /** Files that count, each once under its full name, by `path`. */
  readonly files: readonly ProfileFile[];
  /** Folders that are named without a file. */
  readonly places: readonly ProfileFile[];
  /** Likelihoods of the files of each folder, added up. */
  readonly folders: SparseVector;
  /** Of unit length when the text is long: rare words weigh more. */
  readonly words: SparseVector;
}

/** Nothing in its text says where it will work; one that names documents only is known. */
export function isUnknown({ reading }: Pick<StoryProfile, "reading">): boolean {
  return reading.isUnknown;
}

/** How telling a word is: 0 for one that all stories use. */
export type Rarity = (word: number) => number;

/** Stands for words that were not written: texts of a few words are not alike because of one of them. */
const FEW_WORDS = 20;

function wordVector(words: ReadonlyMap<number, number>, rarity: Rarity): SparseVector {
  const weighed = new Map<number, number>();
  let square = FEW_WORDS;
  for (const [word, count] of words) {
    const weight = (1 + Math.log(count)) * rarity(word);
    weighed.set(word, weight);
    square += weight * weight;
  }
  const length = Math.sqrt(square);
  for (const [word, weight] of weighed) weighed.set(word, weight / length);
  return toVector(weighed);
}

/** Each file once under its full name, with the likeliest mention. */
function completeEntries(
  entries: readonly FootprintEntry[],
  complete: CompletePath,
): Iterable<FootprintEntry> {
  const byName = new Map<string, FootprintEntry>();
  for (const entry of entries) {
    if (entry.grade !== "exclusive") continue;
    const name = complete(entry.name);
    const known = byName.get(name);
    if (!known || known.likelihood < entry.likelihood) byName.set(name, { ...entry, name });
  }
  return byName.values();
}

/** How many stories name a file, as a logarithm: 0 for one that a single story names. */
export type Popularity = (path: string) => number;

export interface ProfileContext {
  readonly popularity: Popularity;
  readonly names: Interner;
  readonly rarity: Rarity;
  readonly complete: CompletePath;
}

export function profileStory(reading: StoryReading, context: ProfileContext): StoryProfile {
  const { names, rarity, complete, popularity } = context;
  const files: ProfileFile[] = [];
  const places: ProfileFile[] = [];
  const folders = new Map<number, number>();
  for (const entry of completeEntries(reading.files, complete)) {
    const slash = entry.name.lastIndexOf("/");
    const folder = slash > 0 ? names.idOf(entry.name.slice(0, slash)) : undefined;
    const list = entry.name.endsWith("/") ? places : files;
    list.push({ path: names.idOf(entry.name), folder, entry, popularity: popularity(entry.name) });
    if (folder !== undefined) folders.set(folder, (folders.get(folder) ?? 0) + entry.likelihood);
  }
  return {
    reading,
    files: files.toSorted((a, b) => a.path - b.path),
    places,
    folders: toVector(folders),
    words: wordVector(reading.words, rarity),
  };
}
