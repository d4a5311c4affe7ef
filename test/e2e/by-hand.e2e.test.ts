/** People start the workflow by hand, in a repository in which no app is installed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setBoardStatuses } from "../../src/core/sprint/edit-board.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { STATE_BRANCH, storyBranch } from "../../src/core/batch/names.ts";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import type { RunRecord } from "../../src/embedded-github/world/workflow-run.ts";
import { closeStage, isOver, openStage, orchardFiles, storyOf } from "../support/e2e-stage.ts";
import {
  batchOfRun,
  claims,
  conclusions,
  ended,
  openHandStage,
  runByHand,
  startRun,
  untilRun,
  type HandStage,
} from "../support/e2e-hand-stage.ts";

const BOARD = "_bmad-output/implementation-artifacts/sprint-status.yaml";
const WATERING = "1-6-watering-plan";
const LABELS = "1-8-tree-labels";
const PRICES = "2-3-seasonal-prices";
const DISCOUNT = "2-4-bulk-discount";
/** Work of others, so that a run is over sooner. */
const DONE_BEFORE = ["1-4-ripeness-calendar", "1-5-frost-warning", "2-1-crate-totals", "2-2-invoice"];

let stage: HandStage;

async function shortSprint(): Promise<Map<string, Buffer>> {
  const files = await orchardFiles();
  const changes = DONE_BEFORE.map((key) => ({ key: StoryKey.parse(key), to: "done" }));
  const text = files.get(BOARD)?.toString("utf8") ?? "";
  return files.set(BOARD, Buffer.from(setBoardStatuses(text, changes).text));
}

async function statusOf(key: string): Promise<string | undefined> {
  const board = await stage.github.world.readFile(stage.name, "main", BOARD);
  return new RegExp(`^ +${key}: ([a-z-]+)`, "mu").exec(board ?? "")?.[1];
}

async function branches(): Promise<readonly string[]> {
  const refs = await stage.repository.git.listRefs("refs/heads/");
  return refs.map(({ name }) => name.replace("refs/heads/", ""));
}

function pullRequests(): readonly (readonly [string, boolean, string])[] {
  const all = stage.github.world.pullRequests.list(stage.repository);
  return all.map(({ head, isDraft, issue }) => [head.branch, isDraft, issue.state]);
}

function summaryOf(run: RunRecord): string {
  return run.summaries.join("\n\n");
}

async function batchBy(run: RunRecord): Promise<BatchState> {
  const batch = await batchOfRun(stage, run);
  if (!batch) throw new Error(`run ${run.id} began no batch:\n${summaryOf(run)}`);
  return batch;
}

function isWorking(run: RunRecord, step: string): boolean {
  return run.jobs.some(({ steps }) => steps.some(({ name, status }) => name === step && status !== "queued"));
}

