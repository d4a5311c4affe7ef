import { layOut } from "../../src/core/planning/schedule/lay-out.ts";
import { seededRandom } from "../../test/support/seeded-random.ts";
import { lowerBound } from "./lower-bound.ts";
import { conflictsOf, planOf, randomSprint } from "./random-sprint.ts";
import { seedsMakespan } from "./seeds-schedule.ts";

export interface Ratios {
  readonly rolling: number;
  readonly waves: number;
  readonly seeds: number;
}

export interface Size {
  readonly stories: number;
  readonly workers: number;
}

function measureOne(seed: number, { stories: size, workers: maxWorkers }: Size): Ratios {
  const stories = randomSprint(seededRandom(seed), size);
  const conflicts = conflictsOf(stories);
  const plan = planOf(stories);
  const minutes = new Map(stories.map((story) => [story.key, story.minutes]));
  const bound = lowerBound(stories, conflicts, maxWorkers);
  function lengthOf(schedule: "rolling" | "waves"): number {
    const course = layOut(plan, { maxWorkers, schedule, durationOf: ({ key }) => minutes.get(key) ?? 0 });
    if (course.stories.length !== size) throw new Error("bug: a story was never started");
    return course.length / bound;
  }
  return {
    rolling: lengthOf("rolling"),
    waves: lengthOf("waves"),
    seeds: seedsMakespan(stories, conflicts, maxWorkers) / bound,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Makespan over a lower bound, on average over so many random sprints of fixed seeds. */
export function measureSchedules(size: Size, sprints: number): Ratios {
  const sum = { rolling: 0, waves: 0, seeds: 0 };
  for (let seed = 1; seed <= sprints; seed += 1) {
    const { rolling, waves, seeds } = measureOne(seed, size);
    sum.rolling += rolling;
    sum.waves += waves;
    sum.seeds += seeds;
  }
  return {
    rolling: rounded(sum.rolling / sprints),
    waves: rounded(sum.waves / sprints),
    seeds: rounded(sum.seeds / sprints),
  };
}
