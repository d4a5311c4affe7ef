import { beforeEach, describe, expect, it } from "vitest";
import { batchIdOfRun } from "../../../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../../../src/core/batch/batch-state.ts";
import type { RunFlags } from "../../../../src/core/commands/command.ts";
import { advanceBatch } from "../../../../src/operations/advance-batch.ts";
import { planByHand, type PlanEnd } from "../../../../src/operations/by-hand/plan-by-hand.ts";
import { reportByHand, type ReportEnd } from "../../../../src/operations/by-hand/report-by-hand.ts";
import { Failure } from "../../../../src/operations/failure.ts";
import { handleComment } from "../../../../src/operations/handle-comment.ts";
import type { WorkflowJob } from "../../../../src/operations/ports.ts";
import { createFakeApp, restarted } from "../../../support/fake-github.ts";
import type { FakeApp } from "../../../support/fake-github.ts";
import { BOARD_PATH, FENCE, GATE, LAMP, putSmallSprint } from "../../../support/small-sprint.ts";

const RUN = 500;
const OTHER_RUN = 600;
let app: FakeApp;

const pause = { seconds: async (): Promise<void> => undefined };

function ownRun(id: number, attempt = 1): { id: number; attempt: number; url: string } {
  return { id, attempt, url: `https://github.com/octo/orchard/actions/runs/${id}` };
}

/** A job of its own: it remembers nothing of the one before. */
async function plan(run = ownRun(RUN), flags: RunFlags = {}, on = app): Promise<PlanEnd> {
  const { context } = restarted(on);
  return await planByHand(context, { run, by: "maria", flags, line: "by hand" }, pause);
}

async function report(run = ownRun(RUN), conclusion = "failure"): Promise<ReportEnd> {
  return await reportByHand(restarted(app).context, { ...run, conclusion }, pause);
}

function batch(run = RUN, attempt = 1): BatchState {
  const found = app.store.batches.get(batchIdOfRun(run, attempt));
  if (!found) throw new Error(`run ${run} has no batch`);
  return found;
}

function conditions(state: BatchState): readonly (readonly [string, string])[] {
  return state.stories.map(({ key, condition }) => [key, condition.kind]);
}

/** GitHub's view of the run while its jobs go on or after they ended. */
function seeRun(id: number, status: "in_progress" | "completed", conclusion: string | null = null): void {
  const { url } = ownRun(id);
  const run = { id, runAttempt: 1, displayTitle: "Batch Stories by hand", status, conclusion, url };
  const index = app.github.runs.findIndex((each) => each.id === id);
  if (index < 0) app.github.runs.push(run);
  else app.github.runs[index] = run;
}

function jobsOf(story: string, conclusion: "failure" | "cancelled"): readonly WorkflowJob[] {
  const times = { startedAt: app.github.now(), completedAt: app.github.now() };
  return ["pipeline", "prove", "deliver"].map((name) => ({
    name: `batch / story ${story} / ${name}`,
    status: "completed" as const,
    conclusion: name === "pipeline" ? conclusion : "skipped",
    ...times,
    steps: name === "pipeline" ? [{ name: "BUILD 🔨", status: "completed" as const, conclusion }] : [],
  }));
}

function started(end: PlanEnd): Extract<PlanEnd, { kind: "started" }> {
  if (end.kind !== "started") throw new Error(`the plan ended as ${end.kind}`);
  return end;
}

beforeEach(() => {
  app = createFakeApp();
  putSmallSprint(app.github);
  seeRun(RUN, "in_progress");
});

