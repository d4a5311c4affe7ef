import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conflict } from "../../src/core/conflicts/conflict.ts";
import type { Plan, PlannedStory } from "../../src/core/planning/plan.ts";
import { forecast } from "../../src/core/planning/schedule/forecast.ts";
import type { Forecast, ForecastStory } from "../../src/core/planning/schedule/forecast.ts";
import { aConflict, aPlan, key, planned, waitsFor } from "../support/batch-builders.ts";

interface GeneratedStory {
  readonly weight: number;
  readonly needs: readonly number[];
  readonly conflicts: readonly number[];
  readonly isLeftOut: boolean;
}

const genStory: fc.Arbitrary<GeneratedStory> = fc.record({
  weight: fc.integer({ min: 1, max: 9 }),
  /** How far back the stories lie that this one needs, and those it conflicts with. */
  needs: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
  conflicts: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
  isLeftOut: fc.integer({ min: 0, max: 14 }).map((number) => number === 0),
});

const genSprint = fc.array(genStory, { minLength: 1, maxLength: 30 });
const genWorkers = fc.integer({ min: 1, max: 5 });
const genSchedule = fc.constantFrom("rolling", "waves");

function sprintPlan(stories: readonly GeneratedStory[]): Plan {
  const conflicts: Conflict[] = [];
  const all = stories.map(({ weight, needs, conflicts: distances, isLeftOut }, index): PlannedStory => {
    for (const back of distances) if (index >= back) conflicts.push(aConflict(`${index - back}`, `${index}`));
    const needed = needs.filter((back) => index >= back).map((back) => `${index - back}`);
    const waits = needed.length > 0 ? waitsFor(...needed) : {};
    const left = { disposition: { kind: "excluded", because: "no-tasks", reason: "None." } } as const;
    return planned(`${index}`, { weight, tail: weight, ...waits, ...(isLeftOut ? left : {}) });
  });
  return aPlan(all, conflicts);
}

function isRunning({ start, end }: ForecastStory, moment: number): boolean {
  return start <= moment && moment < end;
}

/** Moments at which something changes. */
function momentsOf({ stories }: Forecast): readonly number[] {
  return [...new Set(stories.flatMap(({ start, end }) => [start, end]))];
}

describe("safety: a forecast", () => {
  it("loses no story and starts none twice: all run but those behind a story that is left out", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, genSchedule, (sprint, maxWorkers, schedule) => {
        const plan = sprintPlan(sprint);
        const { stories, held } = forecast(plan, { maxWorkers, schedule });
        const open = plan.stories.filter(({ disposition }) => disposition.kind !== "excluded");
        const told = [...stories.map((story) => story.key), ...held];
        expect([...told].sort()).toEqual(open.map((story) => story.key).sort());
        const gone = new Set(held);
        for (const { key: excluded, disposition } of plan.stories) {
          if (disposition.kind === "excluded") gone.add(excluded);
        }
        for (const { key: name, dependsOn } of open) {
          expect([name, dependsOn.some((needed) => gone.has(needed))]).toEqual([name, held.includes(name)]);
        }
      }),
    );
  });

  it("runs nothing beside what it conflicts with, before what it needs, or without a worker", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, genSchedule, (sprint, maxWorkers, schedule) => {
        const plan = sprintPlan(sprint);
        const course = forecast(plan, { maxWorkers, schedule });
        const ends = new Map(course.stories.map((story) => [story.key, story.end]));
        for (const moment of momentsOf(course)) {
          const running = course.stories.filter((story) => isRunning(story, moment));
          expect(running.length).toBeLessThanOrEqual(maxWorkers);
          for (const one of running) {
            expect(running.filter((other) => plan.conflicts.between(one.key, other.key))).toEqual([]);
          }
        }
        for (const { key: name, start } of course.stories) {
          const story = plan.stories.find((each) => each.key === name);
          for (const needed of story?.dependsOn ?? []) expect(ends.get(needed)).toBeLessThanOrEqual(start);
        }
      }),
    );
  });

  it("in waves starts nothing while one of the wave before still runs", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, (sprint, maxWorkers) => {
        const { stories } = forecast(sprintPlan(sprint), { maxWorkers, schedule: "waves" });
        for (const { step, start } of stories) {
          const before = stories.filter((story) => story.step < step);
          expect(before.filter(({ end }) => end > start)).toEqual([]);
        }
      }),
    );
  });

  it("says for every story that does not start now what ends right before it starts", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, genSchedule, (sprint, maxWorkers, schedule) => {
        const { stories } = forecast(sprintPlan(sprint), { maxWorkers, schedule });
        const ends = new Map(stories.map((story) => [story.key, story.end]));
        for (const { start, after } of stories) {
          const latest = Math.max(0, ...after.map(({ story }) => ends.get(story) ?? Number.NaN));
          expect(latest).toBe(start);
        }
      }),
    );
  });
});

/**
 * No free worker stays idle while something could run. By Graham's argument a rolling sprint then takes
 * at most work/m + (1 - 1/m)·chain on m workers, where chain is the work of stories that follow each
 * other by dependency or conflict: whenever a worker idles, one of those runs. So another worker never
 * makes it longer than that, nor than one worker alone would take.
 */
describe("the bound of a rolling forecast", () => {
  it("rests on workers who are idle only when all that is left has to wait", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, (sprint, maxWorkers) => {
        const plan = sprintPlan(sprint);
        const course = forecast(plan, { maxWorkers, schedule: "rolling" });
        const needs = new Map(plan.stories.map((story) => [story.key, story.dependsOn]));
        const ends = new Map(course.stories.map((story) => [story.key, story.end]));
        for (const moment of momentsOf(course)) {
          const running = course.stories.filter((story) => isRunning(story, moment));
          if (running.length === maxWorkers) continue;
          const idle = course.stories
            .filter((story) => story.start > moment)
            .filter((story) => (needs.get(story.key) ?? []).every((name) => (ends.get(name) ?? 0) <= moment))
            .filter((story) => !running.some((other) => plan.conflicts.between(story.key, other.key)));
          expect(idle).toEqual([]);
        }
      }),
    );
  });

  it("is kept when a worker is added: never longer than one alone, never shorter than work per worker", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, (sprint, maxWorkers) => {
        const plan = sprintPlan(sprint);
        const alone = forecast(plan, { maxWorkers: 1, schedule: "rolling" });
        const more = forecast(plan, { maxWorkers: maxWorkers + 1, schedule: "rolling" });
        expect(alone.length).toBe(alone.work);
        expect(more.work).toBe(alone.work);
        expect(more.length).toBeLessThanOrEqual(alone.length);
        expect(more.length).toBeGreaterThanOrEqual(more.work / (maxWorkers + 1));
      }),
    );
  });
});

describe("determinism: a forecast", () => {
  it("is the same for the same plan, which it leaves as it is", () => {
    fc.assert(
      fc.property(genSprint, genWorkers, genSchedule, (sprint, maxWorkers, schedule) => {
        const plan = sprintPlan(sprint);
        const stories = [...plan.stories];
        const first = forecast(plan, { maxWorkers, schedule });
        expect(forecast(plan, { maxWorkers, schedule })).toEqual(first);
        expect(plan.stories).toEqual(stories);
      }),
    );
  });

  it("starts the only story there is at once", () => {
    const { stories } = forecast(aPlan([planned("1-1")]), { maxWorkers: 3, schedule: "waves" });
    expect(stories).toEqual([{ key: key("1-1"), step: 1, start: 0, end: 1, after: [] }]);
  });
});