describe("in a repository without the app, the workflow started by hand", () => {
  let first: RunRecord;

  beforeAll(async () => {
    stage = await openHandStage(await shortSprint());
  });

  afterAll(async () => {
    await stage.close();
  });

  test("shows the plan in a dry run, and writes nothing", async () => {
    const before = await stage.repository.git.resolve("refs/heads/main");

    const run = await runByHand(stage, { "dry-run": "true" });

    expect([run.displayTitle, run.conclusion]).toEqual(["Batch Stories, dry run", "success"]);
    expect(summaryOf(run)).toContain("Dry run: 3 stories would run now · 1 ready for later · 1 waits");
    expect(summaryOf(run)).toContain("```mermaid");
    expect(await branches()).toEqual(["main"]);
    expect(await stage.repository.git.resolve("refs/heads/main")).toBe(before);
    expect(conclusions(run).get("report")).toBe("skipped");
  });

  test("says everything that is wrong with what was filled in, and starts nothing", async () => {
    const run = await runByHand(stage, { limit: "many", epic: "," });

    expect(run.conclusion).toBe("failure");
    expect(summaryOf(run)).toContain("Nothing was started");
    expect(run.annotations.map(({ level, message }) => [level, message])).toEqual([
      ["error", "`epic` cannot be `,`. Write for example `1,2`."],
      ["error", "`limit` takes a whole number from 1 to 10000, not `many`. Write for example `5`."],
    ]);
    expect(await branches()).toEqual(["main"]);
  });

  test("refuses stories and epics that are not on the board", async () => {
    const run = await runByHand(stage, { stories: "1-6, 9-9", epic: "7" });

    expect(run.conclusion).toBe("failure");
    expect(run.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining("There is no epic `7` on the board."),
      expect.stringContaining("There is no story `9-9` on the board."),
    ]);
    expect(await branches()).toEqual(["main"]);
  });

  test("says where the repository's own files are wrong", async () => {
    const { world } = stage.github;
    const path = ".github/batch-stories.yml";
    const before = (await world.readFile(stage.name, "main", path)) ?? "";
    async function commit(text: string): Promise<string> {
      const files = new Map([[path, text]]);
      return await world.commitFiles(stage.name, { branch: "main", files, message: "Settings", by: "maria" });
    }
    const wrong = await commit(`${before}\nmaxFaults: many\n`);
    const line = before.split("\n").length + 1;

    const run = await runByHand(stage);
    await commit(before);

    expect(run.conclusion).toBe("failure");
    expect(run.annotations[0]?.message).toContain("maxFaults");
    expect(summaryOf(run)).toContain(`/blob/${wrong}/${path}#L${line}`);
    expect(await branches()).toEqual(["main"]);
  });

  test("runs every story that goes with the others, and opens their pull requests", async () => {
    first = await runByHand(stage);

    const { condition, stories, command } = await batchBy(first);
    expect(Object.fromEntries(stories.map((story) => [story.key, story.condition.kind]))).toEqual({
      [WATERING]: "failed",
      [LABELS]: "alreadyDone",
      [PRICES]: "delivered",
    });
    expect([condition.kind, command.by]).toEqual(["finished", "maria"]);
    expect(await claims(stage)).toEqual([]);
    expect(pullRequests()).toEqual([[storyBranch(StoryKey.parse(PRICES)), false, "open"]]);
    const keys = [WATERING, LABELS, PRICES, DISCOUNT];
    expect(await Promise.all(keys.map(statusOf))).toEqual([
      "ready-for-dev",
      "done",
      "review",
      "ready-for-dev",
    ]);
    expect(stage.github.world.comments(stage.name, 1)).toEqual([]);
  });

  test("is red when a story failed, and its page has the cards and what is next", () => {
    const [planned = "", reported = ""] = first.summaries;

    expect(first.conclusion).toBe("failure");
    expect(conclusions(first).get("report")).toBe("failure");
    expect(planned).toContain("3 stories run now · 1 ready for later · 1 waits · 7 left out");
    expect(reported).toContain("Batch complete · 1/3 succeeded, 1 failed, 1 already done");
    expect(reported).toContain(`❌ <b>${WATERING}</b>`);
    expect(reported).toContain("**Failed at** REFINE (phase 5)");
    expect(reported).toContain(`✅ <b>${PRICES}</b>`);
    expect(reported).toContain("1 story can run now: run the workflow again.");
    expect(first.annotations.at(-1)?.message).toMatch(
      new RegExp(`^❌ ${WATERING}: failed\\n.+start the workflow again \\(not 're-run'\\)`, "u"),
    );
  });

  test("does not touch stories whose pull requests are open, nor what conflicts with them", async () => {
    const before = pullRequests();

    const run = await runByHand(stage, { stories: "2-3, 2-4" });

    expect(run.conclusion).toBe("success");
    expect(await batchOfRun(stage, run)).toBeUndefined();
    expect(summaryOf(run)).toContain("Nothing can run now");
    expect(summaryOf(run)).toMatch(/`2-4-bulk-discount`.+market\/prices/u);
    expect(run.annotations.map(({ level }) => level)).toEqual(["notice"]);
    expect(pullRequests()).toEqual(before);
    expect(await claims(stage)).toEqual([]);
  });
});