describe("planning by hand", () => {
  it("claims what runs for this very run, and dispatches no other", async () => {
    const { request } = started(await plan());

    expect(request.stories.map(({ key }) => key)).toEqual([GATE, LAMP]);
    expect(app.store.claims.claims.map(({ story, runId, batch: of }) => [story, runId, of])).toEqual([
      [GATE, RUN, "r500-1"],
      [LAMP, RUN, "r500-1"],
    ]);
    expect(app.github.dispatches).toEqual([]);
    expect(app.github.comments).toEqual([]);
    expect(app.github.files.get(BOARD_PATH)).toContain("1-1-gate: in-progress");
  });

  it("names the commit that holds the briefs, and how many may work at a time", async () => {
    const { request } = started(await plan(ownRun(RUN), { maxWorkers: 2 }));

    const [first] = request.stories;
    expect(request.maxParallel).toBe(2);
    expect(first?.commit).toBe("1".padStart(40, "0"));
    expect(app.store.briefs.get(first?.brief ?? "")).toMatchObject({ story: GATE, nonce: request.nonce });
    expect(app.store.messages).toHaveLength(1);
  });

  it("writes nothing at all in a dry run, and shows what would run", async () => {
    const end = await plan(ownRun(RUN), { dryRun: true });

    expect(end.kind).toBe("shown");
    expect(end.kind === "shown" && conditions(end.planned.running)).toEqual([
      [GATE, "dispatched"],
      [LAMP, "dispatched"],
    ]);
    expect(app.store.batches.size).toBe(0);
    expect(app.github.files.get(BOARD_PATH)).toContain("1-1-gate: ready-for-dev");
  });

  it("says so when everything is under way already", async () => {
    await plan();
    seeRun(OTHER_RUN, "in_progress");

    const end = await plan(ownRun(OTHER_RUN));

    expect(end.kind).toBe("nothing");
    expect([...app.store.batches.keys()]).toEqual(["r500-1"]);
  });

  it("leaves a story to another run that claimed it at the same moment", async () => {
    seeRun(OTHER_RUN, "in_progress");
    app.store.beforeWrite = async () => {
      await plan(ownRun(OTHER_RUN), { stories: ["1-1"] });
    };

    const { request } = started(await plan());

    expect(request.stories.map(({ key }) => key)).toEqual([LAMP]);
    expect(app.store.claims.claims.map(({ story, runId }) => [story, runId])).toEqual([
      [GATE, OTHER_RUN],
      [LAMP, RUN],
    ]);
  });

  it("refuses a story that nobody knows instead of running the others", async () => {
    const end = await plan(ownRun(RUN), { stories: ["1-1", "9-9"] });

    expect(end).toMatchObject({ kind: "refused", problems: [{ code: "command-flag" }] });
    expect(app.store.batches.size).toBe(0);
  });

  it("refuses a sprint without a board", async () => {
    app.github.files.delete(BOARD_PATH);
    app.github.push("README.md", "no board");

    expect(await plan()).toMatchObject({ kind: "refused", problems: [{ code: "board-missing" }] });
  });

  it("writes the board a second time when somebody pushed in between", async () => {
    app.github.boardAnswers = [{ kind: "conflict" }];

    await plan();

    expect(app.github.files.get(BOARD_PATH)).toContain("2-1-lamp: in-progress");
    expect(conditions(batch())).toEqual([
      [GATE, "dispatched"],
      [LAMP, "dispatched"],
    ]);
  });
});

describe("the report of a run by hand", () => {
  it("settles what has ended although the run itself goes on, and takes every claim back", async () => {
    await plan();
    app.github.jobs.set(RUN, [...jobsOf(GATE, "failure"), ...jobsOf(LAMP, "failure")]);

    const end = await report();

    expect(end).toMatchObject({ kind: "reported", state: { condition: { kind: "finished" } } });
    expect(conditions(batch())).toEqual([
      [GATE, "failed"],
      [LAMP, "failed"],
    ]);
    expect(app.store.claims.claims).toEqual([]);
    expect(app.github.files.get(BOARD_PATH)).toContain("1-1-gate: ready-for-dev");
    expect(app.github.comments).toEqual([]);
  });

  it("says what could run next", async () => {
    await plan();

    const end = await report();
    const next = end.kind === "reported" ? end.next?.running.stories : [];

    expect(next?.map(({ key }) => key)).toEqual([GATE, LAMP]);
    expect([...app.store.batches.keys()]).toEqual(["r500-1"]);
  });

  it("settles stories whose jobs never began, because planning died after it had claimed them", async () => {
    await plan();

    await report(ownRun(RUN), "cancelled");

    expect(batch().stories[0]?.attempts[0]?.outcome).toMatchObject({
      kind: "fault",
      reason: expect.stringContaining("was cancelled"),
    });
    expect(app.store.claims.claims).toEqual([]);
  });

  it("has nothing to say where nothing was begun", async () => {
    expect(await report()).toEqual({ kind: "none" });
  });

  it("finds the batch again when only its failed jobs are run a second time", async () => {
    await plan();

    expect(await report(ownRun(RUN, 2))).toMatchObject({ kind: "reported", state: { id: "r500-1" } });
  });

  it("says the same when it is read a second time", async () => {
    await plan();
    await report();
    const { condition, stories } = batch();

    expect(await report()).toMatchObject({ kind: "reported", state: { condition } });
    expect(conditions(batch())).toEqual(conditions({ ...batch(), stories }));
    expect(batch().stories.map(({ attempts }) => attempts)).toEqual(stories.map(({ attempts }) => attempts));
  });
});

