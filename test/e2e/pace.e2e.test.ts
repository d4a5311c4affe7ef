import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import {
  answersOn,
  batchWhen,
  closeStage,
  eventually,
  isOver,
  obeyed,
  openStage,
  orchardFiles,
  say,
  type Said,
  type TestStage,
} from "../support/e2e-stage.ts";

/** What GitHub asks of apps: a second between writes. */
const PACE_MS = 1000;
/** A request may be late on its way, and then the next one seems early. */
const JITTER_MS = 400;
/** Empty variables are unset ones: the app keeps to its own defaults. */
const AS_ON_A_SERVER = {
  BATCH_STORIES_WRITE_INTERVAL_MS: "",
  BATCH_STORIES_EDIT_INTERVAL_SECONDS: "",
};

describe("an app with its default pace", () => {
  let stage: TestStage;
  let said: Said;
  let batch: BatchState;

  beforeAll(async () => {
    const appEnvironment = AS_ON_A_SERVER;
    stage = await openStage({ name: "orchard", files: await orchardFiles(), appEnvironment });
    said = say(stage, "/batch-stories run --stories 1-8");
    batch = await batchWhen(stage, said, isOver);
  });

  afterAll(() => closeStage(stage));

  /** When the app's own writes arrived; jobs write with tokens of their own. */
  function writeTimes(): readonly number[] {
    const { all } = stage.github.requests;
    const writes = all.filter(({ who, method }) => who === "installation" && method !== "GET");
    return writes.map(({ at }) => Date.parse(at)).toSorted((one, other) => one - other);
  }

  test("ends its batch as any other", async () => {
    expect(batch.condition.kind).toBe("finished");
    expect(batch.stories.map(({ condition }) => condition.kind)).toEqual(["alreadyDone"]);
    expect(await obeyed(stage, said)).toBe("rocket");
  });

  test("shows the end in its one comment", async () => {
    const shown = await eventually(stage, "the end in the comment", () =>
      answersOn(stage, said.issue).find((text) => text.includes("Batch complete")),
    );

    expect(shown).toContain("1-8-tree-labels");
    expect(answersOn(stage, said.issue)).toHaveLength(1);
  });

  test("never writes more than once a second", () => {
    const times = writeTimes();
    const tooSoon = times.flatMap((at, index) => {
      const next = times.slice(index + 1);
      const early = next.findIndex((time, more) => time - at < (more + 1) * PACE_MS - JITTER_MS);
      return early < 0 ? [] : [`${early + 1} more within ${(next[early] ?? 0) - at} ms`];
    });

    expect(times.length).toBeGreaterThan(5);
    expect(tooSoon).toEqual([]);
  });

  test("edits its comment at most once in ten seconds while the batch goes on", () => {
    const { byRoute } = stage.github.requests;
    const edits = byRoute["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"] ?? 0;
    const times = writeTimes();
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;

    // One more for the end, which is shown at once.
    expect(edits).toBeGreaterThan(0);
    expect(edits).toBeLessThanOrEqual(Math.ceil(seconds / 10) + 1);
  });
});
