import { beforeEach, describe, expect, it } from "vitest";
import type { BatchId } from "../../../src/core/batch/batch-id.ts";
import { CONFIG_PATH } from "../../../src/core/batch/names.ts";
import type { BatchState } from "../../../src/core/batch/batch-state.ts";
import { advanceBatch } from "../../../src/operations/advance-batch.ts";
import type { Advance } from "../../../src/operations/advance-batch.ts";
import { handleComment } from "../../../src/operations/handle-comment.ts";
import { Failure } from "../../../src/operations/failure.ts";
import { createFakeApp, restarted, OUR_LOGIN } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import {
  AGENT_CONFIG,
  BOARD_PATH,
  FENCE,
  GATE,
  LAMP,
  putSmallSprint,
  storyText,
} from "../../support/small-sprint.ts";

const ISSUE = 7;
let app: FakeApp;
let id: BatchId;
let commandId: number;

async function look(on: FakeApp = app): Promise<Advance> {
  return await advanceBatch(on.context, id);
}

function state(): BatchState {
  const batch = app.store.batches.get(id);
  if (!batch) throw new Error("no batch");
  return batch;
}

function unavailable(): Failure {
  return new Failure("GitHub did not answer.", { code: "unavailable", retryable: true });
}

beforeEach(async () => {
  app = createFakeApp();
  putSmallSprint(app.github);
  commandId = app.github.comment(ISSUE, "/batch-stories");
  const comment = { issue: ISSUE, commentId: commandId, body: "/batch-stories", user: "maria", isBot: false };
  const [batch] = await handleComment(app.context, { ...comment, createdAt: app.github.now() });
  if (batch === undefined) throw new Error("no batch was started");
  id = batch;
});

describe("the first look", () => {
  it("shows the plan before it starts anything, then says so with a rocket", async () => {
    await look();

    const order = app.github.calls.filter((call) => ["createComment", "dispatch", "react"].includes(call));
    expect(order).toEqual(["react", "createComment", "react", "dispatch"]);
    expect(app.github.reactionsTo(commandId)).toEqual(["eyes", "rocket"]);
  });

  it("dispatches what can run side by side in one run of the caller on the default branch", async () => {
    await look();

    expect(app.github.dispatches).toHaveLength(1);
    const [sent] = app.github.dispatches;
    expect(sent?.branch).toBe("main");
    expect(sent?.request.stories.map(({ key, attempt }) => [key, attempt])).toEqual([
      [GATE, 1],
      [LAMP, 1],
    ]);
  });

  it("writes state, claims and briefs before it dispatches, and names their commit", async () => {
    await look();

    const { request } = app.github.dispatches[0] ?? {};
    const [first] = request?.stories ?? [];
    const brief = app.store.briefs.get(first?.brief ?? "");
    expect(brief).toMatchObject({ story: GATE, attempt: 1, nonce: request?.nonce, boardPath: BOARD_PATH });
    expect(brief?.footprint).toContain("gate/gate.js");
    // The start of the batch was the first commit of the branch.
    expect(first?.commit).toBe("2".padStart(40, "0"));
  });

  it("records the run that GitHub named, so that it may deliver at once", async () => {
    await look();

    const [run] = app.github.runs;
    expect(state().stories[0]?.attempts[0]?.runId).toBe(run?.id);
    expect(app.store.claims.claims.map(({ story, runId }) => [story, runId])).toEqual([
      [GATE, run?.id],
      [LAMP, run?.id],
    ]);
  });

  it("moves the started stories on the board in one commit and leaves every other byte", async () => {
    await look();

    const board = app.github.files.get(BOARD_PATH);
    expect(board).toContain("1-1-gate: in-progress # first\n");
    expect(board).toContain("2-1-lamp: in-progress\n");
    expect(board).toContain("1-2-fence: ready-for-dev\n");
    expect(app.github.calls.filter((call) => call === "writeBoard")).toHaveLength(1);
  });

  it("asks to look again while something is in flight", async () => {
    const advance = await look();

    expect(advance.isInFlight).toBe(true);
    expect(Date.parse(advance.lookAgainAt ?? "")).toBeGreaterThan(app.github.nowMs);
  });
});

