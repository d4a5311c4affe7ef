import { describe, expect, it } from "vitest";
import { forecast } from "../../../../../src/core/planning/schedule/forecast.ts";
import type { Forecast, ForecastOptions } from "../../../../../src/core/planning/schedule/forecast.ts";
import { aConflict, aPlan, planned, waitsFor, waitsForMerge } from "../../../../support/batch-builders.ts";

const ROLLING: ForecastOptions = { maxWorkers: 2, schedule: "rolling" };
const WAVES: ForecastOptions = { maxWorkers: 2, schedule: "waves" };

/** `1-1@0+2 worker:1-2`: starts at 0, takes 2, after the end of 1-2. */
function lines({ stories }: Forecast): readonly string[] {
  return stories.map(({ key, start, end, after }) => {
    const causes = after.map(({ kind, story }) => ` ${kind}:${story}`);
    return `${key}@${start}+${end - start}${causes.join("")}`;
  });
}

const PLAN = aPlan(
  [
    planned("1-1", { weight: 3, chain: 1 }),
    planned("1-2", { weight: 1 }),
    planned("1-3", { weight: 2 }),
    planned("1-4", { weight: 1, ...waitsFor("1-1") }),
    planned("1-5", { weight: 1, disposition: { kind: "excluded", because: "done", reason: "Done." } }),
  ],
  [aConflict("1-1", "1-2")],
);

describe("the forecast of a sprint", () => {
  it("gives each free worker the next story that fits, and says what that waited for", () => {
    expect(lines(forecast(PLAN, ROLLING))).toEqual([
      "1-1@0+3",
      "1-3@0+2",
      "1-2@3+1 conflict:1-1",
      "1-4@3+1 dependency:1-1",
    ]);
  });

  it("names the worker that had to become free", () => {
    const plan = aPlan([planned("1-1", { weight: 2 }), planned("1-2", { weight: 5 }), planned("1-3")]);
    expect(lines(forecast(plan, ROLLING))).toEqual(["1-1@0+2", "1-2@0+5", "1-3@2+1 worker:1-1"]);
  });

  it("goes on in waves only when the whole wave has ended", () => {
    const plan = aPlan([planned("1-1", { weight: 2 }), planned("1-2", { weight: 5 }), planned("1-3")]);
    const waves = forecast(plan, WAVES);
    expect(lines(waves)).toEqual(["1-1@0+2", "1-2@0+5", "1-3@5+1 wave:1-2"]);
    expect(waves.stories.map((story) => story.step)).toEqual([1, 1, 2]);
  });

  it("adds up the work, and knows when it ends", () => {
    expect(forecast(PLAN, ROLLING)).toMatchObject({ work: 7, length: 4, held: [] });
    expect(forecast(PLAN, { ...ROLLING, maxWorkers: 1 })).toMatchObject({ work: 7, length: 7 });
    expect(forecast(aPlan([]), ROLLING)).toEqual({ stories: [], held: [], work: 0, length: 0 });
  });

  it("holds stories that wait for something outside, and those behind them", () => {
    const plan = aPlan([
      planned("1-1"),
      planned("1-2", waitsForMerge("9-9", 12)),
      planned("1-3", waitsFor("1-1", "1-2")),
    ]);
    expect(forecast(plan, ROLLING)).toMatchObject({ stories: [{ key: "1-1" }], held: ["1-2", "1-3"] });
  });

  it("takes a released story before less urgent ones that were ready all along", () => {
    const plan = aPlan([
      planned("1-1", { chain: 2, tail: 3 }),
      planned("1-2"),
      planned("1-3"),
      planned("1-4", { chain: 1, tail: 2, ...waitsFor("1-1") }),
      planned("1-5", { tail: 1, ...waitsFor("1-4") }),
    ]);
    const { stories } = forecast(plan, { ...ROLLING, maxWorkers: 1 });
    expect(stories.map((story) => story.key)).toEqual(["1-1", "1-4", "1-2", "1-3", "1-5"]);
  });

  it("lays out 10,000 stories in little time, even where each is in the way of all others", () => {
    const stories = Array.from({ length: 10_000 }, (_unused, index) => planned(`${index}-1`));
    const [one] = [aConflict("1-1", "2-1")];
    const plan = { ...aPlan(stories), conflicts: { between: () => one } };
    const startedMs = performance.now();
    expect(forecast(plan, { maxWorkers: 8, schedule: "rolling" })).toMatchObject({ length: 10_000 });
    expect(performance.now() - startedMs).toBeLessThan(8000);
  });
});