describe("several runs by hand", () => {
  beforeAll(async () => {
    stage = await openHandStage(await shortSprint());
  });

  afterAll(async () => {
    await stage.close();
  });

  test("at the same moment never take one story twice", async () => {
    const form = { stories: "1-8" };

    const runs = await Promise.all([startRun(stage, form), startRun(stage, form), startRun(stage, form)]);
    await Promise.all(runs.map(ended));

    const batches = await Promise.all(runs.map((run) => batchOfRun(stage, run)));
    const taken = batches.flatMap((batch) => batch?.stories ?? []);
    expect(taken.map(({ key, attempts }) => [key, attempts.length])).toEqual([[LABELS, 1]]);
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(["success", "success", "success"]);
    expect(runs.filter((run) => summaryOf(run).includes("Nothing can run now"))).toHaveLength(2);
    expect(await claims(stage)).toEqual([]);
  });

  test("settle what they began when somebody cancels them", async () => {
    const run = await startRun(stage, { stories: "1-6" });
    await untilRun(run, "the agent builds", () => isWorking(run, "BUILD 🔨"));

    stage.github.world.runs.cancel(run);
    await ended(run);

    expect([run.conclusion, conclusions(run).get("report")]).toEqual(["cancelled", "failure"]);
    expect(storyOf(await batchBy(run), WATERING).attempts[0]?.outcome).toMatchObject({ kind: "fault" });
    expect(summaryOf(run)).toContain("the run was cancelled on GitHub");
    expect(await statusOf(WATERING)).toBe("ready-for-dev");
    expect(await claims(stage)).toEqual([]);
  });

  test("go on when the answer to the commit that claims their stories is lost", async () => {
    stage.github.faults.add({
      route: "graphql CommitOnBranch",
      holding: STATE_BRANCH,
      effect: { kind: "lostResponse" },
    });

    const run = await startRun(stage, { stories: "1-6" });
    await untilRun(run, "the agent builds", () => isWorking(run, "BUILD 🔨"));
    stage.github.world.runs.cancel(run);
    await ended(run);

    expect(stage.github.faults.unused()).toEqual([]);
    expect(conclusions(run).get("plan")).toBe("success");
    expect(storyOf(await batchBy(run), WATERING).attempts).toHaveLength(1);
    expect(await claims(stage)).toEqual([]);
  });

  test("that were killed are settled by the next one, so that no claim stays", async () => {
    const killed = await startRun(stage, { stories: "1-6" });
    await untilRun(killed, "the agent builds", () => isWorking(killed, "BUILD 🔨"));
    stage.github.world.runs.forceCancel(killed);
    await ended(killed);
    expect((await claims(stage)).map(({ story, runId }) => [story, runId])).toEqual([[WATERING, killed.id]]);
    expect(await statusOf(WATERING)).toBe("in-progress");
    const shown = summaryOf(await runByHand(stage, { "dry-run": "true" }));
    expect(shown).toContain("An earlier run ended before its report");
    expect(shown).toMatch(new RegExp(`runs/${killed.id}\\b.+${WATERING}`, "u"));

    const next = await runByHand(stage, { stories: "1-1" });

    expect(summaryOf(next)).toContain("Nothing can run now");
    expect((await batchBy(killed)).condition.kind).toBe("finished");
    expect(await statusOf(WATERING)).toBe("ready-for-dev");
    expect(await claims(stage)).toEqual([]);
  });
});

describe("where the app is installed as well", () => {
  test("a killed run is settled by it, without a comment and without a run of its own", async () => {
    const app = await openStage({ name: "orchard", files: await shortSprint() });
    try {
      stage = { ...app, close: async () => undefined };
      await app.app.kill();
      const killed = await startRun(stage, { stories: "1-6" });
      await untilRun(killed, "the agent builds", () => isWorking(killed, "BUILD 🔨"));
      app.github.world.runs.forceCancel(killed);
      await ended(killed);

      await app.app.restart();
      await untilRun(killed, "the app has settled it", async () => isOver(await batchBy(killed)));

      expect(await claims(stage)).toEqual([]);
      expect(app.github.world.runs.list(app.repository)).toEqual([killed]);
      expect(app.github.world.issues.list(app.repository)).toEqual([]);
      expect(app.appLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    } finally {
      await closeStage(app);
    }
  });
});
