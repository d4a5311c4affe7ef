import type { ConflictIndex } from "../../src/core/conflicts/conflict.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import type { BenchStory } from "./random-sprint.ts";

/** Steps of the search for the heaviest clique; what is found before is a valid bound as well. */
const MOST_STEPS = 200_000;

interface CliqueSearch {
  readonly neighbours: ReadonlyMap<StoryKey, ReadonlySet<StoryKey>>;
  best: number;
  steps: number;
}

function minutesOf(stories: readonly BenchStory[]): number {
  let minutes = 0;
  for (const story of stories) minutes += story.minutes;
  return minutes;
}

function extend(search: CliqueSearch, weight: number, candidates: readonly BenchStory[]): void {
  search.best = Math.max(search.best, weight);
  search.steps += 1;
  let left = minutesOf(candidates);
  for (const [index, story] of candidates.entries()) {
    if (weight + left <= search.best || search.steps > MOST_STEPS) return;
    const others = search.neighbours.get(story.key);
    const rest = candidates.slice(index + 1).filter((other) => others?.has(other.key));
    extend(search, weight + story.minutes, rest);
    left -= story.minutes;
  }
}

/** Minutes of the heaviest set of stories of which no two may run at one time. */
export function heaviestClique(stories: readonly BenchStory[], conflicts: ConflictIndex): number {
  const neighbours = new Map(
    stories.map((story) => {
      const others = stories.filter((other) => conflicts.between(story.key, other.key) !== undefined);
      return [story.key, new Set(others.map((other) => other.key))];
    }),
  );
  const search: CliqueSearch = { neighbours, best: 0, steps: 0 };
  extend(
    search,
    0,
    stories.toSorted((a, b) => b.minutes - a.minutes),
  );
  return search.best;
}

/** Minutes of the longest chain of stories that need each other. Stories come after what they need. */
export function criticalPath(stories: readonly BenchStory[]): number {
  const ends = new Map<StoryKey, number>();
  for (const { key, needs, minutes } of stories) {
    const start = Math.max(0, ...needs.map((needed) => ends.get(needed) ?? 0));
    ends.set(key, start + minutes);
  }
  return Math.max(0, ...ends.values());
}

/** No schedule can be shorter than this. */
export function lowerBound(
  stories: readonly BenchStory[],
  conflicts: ConflictIndex,
  maxWorkers: number,
): number {
  return Math.max(criticalPath(stories), minutesOf(stories) / maxWorkers, heaviestClique(stories, conflicts));
}
