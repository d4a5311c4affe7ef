/** How common words are and which paths are written out, from a part of the stories when there are many. */
import type { StoryReading } from "../find-footprint.ts";
import { createPathCompleter } from "./complete-path.ts";
import type { CompletePath } from "./complete-path.ts";
import type { Popularity, Rarity } from "./story-profile.ts";

const LARGEST_SAMPLE = 250;

export interface Sample {
  readonly rarity: Rarity;
  readonly complete: CompletePath;
  readonly popularity: Popularity;
}

interface Readable {
  readonly key: string;
  readonly footprint: StoryReading;
}

function byKey(a: Readable, b: Readable): number {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}

/** The same part whatever the order of the stories. */
function partOf(stories: readonly Readable[]): readonly Readable[] {
  const step = Math.max(1, Math.ceil(stories.length / LARGEST_SAMPLE));
  return stories.toSorted(byKey).filter((_story, place) => place % step === 0);
}

function countUsers(part: readonly Readable[], complete: CompletePath): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const { footprint } of part) {
    for (const name of new Set(footprint.files.map((file) => complete(file.name)))) {
      users.set(name, (users.get(name) ?? 0) + 1);
    }
  }
  return users;
}

export function sampleStories(stories: readonly Readable[]): Sample {
  const part = partOf(stories);
  const users = new Map<number, number>();
  const paths = new Set<string>();
  for (const { footprint } of part) {
    for (const word of footprint.words.keys()) users.set(word, (users.get(word) ?? 0) + 1);
    for (const { name } of footprint.files) paths.add(name);
  }
  const complete = createPathCompleter(paths);
  const namers = countUsers(part, complete);
  return {
    // A word that all stories use tells nothing, unless there are too few stories to say that of it.
    rarity: (word) => Math.log((part.length + 1) / (users.get(word) ?? 1)),
    complete,
    popularity: (path) => Math.log(namers.get(path) ?? 1),
  };
}
