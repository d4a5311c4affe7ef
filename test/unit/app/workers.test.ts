import { afterEach, beforeEach, expect, it } from "vitest";
import type { App } from "../../../src/app/compose.ts";
import type { EventRepository } from "../../../src/app/webhooks.ts";
import { createWorkers } from "../../../src/app/workers.ts";
import type { Workers } from "../../../src/app/workers.ts";
import { createFakeApp } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import { putSmallSprint } from "../../support/small-sprint.ts";

const ISSUE = 7;
let fake: FakeApp;
let asked: number[];
let installed: number;
let workers: Workers;

function repository(installation: number): EventRepository {
  return { installation, owner: "octo", name: "orchard", url: "https://github.com/octo/orchard" };
}

function anApp(): Omit<App, "probot"> {
  return {
    log: fake.github.log(),
    contextFor: async ({ installation }) => {
      asked.push(installation);
      return createFakeApp(fake.github, fake.store).context;
    },
    repositories: async () => [repository(installed)],
  };
}

beforeEach(() => {
  fake = createFakeApp();
  putSmallSprint(fake.github);
  // The workers live in real time.
  fake.github.nowMs = Date.now();
  asked = [];
  installed = 1;
  workers = createWorkers(anApp(), { lookIntervalMs: 60_000 });
});

afterEach(() => workers.stop());

it("keeps one worker for a repository as long as its installation is the same", async () => {
  await workers.sweep();
  await workers.sweep();

  expect(asked).toEqual([1]);
});

it("gives a repository whose app was installed anew another worker, which goes on", async () => {
  await workers.sweep();
  fake.github.comment(ISSUE, "/batch-stories");
  installed = 2;

  await workers.sweep();

  expect(asked).toEqual([1, 2]);
  expect(fake.store.batches.size).toBe(1);
});

it("does not go back to an installation that is gone when its webhook is delivered again", async () => {
  installed = 2;
  await workers.sweep();

  workers.look(repository(1));
  await workers.sweep();

  expect(asked).toEqual([2]);
});