describe("the tracking comment", () => {
  it("stays one comment over many looks", async () => {
    for (let count = 0; count < 4; count += 1) {
      await look();
      app.github.wait(20_000);
    }

    expect(app.github.ours(ISSUE)).toHaveLength(1);
    expect(state().trackingCommentId).toBe(app.github.ours(ISSUE)[0]?.id);
  });

  it("is edited only when its text has changed", async () => {
    await look();
    const before = app.github.calls.filter((call) => call === "editComment").length;
    await look();
    await look();

    expect(app.github.calls.filter((call) => call === "editComment")).toHaveLength(before);
  });

  it("waits for the edit interval and asks to be looked at when it is over", async () => {
    const slow = { ...app, context: { ...app.context, editIntervalMs: 10_000 } };
    const first = await look(slow);
    app.github.wait(4000);
    const [run] = app.github.runs;
    app.github.endRun(run?.id ?? 0, "cancelled");
    const edits = app.github.ours(ISSUE)[0]?.edits;
    const second = await look(slow);

    expect(app.github.ours(ISSUE)[0]?.edits).toBe(edits);
    expect(Date.parse(second.lookAgainAt ?? "")).toBeLessThanOrEqual(app.github.nowMs + 6000);
    expect(first.state).toBeDefined();

    app.github.wait(6000);
    await look(slow);
    expect(app.github.ours(ISSUE)[0]?.edits).toBeGreaterThan(edits ?? 0);
  });

  it("is found again by its marker when the answer to its creation was lost", async () => {
    app.github.failures.push({ call: "createComment", failure: unavailable(), isAnswerLost: true });
    await expect(look()).rejects.toThrow("did not answer");

    app = restarted(app);
    await look();

    expect(app.github.ours(ISSUE)).toHaveLength(1);
    expect(state().trackingCommentId).toBe(app.github.ours(ISSUE)[0]?.id);
  });

  it("is searched for by the same process too, before it is written a second time", async () => {
    app.github.failures.push({ call: "createComment", failure: unavailable(), isAnswerLost: true });
    await expect(look()).rejects.toThrow("did not answer");

    await look();

    expect(app.github.ours(ISSUE)).toHaveLength(1);
    expect(state().trackingCommentId).toBe(app.github.ours(ISSUE)[0]?.id);
  });

  it("is one again after two were made: the later one is removed", async () => {
    await look();
    const [first] = app.github.ours(ISSUE);
    app.github.comments.push({
      ...app.github.ours(ISSUE)[0]!,
      id: app.github.id(),
      edits: 0,
      writtenAt: app.github.now(),
    });

    app = restarted(app);
    await look();

    expect(app.github.ours(ISSUE).map((comment) => comment.id)).toEqual([first?.id]);
  });

  it("is written anew when somebody deletes it", async () => {
    await look();
    const [first] = app.github.ours(ISSUE);
    app.github.comments.splice(app.github.comments.indexOf(first!), 1);
    app.github.wait(120_000);
    await look();
    await look();

    expect(app.github.ours(ISSUE)).toHaveLength(1);
    expect(state().trackingCommentId).toBe(app.github.ours(ISSUE)[0]?.id);
  });

  it("is not taken for a comment of ours that quotes it or carries a forged signature", async () => {
    const prefix = `<!-- batch-stories:tracking batch=${state().id} `;
    const quoting = app.github.comment(ISSUE, `${prefix}signature=x -->\n\nan answer`, OUR_LOGIN);
    const forged = app.github.comment(ISSUE, `hello\n\n${prefix}signature=${"0".repeat(32)} -->`, OUR_LOGIN);

    await look();

    expect([quoting, forged]).not.toContain(state().trackingCommentId);
    expect(app.github.ours(ISSUE).map(({ id }) => id)).toEqual([quoting, forged, state().trackingCommentId]);
  });

  it("is not believed when somebody else writes its marker", async () => {
    await look();
    const [ours] = app.github.ours(ISSUE);
    app.github.comments.unshift({
      id: 1,
      issue: ISSUE,
      body: ours?.body ?? "",
      by: "mallory",
      edits: 0,
      writtenAt: app.github.now(),
    });

    app = restarted(app);
    await look();

    expect(state().trackingCommentId).toBe(ours?.id);
    expect(app.github.comments.some((comment) => comment.by === "mallory")).toBe(true);
  });
});

