import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { batchIdOfComment } from "../../../src/core/batch/batch-id.ts";
import { RepositoryWorker } from "../../../src/app/repository-worker.ts";
import { Failure } from "../../../src/operations/failure.ts";
import type { CommandComment } from "../../../src/operations/handle-comment.ts";
import { createFakeApp, OUR_LOGIN } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import { putSmallSprint } from "../../support/small-sprint.ts";

const ISSUE = 7;
let app: FakeApp;
let worker: RepositoryWorker;

function comment(body: string): CommandComment {
  const commentId = app.github.comment(ISSUE, body);
  return { issue: ISSUE, commentId, body, user: "maria", isBot: false, createdAt: app.github.now() };
}

/** Lets the worker's time and GitHub's time go on together. */
async function wait(ms: number): Promise<void> {
  app.github.nowMs = Date.now();
  await vi.advanceTimersByTimeAsync(ms);
  app.github.nowMs = Date.now();
}

function count(call: string): number {
  return app.github.calls.filter((each) => each === call).length;
}

function unavailable(retryAfterSeconds?: number): Failure {
  return new Failure("GitHub did not answer.", {
    code: "unavailable",
    retryable: true,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T09:00:00.000Z") });
  app = createFakeApp();
  putSmallSprint(app.github);
  worker = new RepositoryWorker({ context: app.context, lookIntervalMs: 15_000, pauseMs: 3000 });
});

afterEach(async () => {
  await worker.stop();
  vi.useRealTimers();
});

describe("a command", () => {
  it("starts a batch that is looked at until nothing is left to see", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    expect(app.github.dispatches).toHaveLength(1);

    const before = count("look");
    await wait(60_000);

    expect(count("look") - before).toBeGreaterThanOrEqual(4);
  });

  it("is tried again after a failure that passes", async () => {
    app.github.failures.push({ call: "permissionOf", failure: unavailable() });
    worker.handle(comment("/batch-stories"));
    await wait(10);
    expect(app.store.batches.size).toBe(0);

    await wait(2000);

    expect(app.store.batches.size).toBe(1);
    expect(app.github.ours(ISSUE)).toHaveLength(1);
  });

  it("waits as long as GitHub says", async () => {
    app.github.failures.push({ call: "permissionOf", failure: unavailable(90) });
    worker.handle(comment("/batch-stories"));

    await wait(89_000);
    expect(app.store.batches.size).toBe(0);
    await wait(2000);
    expect(app.store.batches.size).toBe(1);
  });

  it("is told once to have failed when it keeps failing", async () => {
    for (let time = 0; time < 9; time += 1) {
      app.github.failures.push({ call: "permissionOf", failure: unavailable() });
    }
    const command = comment("/batch-stories");
    worker.handle(command);
    await wait(600_000);

    expect(app.github.ours(ISSUE)).toHaveLength(1);
    expect(app.github.reactionsTo(command.commentId).at(-1)).toBe("confused");
  });

  it("is obeyed before anything is looked at", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    worker.look();
    const cancel = comment("/batch-stories cancel");
    worker.handle(cancel);
    await wait(10);

    const id = batchIdOfComment(ISSUE, app.github.comments[0]?.id ?? 0);
    expect(app.store.batches.get(id)?.condition.kind).toBe("cancelled");
  });

  it("that was taken is obeyed although the app is asked to stop", async () => {
    worker.handle(comment("/batch-stories"));
    await worker.stop();

    expect(app.store.batches.size).toBe(1);
  });
});

describe("webhooks", () => {
  it("that come in a burst lead to one look, and one more for those that came during it", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    const before = count("look");

    for (let event = 0; event < 50; event += 1) worker.look();
    await wait(3100);

    expect(count("look") - before).toBeLessThanOrEqual(2);
    expect(count("look") - before).toBeGreaterThanOrEqual(1);
  });

  it("cost nothing where no batch is open, but one listing a minute", async () => {
    for (let event = 0; event < 20; event += 1) {
      worker.look();
      await wait(1000);
    }

    expect(app.github.calls).toEqual(["listOpen", "listComments"]);
  });
});

it("still hears the next command after it was woken for nothing", async () => {
  await worker.sweep();
  worker.look();
  worker.handle(comment("/batch-stories"));
  await wait(10);

  expect(app.store.batches.size).toBe(1);
});

describe("a look that fails", () => {
  it("is repeated after growing pauses, whatever webhooks come", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    const before = count("look");
    for (let time = 0; time < 3; time += 1) {
      app.github.failures.push({ call: "look", failure: unavailable() });
    }

    await wait(16_000);
    worker.look();
    await wait(10);

    expect(count("look") - before).toBe(2);
    await wait(60_000);
    expect(app.github.failures).toEqual([]);
    expect(app.github.logged.some(({ level }) => level === "warn")).toBe(true);
  });

  it("and does not mend itself is logged as an error, told once, and does not end the app", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    const bug = new Failure("The state cannot be understood.", {
      code: "state-unreadable",
      retryable: false,
    });
    app.github.failures.push({ call: "look", failure: bug });

    await wait(16_000);

    expect(app.github.logged.some(({ level }) => level === "error")).toBe(true);
    const bodies = app.github.ours(ISSUE).map(({ body }) => body);
    expect(bodies.filter((body) => body.includes("cannot be understood"))).toHaveLength(1);
    const before = count("look");
    await wait(6 * 60_000);
    expect(count("look")).toBeGreaterThan(before);
  });
});

describe("after a start", () => {
  it("obeys a command whose webhook never came, once", async () => {
    const { commentId } = comment("/batch-stories");

    await worker.sweep();
    await wait(61_000);
    await worker.sweep();
    await wait(10);

    expect(app.store.batches.has(batchIdOfComment(ISSUE, commentId))).toBe(true);
    expect(app.github.reactionsTo(commentId).filter((reaction) => reaction === "eyes")).toHaveLength(1);
  });

  it("obeys a command that was taken and not finished", async () => {
    const { commentId } = comment("/batch-stories");
    await app.context.comments.react(commentId, "eyes");

    await worker.sweep();

    expect(app.store.batches.size).toBe(1);
  });

  it("leaves alone what was answered, written by a bot, edited, no command or written long ago", async () => {
    const old = comment("/batch-stories help");
    await wait(25 * 3_600_000);
    const answered = comment("/batch-stories help");
    await app.context.comments.react(answered.commentId, "rocket");
    app.github.comment(ISSUE, "/batch-stories help", OUR_LOGIN);
    const edited = comment("hello");
    await app.context.comments.edit(edited.commentId, "/batch-stories help");
    comment("I like /batch-stories");
    const before = app.github.comments.length;

    await worker.sweep();

    expect(app.github.reactionsTo(old.commentId)).toEqual([]);
    expect(app.github.comments).toHaveLength(before);
  });

  it("asks again for the same time when the comments could not be listed", async () => {
    app.github.failures.push({ call: "listComments", failure: unavailable() });
    comment("/batch-stories");
    await worker.sweep();
    expect(app.store.batches.size).toBe(0);

    await wait(61_000);

    expect(app.store.batches.size).toBe(1);
  });

  it("goes on with the batches that are open", async () => {
    worker.handle(comment("/batch-stories"));
    await wait(10);
    await worker.stop();
    const next = new RepositoryWorker({ context: app.context, lookIntervalMs: 15_000, pauseMs: 3000 });
    const before = count("look");

    await next.sweep();

    expect(count("look")).toBe(before + 1);
    await next.stop();
  });
});
