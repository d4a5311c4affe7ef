import { beforeEach, describe, expect, it } from "vitest";
import { batchIdOfComment } from "../../../src/core/batch/batch-id.ts";
import { CALLER_WORKFLOW_PATH, CONFIG_PATH } from "../../../src/core/batch/names.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import { handleComment } from "../../../src/operations/handle-comment.ts";
import type { CommandComment } from "../../../src/operations/handle-comment.ts";
import { Failure } from "../../../src/operations/failure.ts";
import { reportFailure } from "../../../src/operations/comments/report-failure.ts";
import { createFakeApp, restarted } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import { AGENT_CONFIG, BOARD_PATH, FENCE, GATE, LAMP, putSmallSprint } from "../../support/small-sprint.ts";

const ISSUE = 7;
let app: FakeApp;

function written(body: string, by = "maria"): CommandComment {
  const commentId = app.github.comment(ISSUE, body, by);
  return { issue: ISSUE, commentId, body, user: by, isBot: false, createdAt: app.github.now() };
}

async function say(body: string, by?: string): Promise<CommandComment> {
  const comment = written(body, by);
  await handleComment(app.context, comment);
  return comment;
}

function answers(): readonly string[] {
  return app.github.ours(ISSUE).map((comment) => comment.body);
}

beforeEach(() => {
  app = createFakeApp();
  putSmallSprint(app.github);
});

describe("a comment that is no command", () => {
  it("is ignored without a single request", async () => {
    await say("I think /batch-stories is great");

    expect(app.github.calls).toEqual([]);
  });

  it("is ignored when a bot wrote a command", async () => {
    await handleComment(app.context, { ...written("/batch-stories"), isBot: true });

    expect(app.github.calls).toEqual([]);
  });
});

describe("run", () => {
  it("reacts before it does anything else", async () => {
    const comment = await say("/batch-stories");

    expect(app.github.calls[0]).toBe("react");
    expect(app.github.reactionsTo(comment.commentId)[0]).toBe("eyes");
  });

  it("commits a batch with the ready and the waiting stories of the board", async () => {
    const comment = await say("/batch-stories");

    const batch = app.store.batches.get(batchIdOfComment(ISSUE, comment.commentId));
    expect(batch?.stories.map(({ key, condition }) => [key, condition.kind])).toEqual([
      [GATE, "queued"],
      [LAMP, "queued"],
      [FENCE, "waiting"],
    ]);
    expect(batch?.base).toEqual({ branch: "main", sha: app.github.commit });
    expect(batch?.boardPath).toBe(BOARD_PATH);
  });

  it("asks to have the batch looked at and leaves the rocket to the plan's appearance", async () => {
    const comment = written("/batch-stories");

    const followed = await handleComment(app.context, comment);

    expect(followed).toEqual([batchIdOfComment(ISSUE, comment.commentId)]);
    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes"]);
  });

  it("lets flags win over the repository's file", async () => {
    app.github.push(CONFIG_PATH, `${AGENT_CONFIG}maxWorkers: 2\nmaxAttempts: 5\n`);

    const comment = await say("/batch-stories run --max-workers 7 --stories 2-1");

    const batch = app.store.batches.get(batchIdOfComment(ISSUE, comment.commentId));
    expect(batch?.config).toMatchObject({ maxWorkers: 7, maxAttempts: 5 });
    expect(batch?.stories.map(({ key }) => key)).toEqual([LAMP]);
  });

  it("leads to one batch when its webhook comes twice", async () => {
    const comment = await say("/batch-stories");
    const second = await handleComment(app.context, comment);

    expect(second).toEqual([batchIdOfComment(ISSUE, comment.commentId)]);
    expect(app.store.messages).toHaveLength(1);
    expect(app.store.batches.size).toBe(1);
  });

  it("starts over when somebody else writes the state branch in between", async () => {
    const other = createFakeApp(app.github, app.store);
    const first = written("/batch-stories run --stories 2-1");
    app.store.beforeWrite = async () => {
      await handleComment(other.context, first);
    };

    await say("/batch-stories run --stories 1-1");

    expect(app.store.batches.size).toBe(2);
  });

  it("reads the story files of a commit once, however many commands ask", async () => {
    await say("/batch-stories plan");
    const before = app.github.calls.filter((call) => call === "readBlobs" || call === "readTree").length;
    await say("/batch-stories plan");

    const after = app.github.calls.filter((call) => call === "readBlobs" || call === "readTree").length;
    expect(before).toBe(3);
    expect(after).toBe(before);
  });
});

