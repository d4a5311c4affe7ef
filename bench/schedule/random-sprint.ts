/** Random sprints with precedence and conflicts, about as dense as those of public repositories. */
import type { Conflict, ConflictIndex } from "../../src/core/conflicts/conflict.ts";
import type { Disposition, Plan, PlannedStory } from "../../src/core/planning/plan.ts";
import { byUrgency, urgencyOf } from "../../src/core/planning/schedule/urgency.ts";
import { weighStories } from "../../src/core/planning/weigh-stories.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import type { StoryFile } from "../../src/core/sprint/story.ts";
import type { Random } from "../../test/support/seeded-random.ts";

export interface BenchStory {
  readonly key: StoryKey;
  readonly epic: string;
  /** Stories before it that it needs. */
  readonly needs: readonly StoryKey[];
  readonly files: ReadonlySet<string>;
  readonly tasks: number;
  /** What the story really takes; the plan knows only its tasks. */
  readonly minutes: number;
}

const STORIES_PER_EPIC = 6;

function pick<T>(random: Random, members: readonly T[]): readonly T[] {
  return members.slice(Math.floor(random() * members.length)).slice(0, 1);
}

/** One to three files of its epic's eight, and now and then one that all epics share. */
function filesOf(random: Random, epic: string): ReadonlySet<string> {
  const files = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => `${epic}/${Math.floor(random() * 8)}`,
  );
  if (random() < 0.25) files.push(`shared/${Math.floor(random() * 3)}`);
  return new Set(files);
}

export function randomSprint(random: Random, size: number): readonly BenchStory[] {
  const stories: BenchStory[] = [];
  for (let index = 0; index < size; index += 1) {
    const number = 1 + Math.floor(index / STORIES_PER_EPIC);
    const epic = `epic-${number}`;
    const inEpic = stories.filter((story) => story.epic === epic).map((story) => story.key);
    const earlier = stories.filter((story) => story.epic !== epic).map((story) => story.key);
    const needs = [
      ...(random() < 0.35 ? pick(random, inEpic) : []),
      ...(random() < 0.1 ? pick(random, earlier) : []),
    ];
    const tasks = 3 + Math.floor(random() * 12);
    stories.push({
      key: StoryKey.parse(`${number}-${1 + (index % STORIES_PER_EPIC)}-story`),
      epic,
      needs,
      files: filesOf(random, epic),
      tasks,
      minutes: tasks * (0.6 + random()),
    });
  }
  return stories;
}

/** Two stories conflict when they share a file, or when one needs the other. */
export function conflictsOf(stories: readonly BenchStory[]): ConflictIndex {
  const byKey = new Map(stories.map((story) => [story.key, story]));
  return {
    between: (one, other): Conflict | undefined => {
      const [a, b] = [byKey.get(one), byKey.get(other)];
      if (!a || !b || a === b) return undefined;
      const conflict = { stories: [one, other], strength: "stated", reason: "", lines: [] } as const;
      if (a.needs.includes(other) || b.needs.includes(one)) return { ...conflict, rule: "dependency" };
      const isShared = [...a.files].some((file) => b.files.has(file));
      return isShared ? { ...conflict, rule: "shared-file" } : undefined;
    },
  };
}

function fileOf({ key, tasks }: BenchStory): StoryFile {
  const task = { text: "", checked: false, depth: 0, line: 1 };
  const open = Array.from({ length: tasks }, () => task);
  const nothing = { text: "", title: "", criteria: [], dependsOn: [], review: undefined, problems: [] };
  return { ...nothing, path: key, tasks: open, status: undefined, statusAt: undefined };
}

function dispositionOf(story: BenchStory, isNeeded: boolean): Disposition {
  if (story.needs.length === 0) return { kind: "ready", tier: isNeeded ? 2 : 3, reason: "" };
  return { kind: "waits", for: story.needs.map((key) => ({ kind: "dependency", story: key, reason: "" })) };
}

/** The plan of such a sprint, weighed and ordered by the product's own code. */
export function planOf(stories: readonly BenchStory[]): Plan {
  const conflicts = conflictsOf(stories);
  const waiters = new Map<StoryKey, StoryKey[]>(stories.map((story) => [story.key, []]));
  for (const story of stories) for (const needed of story.needs) waiters.get(needed)?.push(story.key);
  const files = new Map(stories.map((story) => [story.key, fileOf(story)]));
  const { weights, tails, chains } = weighStories({
    open: stories.map((story) => story.key),
    files,
    waiters,
    conflicts,
  });
  const planned = stories.map((story): PlannedStory => {
    const { key, epic, needs } = story;
    const disposition = dispositionOf(story, (waiters.get(key) ?? []).length > 0);
    const weighed = { chain: chains.get(key) ?? 0, weight: weights.get(key) ?? 1, tail: tails.get(key) ?? 1 };
    return { key, title: key, epic, path: key, disposition, ...weighed, dependsOn: needs };
  });
  const ordered = planned.toSorted((a, b) => byUrgency(urgencyOf(a), urgencyOf(b)));
  return { commit: "", stories: ordered, conflicts, problems: [] };
}