describe("a dispatch", () => {
  it("that was written down but never sent is sent at a later look with the same nonce", async () => {
    app.github.failures.push({ call: "dispatch", failure: unavailable() });
    await expect(look()).rejects.toThrow("did not answer");
    const { nonce } = state().stories[0]?.attempts[0] ?? {};

    app = restarted(app);
    app.github.wait(30_000);
    await look();
    expect(app.github.dispatches).toHaveLength(0);

    app.github.wait(31_000);
    await look();
    expect(app.github.dispatches.map(({ request }) => request.nonce)).toEqual([nonce]);
    expect(state().stories[0]?.attempts).toHaveLength(1);
  });

  it("whose answer was lost is not sent again: its run is found by the nonce in its name", async () => {
    app.github.failures.push({ call: "dispatch", failure: unavailable(), isAnswerLost: true });
    await expect(look()).rejects.toThrow("did not answer");

    app = restarted(app);
    app.github.wait(90_000);
    await look();

    expect(app.github.dispatches).toHaveLength(1);
    expect(state().stories[0]?.attempts[0]?.runId).toBe(app.github.runs[0]?.id);
  });

  it("that GitHub answers without a run id is adopted when the run is listed", async () => {
    app.github.dispatchAnswers.push({ kind: "dispatched", runId: null });
    await look();
    expect(state().stories[0]?.attempts[0]?.runId).toBeNull();

    const { request } = app.github.dispatches[0] ?? {};
    const run = app.github.startRun(request!);
    await look();

    expect(state().stories[0]?.attempts[0]?.runId).toBe(run.id);
  });

  it("that GitHub refuses halts the batch with GitHub's words and restores the board", async () => {
    app.github.dispatchAnswers.push({ kind: "refused", reason: "Workflow does not have a trigger" });
    await look();
    await look();

    expect(state().condition).toMatchObject({ kind: "halted", cause: "refused" });
    expect(app.github.ours(ISSUE)[0]?.body).toContain("Workflow does not have a trigger");
    expect(app.github.dispatches).toHaveLength(1);
    expect(app.github.files.get(BOARD_PATH)).toContain("1-1-gate: ready-for-dev # first\n");
  });
});