interface Refusal {
  readonly behaviour: string;
  readonly arrange: () => void;
  readonly body: string;
  readonly words: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  {
    behaviour: "names the agent program that this version cannot start, and where to set another",
    arrange: () => app.github.files.delete(CONFIG_PATH),
    body: "/batch-stories",
    words: ["`claude` is not available", "`agent.program: command`", CONFIG_PATH],
  },
  {
    behaviour: "asks for the command of an agent that is one",
    arrange: () => app.github.push(CONFIG_PATH, "agent:\n  program: command\n"),
    body: "/batch-stories",
    words: ["no `agent.command` is set", CONFIG_PATH],
  },
  {
    behaviour: "names the missing board and the paths that were tried",
    arrange: () => app.github.files.delete(BOARD_PATH),
    body: "/batch-stories",
    words: ["no sprint board", "sprint-status.yaml"],
  },
  {
    behaviour: "names file and line of a board that is not YAML",
    arrange: () => app.github.push(BOARD_PATH, "development_status:\n  1-1-gate: [ready\n"),
    body: "/batch-stories",
    words: ["sprint-status.yaml"],
  },
  {
    behaviour: "lists everything that is wrong with the configuration at once",
    arrange: () => app.github.push(CONFIG_PATH, "maxWorker: 3\nmaxAttempts: many\n"),
    body: "/batch-stories",
    words: ["maxWorker", "maxAttempts"],
  },
  {
    behaviour: "names the missing workflow and the command that writes it",
    arrange: () => app.github.files.delete(CALLER_WORKFLOW_PATH),
    body: "/batch-stories",
    words: [CALLER_WORKFLOW_PATH, "templates/caller.yml"],
  },
  {
    behaviour: "names stories that are not on the board, though others of the command could run,",
    arrange: () => undefined,
    body: "/batch-stories run --stories 1-1,7-7",
    words: ["There is no story `7-7` on the board"],
  },
  {
    behaviour: "suggests the word that was meant",
    arrange: () => undefined,
    body: "/batch-stories rnu",
    words: ["Did you mean", "run"],
  },
  {
    behaviour: "shows the plan's reasons when no story can run",
    arrange: () =>
      app.github.push(BOARD_PATH, "development_status:\n  epic-1: in-progress\n  1-1-gate: done\n"),
    body: "/batch-stories",
    words: ["No story can run now", "Plan"],
  },
  {
    behaviour: "asks which story is meant",
    arrange: () => undefined,
    body: "/batch-stories why",
    words: ["`why` needs a story", "/batch-stories why 2-2"],
  },
  {
    behaviour: "says which stories there are when one is explained that is not",
    arrange: () => undefined,
    body: "/batch-stories why 1-9",
    words: ["There is no story `1-9` on the board", "`1-1`"],
  },
  {
    behaviour: "says which commands are not there yet",
    arrange: () => undefined,
    body: "/batch-stories retry 1-1",
    words: ["retry", "not available"],
  },
];

function fail(what: string): never {
  throw new Error(what);
}