describe("a run by hand whose report never came", () => {
  beforeEach(async () => {
    await plan();
    app.github.jobs.set(RUN, [...jobsOf(GATE, "cancelled"), ...jobsOf(LAMP, "cancelled")]);
    seeRun(RUN, "completed", "cancelled");
    seeRun(OTHER_RUN, "in_progress");
  });

  it("is settled by the next one, which takes its stories on", async () => {
    const { request } = started(await plan(ownRun(OTHER_RUN)));

    expect(request.stories.map(({ key }) => key)).toEqual([GATE, LAMP]);
    expect(batch(RUN).condition.kind).toBe("finished");
    expect(app.store.claims.claims.map(({ runId }) => runId)).toEqual([OTHER_RUN, OTHER_RUN]);
  });

  it("is settled by the app as well, which neither goes on with it nor says anything", async () => {
    const { state } = await advanceBatch(restarted(app).context, batchIdOfRun(RUN, 1));

    expect(state?.condition.kind).toBe("finished");
    expect(app.github.dispatches).toEqual([]);
    expect(app.github.comments).toEqual([]);
    expect(app.github.reactions).toEqual([]);
    expect(app.github.cancelled).toEqual([]);
  });

  it("is settled when the same run is started again, before it is planned anew", async () => {
    seeRun(RUN, "in_progress");

    started(await plan(ownRun(RUN, 2)));

    expect(batch(RUN, 1).condition.kind).toBe("finished");
    expect(conditions(batch(RUN, 2))).toEqual([
      [GATE, "dispatched"],
      [LAMP, "dispatched"],
    ]);
  });

  it("keeps its claims while it cannot be settled, so that nothing runs twice", async () => {
    const failure = new Failure("GitHub refuses it.", { code: "forbidden", retryable: false });
    app.github.failures = [{ call: "readRun", failure }];

    expect((await plan(ownRun(OTHER_RUN))).kind).toBe("nothing");
    expect(app.store.claims.claims.map(({ runId }) => runId)).toEqual([RUN, RUN]);
  });
});

describe("a batch of the app beside runs by hand", () => {
  it("keeps its stories, and is not touched by planning", async () => {
    const commentId = app.github.comment(7, "/batch-stories run --stories 1-1");
    const said = { issue: 7, commentId, body: "/batch-stories run --stories 1-1", user: "maria" };
    const comment = { ...said, isBot: false, createdAt: app.github.now() };
    const [id] = await handleComment(app.context, comment);
    if (id === undefined) throw new Error("no batch was started");
    await advanceBatch(app.context, id);
    // There would be something to settle for whoever looks at it.
    for (const { id: runId } of app.github.runs) app.github.endRun(runId);
    const before = app.store.batches.get(id);

    const { request } = started(await plan());

    expect(request.stories.map(({ key }) => key)).toEqual([LAMP]);
    expect(app.store.batches.get(id)).toEqual(before);
    expect(request.stories.map(({ key }) => key)).not.toContain(FENCE);
  });
});