describe("the board", () => {
  it("that may not be written is told once and not tried at every look", async () => {
    const answer = { kind: "refused", reason: "Changes must be made through a pull request." } as const;
    app.github.boardAnswers.push(answer, answer, answer);
    for (let count = 0; count < 4; count += 1) {
      await look();
      app.github.wait(20_000);
    }

    expect(app.github.calls.filter((call) => call === "writeBoard")).toHaveLength(1);
    expect(app.github.ours(ISSUE)[0]?.body).toContain("through a pull request");
    expect(app.github.dispatches).toHaveLength(1);
  });

  it("that somebody else wrote meanwhile is written at the next look", async () => {
    app.github.boardAnswers.push({ kind: "conflict" });
    const advance = await look();
    expect(Date.parse(advance.lookAgainAt ?? "")).toBeLessThanOrEqual(app.github.nowMs + 5000);

    await look();
    expect(app.github.files.get(BOARD_PATH)).toContain("2-1-lamp: in-progress\n");
  });

  it("that is a list without statuses is never written, and its stories run", async () => {
    const listed = createFakeApp();
    const list = '- id: "1"\n  title: Gate\n- id: "2"\n  title: Lamp\n';
    listed.github.push("plan/stories.yaml", list);
    listed.github.push(CONFIG_PATH, AGENT_CONFIG);
    listed.github.push("plan/stories/1-gate.md", storyText({ title: "Gate", file: "gate/gate.js" }));
    listed.github.push("plan/stories/2-lamp.md", storyText({ title: "Lamp", file: "lamp/lamp.js" }));
    const command = { commentId: listed.github.comment(ISSUE, "/batch-stories"), body: "/batch-stories" };
    const comment = { issue: ISSUE, ...command, user: "maria", isBot: false, createdAt: listed.github.now() };
    const [batch] = await handleComment(listed.context, comment);
    await advanceBatch(listed.context, batch ?? id);

    expect(listed.github.dispatches.flatMap(({ request }) => request.stories.map(({ key }) => key))).toEqual([
      "1",
      "2",
    ]);
    expect(listed.github.calls).not.toContain("writeBoard");
    expect(listed.github.files.get("plan/stories.yaml")).toBe(list);
  });

  it("that is no UTF-8 text is left as it is, for writing it back would lose bytes", async () => {
    const reader = { ...app.context.reader, readExactly: () => Promise.resolve(undefined) };
    await advanceBatch({ ...app.context, reader }, id);

    expect(app.github.calls).not.toContain("writeBoard");
    expect(app.github.dispatches).toHaveLength(1);
    expect(app.github.ours(ISSUE)[0]?.body).not.toContain("\uFFFD");
  });

  it("that cannot be read any more stops nothing that runs and starts nothing new", async () => {
    await look();
    app.github.push(BOARD_PATH, "development_status: [");
    app.github.wait(60_000);
    const advance = await look();

    expect(advance.isInFlight).toBe(true);
    expect(app.github.dispatches).toHaveLength(1);
    expect(state().condition.kind).toBe("running");
    expect(app.github.ours(ISSUE)[0]?.body).toContain("sprint-status.yaml");
  });
});

describe("two instances of the app", () => {
  it("start each story once", async () => {
    const other = restarted(app);
    app.store.beforeWrite = async () => {
      await look(other);
    };
    await look();

    const sent = app.github.dispatches.flatMap(({ request }) => request.stories.map(({ key }) => key));
    expect(sent.toSorted()).toEqual([GATE, LAMP]);
  });
});

describe("a cancelled batch", () => {
  it("cancels its runs, restores the board and is then left alone", async () => {
    await look();
    const body = "/batch-stories cancel";
    const commentId = app.github.comment(ISSUE, body);
    const comment = { issue: ISSUE, commentId, body, user: "maria", isBot: false };
    await handleComment(app.context, { ...comment, createdAt: app.github.now() });

    await look();
    expect(app.github.cancelled).toEqual([app.github.runs[0]?.id]);
    expect(app.github.files.get(BOARD_PATH)).toContain("1-1-gate: ready-for-dev # first\n");
    expect(app.github.ours(ISSUE)[0]?.body).toContain("cancelled");

    app.github.wait(3_600_000);
    const last = await look();
    expect(last.lookAgainAt).toBeUndefined();
  });
});

describe("a merged pull request", () => {
  it("starts what waited for it and moves the board to done", async () => {
    await look();
    app.github.push(
      BOARD_PATH,
      (app.github.files.get(BOARD_PATH) ?? "").replace("1-1-gate: in-progress", "1-1-gate: done"),
    );
    app.github.wait(60_000);
    await look();

    const started = app.github.dispatches.flatMap(({ request }) => request.stories.map(({ key }) => key));
    expect(started).toContain(FENCE);
  });
});

it("costs four requests and no write when nothing has changed", async () => {
  await look();
  await look();
  app.github.calls.length = 0;
  const writes = app.store.messages.length;
  await look();

  expect(app.github.calls).toEqual(["readState", "look", "listRuns", "jobs"]);
  expect(app.store.messages).toHaveLength(writes);
});

it("says that a batch does not exist", async () => {
  const missing = await advanceBatch(createFakeApp().context, id);

  expect(missing).toEqual({ state: undefined, lookAgainAt: undefined, isInFlight: false });
});