describe("why", () => {
  it("explains a story with the line that says so and what would release it, and starts nothing", async () => {
    const comment = await say("/batch-stories why Story 1.2");

    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "rocket"]);
    const [answer = ""] = answers();
    expect(answer).toContain(`It waits for \`${GATE}\`.`);
    expect(answer).toContain(`/blob/${app.github.commit}/`);
    expect(answer).toContain(`Finish \`${GATE}\``);
    expect(app.store.batches.size).toBe(0);
  });

  it("says which batch has the story in hand", async () => {
    await say("/batch-stories run --stories 1-1");
    const [id = fail("no batch")] = await app.store.listOpen(app.context.clock.now());
    const { version, batch = fail("no state") } = await app.store.read(id);
    const claim = { story: StoryKey.parse(GATE), batch: id, attempt: 1, nonce: "nonce-1", runId: null };
    const claims = { schemaVersion: 1 as const, claims: [claim] };
    await app.store.write({ version, batch, claims, briefs: [], message: "claim" });
    await say("/batch-stories why 1-1");

    expect(answers().at(-1)).toMatch(/Batch `b\d[\w-]*` works on `1-1-gate` \(attempt 1\)/u);
  });

  it("explains whether two stories may run together", async () => {
    await say("/batch-stories why 1-1 2-1");
    await say("/batch-stories why 1-1, 1-2");

    expect(answers()[0]).toContain("✅ They may run together");
    expect(answers()[1]).toContain("Rule: `dependency`");
  });
});

describe("a command that cannot be obeyed", () => {
  it.each(REFUSALS)("$behaviour in one comment", async ({ arrange, body, words }) => {
    arrange();

    const comment = await say(body);

    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "-1"]);
    expect(answers()).toHaveLength(1);
    for (const word of words) expect(answers()[0]).toContain(word);
    expect(app.store.batches.size).toBe(0);
  });

  it("runs nothing where a mistyped word would have left a story out", async () => {
    await say("/batch-stories run --exclude 1-l-gate");

    expect(answers()[0]).toContain("There is no story `1-l-gate` on the board");
    expect(answers()[0]).toContain("Did you mean `1-1-gate`?");
    expect(app.store.batches.size).toBe(0);
  });

  it.each(["none", "read"] as const)(
    "tells a commenter without write permission so, and starts nothing (%s)",
    async (level) => {
      app.github.permissions.set("mallory", level);
      const comment = await say("/batch-stories", "mallory");

      expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "-1"]);
      expect(answers()).toHaveLength(1);
      expect(answers()[0]).toContain("mallory");
      expect(app.store.batches.size).toBe(0);
    },
  );

  it("is answered once although its webhook comes twice", async () => {
    const comment = await say("/batch-stories rnu");
    await handleComment(app.context, comment);

    // A second one would notify everybody, even if it were removed at once.
    expect(app.github.calls.filter((call) => call === "createComment")).toHaveLength(1);
    expect(answers()).toHaveLength(1);
  });

  it("is answered once when two instances of the app hear it at the same moment", async () => {
    const comment = written("/batch-stories rnu");
    const other = restarted(app);

    await Promise.all([app, other].map(({ context }) => handleComment(context, comment)));

    expect(app.github.calls.filter((call) => call === "createComment")).toHaveLength(2);
    expect(answers()).toHaveLength(1);
  });

  it("is answered once when the answer to the answer is lost", async () => {
    const comment = written("/batch-stories rnu");
    const failure = new Failure("GitHub did not answer.", { code: "unavailable", retryable: true });
    app.github.failures.push({ call: "createComment", failure, isAnswerLost: true });
    await expect(handleComment(app.context, comment)).rejects.toThrow("did not answer");

    await handleComment(app.context, comment);

    expect(answers()).toHaveLength(1);
    expect(app.github.reactionsTo(comment.commentId).at(-1)).toBe("-1");
  });
});

describe("plan", () => {
  it("shows what would run and writes nothing", async () => {
    const comment = await say("/batch-stories plan");

    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "rocket"]);
    expect(answers()[0]).toContain(GATE);
    expect(app.store.messages).toEqual([]);
    expect(app.github.dispatches).toEqual([]);
  });

  it("needs no agent program", async () => {
    app.github.files.delete(CONFIG_PATH);

    await say("/batch-stories plan");

    expect(answers()[0]).toContain(GATE);
  });

  it("is what a dry run does", async () => {
    await say("/batch-stories run --dry-run");

    expect(answers()).toHaveLength(1);
    expect(app.store.messages).toEqual([]);
  });
});

