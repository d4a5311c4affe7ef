/** What a run by hand makes of a world that is large, breaks off, or answers badly. */
import { beforeEach, expect, it } from "vitest";
import { HAND_LIMIT } from "../../../../src/core/batch/names.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";
import { createFakeApp } from "../../../support/fake-github.ts";
import type { FakeApp } from "../../../support/fake-github.ts";
import { batchOf, handJobs, handRun, planIn, reportIn, seeRun, started } from "../../../support/hand-jobs.ts";
import {
  BOARD_PATH,
  GATE,
  LAMP,
  putSmallSprint,
  storyPath,
  storyText,
} from "../../../support/small-sprint.ts";

const RUN = handRun(500);
let app: FakeApp;

beforeEach(() => {
  app = createFakeApp();
  putSmallSprint(app.github);
  seeRun(app, RUN);
});

it("takes no more stories than the last job can read the artifacts of", async () => {
  const keys = Array.from({ length: HAND_LIMIT + 5 }, (_, index) => StoryKey.parse(`1-${index + 1}-shed`));
  for (const key of keys) {
    app.github.push(storyPath(key), storyText({ title: key, file: `${key}/shed.js` }));
  }
  const lines = keys.map((key) => `  ${key}: ready-for-dev`);
  app.github.push(BOARD_PATH, ["development_status:", "  epic-1: in-progress", ...lines, ""].join("\n"));

  const { request, planned } = started(await planIn(app, RUN, { limit: 1000 }));

  expect(request.stories).toHaveLength(HAND_LIMIT);
  expect(planned.later).toHaveLength(5);
});

it("tells a story that failed from one beside it that somebody cancelled", async () => {
  await planIn(app, RUN);
  app.github.jobs.set(RUN.id, [...handJobs(app, GATE, "failure"), ...handJobs(app, LAMP, "cancelled")]);

  await reportIn(app, RUN, "cancelled");

  expect(batchOf(app, RUN).stories.map(({ key, attempts }) => [key, attempts[0]?.outcome])).toEqual([
    [GATE, expect.objectContaining({ kind: "failed", phase: "BUILD" })],
    [LAMP, expect.objectContaining({ kind: "fault" })],
  ]);
});

it("goes on beside an earlier batch that brings a mistake of ours to light, and says so", async () => {
  const killed = handRun(400);
  seeRun(app, killed);
  await planIn(app, killed, { stories: ["1-1"] });
  seeRun(app, killed, ["completed", "cancelled"]);
  // The look at the one batch goes wrong in a way that nobody has foreseen.
  const lookAtBatch = { call: "readRun", failure: new TypeError("cannot read properties of undefined") };
  app.github.failures = [lookAtBatch];

  const { request } = started(await planIn(app, RUN));

  expect(request.stories.map(({ key }) => key)).toEqual([LAMP]);
  expect(app.store.claims.claims.map(({ story, runId }) => [story, runId])).toEqual([
    [GATE, killed.id],
    [LAMP, RUN.id],
  ]);
  const errors = app.github.logged.filter(({ level }) => level === "error");
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/Batch r400-1 .+ could not be settled.+cannot read properties/u),
  ]);
});

it("tells in a dry run which ended run left stories that count as taken, and writes nothing", async () => {
  const killed = handRun(400);
  const alive = handRun(450);
  for (const run of [killed, alive]) seeRun(app, run);
  await planIn(app, killed, { stories: ["1-1"] });
  await planIn(app, alive, { stories: ["2-1"] });
  seeRun(app, killed, ["completed", "cancelled"]);
  const before = [app.store.messages.length, app.github.commit];

  const end = await planIn(app, RUN, { dryRun: true });

  expect(end).toMatchObject({
    kind: "nothing",
    notices: [expect.stringMatching(/actions\/runs\/400\. .+1-1-gate.+without `dry-run` releases them/u)],
  });
  expect([app.store.messages.length, app.github.commit]).toEqual(before);
});

it("tells in the plan that the board could not be written, and why", async () => {
  app.github.boardAnswers = [{ kind: "refused", reason: "the branch is protected" }];

  const { notices } = started(await planIn(app, RUN));

  expect(notices).toEqual([
    expect.stringMatching(/refused.+the branch is protected.+Let the workflow write/u),
  ]);
});