describe("help", () => {
  it("lists the commands", async () => {
    await say("/batch-stories help");

    expect(answers()[0]).toContain("/batch-stories cancel");
  });
});

describe("cancel and status", () => {
  it("gives up the open batch of this issue and takes its claims away", async () => {
    const run = await say("/batch-stories");
    const id = batchIdOfComment(ISSUE, run.commentId);

    const comment = written("/batch-stories cancel");
    const followed = await handleComment(app.context, comment);

    expect(followed).toEqual([id]);
    expect(app.store.batches.get(id)?.condition).toMatchObject({ kind: "cancelled", by: "maria" });
    expect(app.store.claims.claims).toEqual([]);
    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "rocket"]);
  });

  it.each(["/batch-stories cancel", "/batch-stories status"])(
    "says that there is no open batch on this issue (%s)",
    async (body) => {
      await say(body);

      expect(answers()[0]).toContain("no open batch on this issue");
    },
  );

  it.each(["/batch-stories cancel", "/batch-stories status"])(
    "takes a batch that is over for none (%s)",
    async (body) => {
      const run = await say("/batch-stories");
      const id = batchIdOfComment(ISSUE, run.commentId);
      const { version, claims, batch } = await app.store.read(id);
      if (!batch) throw new Error("no batch");
      const over = { ...batch, condition: { kind: "finished" as const, at: app.github.now() } };
      await app.store.write({ version, claims, batch: over, briefs: [], message: "over" });

      const comment = await say(body);

      expect(app.store.batches.get(id)).toEqual(over);
      expect(answers()[0]).toContain("no open batch on this issue");
      expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "-1"]);
    },
  );

  it("says once that a batch is cancelled although the webhook comes twice", async () => {
    await say("/batch-stories");
    const comment = await say("/batch-stories cancel");
    await handleComment(app.context, comment);

    expect(app.github.reactionsTo(comment.commentId)).toEqual(["eyes", "rocket"]);
    expect(answers()).toEqual([]);
  });

  it("does not give up a batch that was started after the command was written", async () => {
    const cancel = written("/batch-stories cancel");
    const run = await say("/batch-stories");
    await handleComment(app.context, cancel);

    const batch = app.store.batches.get(batchIdOfComment(ISSUE, run.commentId));
    expect(batch?.condition.kind).toBe("running");
  });

  it("has the open batch looked at when asked for its status", async () => {
    const run = await say("/batch-stories");

    const followed = await handleComment(app.context, written("/batch-stories status"));

    expect(followed).toEqual([batchIdOfComment(ISSUE, run.commentId)]);
  });
});

describe("a failure while a command is handled", () => {
  it("is told in one comment without our inner words", async () => {
    const comment = written("/batch-stories");

    await reportFailure(app.context, comment, new Error("bug: undefined is not a function"));
    await reportFailure(app.context, comment, new Error("bug: undefined is not a function"));

    expect(answers()).toHaveLength(1);
    expect(answers()[0]).not.toContain("undefined");
    expect(app.github.reactionsTo(comment.commentId)).toEqual(["confused"]);
  });

  it("is only logged when it cannot be told", async () => {
    const failure = new Failure("GitHub did not answer.", { code: "timeout", retryable: true });
    app.github.failures.push({ call: "createComment", failure });

    await reportFailure(app.context, written("/batch-stories"), failure);

    expect(app.github.logged.at(-1)?.level).toBe("error");
  });

  it("leaves the state alone", async () => {
    const failure = new Failure("GitHub did not answer.", { code: "timeout", retryable: true });
    app.github.failures.push({ call: "readTree", failure });

    await expect(handleComment(app.context, written("/batch-stories"))).rejects.toBe(failure);
    expect(app.store.batches.size).toBe(0);
  });
});
