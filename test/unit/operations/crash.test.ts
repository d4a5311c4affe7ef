/**
 * Killing the app between any two effects leads to the same outcome and no doubled visible effect:
 * each play is repeated with a crash before and after every single call that the app makes in it.
 */
import { describe, expect, it } from "vitest";
import { batchIdOfComment, batchIdOfRun } from "../../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../../src/core/batch/batch-state.ts";
import { advanceBatch } from "../../../src/operations/advance-batch.ts";
import { handleComment } from "../../../src/operations/handle-comment.ts";
import type { CommandComment } from "../../../src/operations/handle-comment.ts";
import { Failure } from "../../../src/operations/failure.ts";
import { Crash, createFakeApp, FakeGitHub, restarted } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import { handJobs, handRun, planIn, reportIn, seeRun, type HandRun } from "../../support/hand-jobs.ts";
import { BOARD_PATH, FENCE, GATE, LAMP, putSmallSprint } from "../../support/small-sprint.ts";

const ISSUE = 7;
/** Long enough for a dispatch that was written down but never sent to be sent again. */
const PAUSE_MS = 61_000;

interface Game {
  app: FakeApp;
  /** The first one starts the batch. */
  readonly commands: CommandComment[];
}

/** What the app does may be cut off by a crash and is then done again; what happens on GitHub may not. */
interface Step {
  readonly by: "app" | "world";
  act(game: Game): unknown;
}

function say(body: string): readonly Step[] {
  return [
    {
      by: "world",
      act({ app: { github }, commands }) {
        const commentId = github.comment(ISSUE, body);
        const facts = { issue: ISSUE, body, user: "maria", isBot: false };
        commands.push({ ...facts, commentId, createdAt: github.now() });
      },
    },
    // A webhook that GitHub delivers again when nobody answered, or the sweep that finds the comment.
    {
      by: "app",
      async act({ app, commands }) {
        const [command] = commands.slice(-1);
        if (command) await handleComment(app.context, command);
      },
    },
  ];
}

function looks(count: number): readonly Step[] {
  const look: Step = { by: "app", act: (game) => advanceBatch(game.app.context, batchOf(game)) };
  return Array.from({ length: count }, () => look);
}

/** Their runners are lost: no job of theirs is left. */
const RUNS_END: Step = {
  by: "world",
  act({ app: { github } }) {
    for (const run of github.runs) if (run.status !== "completed") github.endRun(run.id, "failure");
  },
};

const GATE_IS_MERGED: Step = {
  by: "world",
  act({ app: { github } }) {
    github.endPullRequest(github.openPullRequest(GATE).number, "merged");
  },
};

function batchOf({ commands: [first] }: Game): ReturnType<typeof batchIdOfComment> {
  return batchIdOfComment(ISSUE, first?.commentId ?? 0);
}

async function play(steps: readonly Step[], crash?: FakeGitHub["crash"]): Promise<Game> {
  const game: Game = { app: createFakeApp(new FakeGitHub()), commands: [] };
  const { github } = game.app;
  putSmallSprint(github);
  github.crash = crash;
  for (const step of steps) {
    try {
      await step.act(game);
    } catch (error) {
      if (!(error instanceof Crash) || step.by === "world") throw error;
      game.app = restarted(game.app);
      await step.act(game);
    }
    if (step.by === "app") github.wait(PAUSE_MS);
  }
  return game;
}

interface Outcome {
  readonly batch: string | undefined;
  /** Key, condition, attempts. */
  readonly stories: readonly (readonly [string, string, number])[];
  /** Each as often as a run was started for it. */
  readonly started: readonly string[];
  readonly aliveRuns: number;
  readonly cancelledRuns: number;
  readonly claims: readonly string[];
  readonly board: string | undefined;
  readonly comments: number;
  /** Of each command, each once. */
  readonly reactions: readonly (readonly string[])[];
}

function outcomeOf(game: Game): Outcome {
  const { github, store } = game.app;
  const state: BatchState | undefined = store.batches.get(batchOf(game));
  const alive = github.runs.filter((run) => run.status !== "completed");
  const started = github.dispatches.flatMap(({ request }) =>
    request.stories.map(({ key, attempt }) => `${key} ${attempt}`),
  );
  return {
    batch: state?.condition.kind,
    stories: (state?.stories ?? []).map(({ key, condition: { kind }, attempts }) => [
      key,
      kind,
      attempts.length,
    ]),
    started: started.toSorted((one, other) => one.localeCompare(other)),
    aliveRuns: alive.length,
    cancelledRuns: new Set(github.cancelled).size,
    claims: store.claims.claims.map(({ story, runId }) => {
      return `${story} by ${alive.some(({ id }) => id === runId) ? "a run that is alive" : "nobody"}`;
    }),
    board: github.files.get(BOARD_PATH),
    comments: github.ours(ISSUE).length,
    reactions: game.commands.map(({ commentId }) => [...new Set(github.reactionsTo(commentId))]),
  };
}

const COMMANDED = ["eyes", "rocket"];

const STARTED = [...say("/batch-stories"), ...looks(4)];
const CANCELLED = [...say("/batch-stories"), ...looks(2), ...say("/batch-stories cancel"), ...looks(3)];
const WENT_ON = [
  ...say("/batch-stories"),
  ...looks(2),
  RUNS_END,
  ...looks(3),
  GATE_IS_MERGED,
  RUNS_END,
  ...looks(4),
];

const undisturbed = {
  started: await play(STARTED),
  cancelled: await play(CANCELLED),
  wentOn: await play(WENT_ON),
};

describe("what comes of it when nothing goes wrong", () => {
  it("is one run with two stories, when a batch starts", () => {
    expect(outcomeOf(undisturbed.started)).toMatchObject({
      stories: [
        [GATE, "dispatched", 1],
        [LAMP, "dispatched", 1],
        [FENCE, "waiting", 0],
      ],
      started: [`${GATE} 1`, `${LAMP} 1`],
      aliveRuns: 1,
      claims: [`${GATE} by a run that is alive`, `${LAMP} by a run that is alive`],
      comments: 1,
      reactions: [COMMANDED],
    });
  });

  it("is nothing left over, when a batch is cancelled", () => {
    expect(outcomeOf(undisturbed.cancelled)).toMatchObject({
      batch: "cancelled",
      started: [`${GATE} 1`, `${LAMP} 1`],
      aliveRuns: 0,
      cancelledRuns: 1,
      claims: [],
      comments: 1,
      reactions: [COMMANDED, COMMANDED],
    });
  });

  it("is another attempt after a lost runner, and the next story after a merge", () => {
    expect(outcomeOf(undisturbed.wentOn)).toMatchObject({
      stories: [
        [GATE, "merged", 2],
        [LAMP, "dispatched", 3],
        [FENCE, "dispatched", 1],
      ],
      started: [`${GATE} 1`, `${GATE} 2`, `${FENCE} 1`, `${LAMP} 1`, `${LAMP} 2`, `${LAMP} 3`],
      claims: [`${LAMP} by a run that is alive`, `${FENCE} by a run that is alive`],
      comments: 1,
    });
  });
});

describe.each([
  { way: "from a comment to a recorded run", steps: STARTED, end: undisturbed.started },
  { way: "over a cancel to its last effect", steps: CANCELLED, end: undisturbed.cancelled },
  { way: "over lost runners and a merge to the next story", steps: WENT_ON, end: undisturbed.wentOn },
])("on the way $way", ({ steps, end }) => {
  const expected = outcomeOf(end);

  it.each(end.app.github.calls.map((call, index) => ({ call, at: index + 1 })))(
    "a crash before or after call $at ($call) changes nothing",
    async ({ at }) => {
      for (const isAfterEffect of [false, true]) {
        expect(outcomeOf(await play(steps, { at, isAfterEffect }))).toEqual(expected);
      }
    },
  );
});

const FIRST_RUN = handRun(500);
const NEXT_RUN = handRun(600);
const FIRST_BATCH = batchIdOfRun(500, 1);
type Crashing = FakeGitHub["crash"];

/** Nobody starts a job again that was killed or failed; GitHub goes on with the next one. */
async function job(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Crash || error instanceof Failure) return false;
    throw error;
  }
}

/** Plan, the stories' jobs, report. Without a plan that says what runs there are no such jobs. */
async function runByHand(app: FakeApp, run: HandRun): Promise<void> {
  seeRun(app, run);
  const isPlanned = await job(() => planIn(app, run));
  const jobs = [GATE, LAMP].flatMap((key) => handJobs(app, key, "failure"));
  if (isPlanned) app.github.jobs.set(run.id, jobs);
  await job(() => reportIn(app, run));
  seeRun(app, run, ["completed", "failure"]);
  app.github.wait(PAUSE_MS);
}

async function playByHand(crash?: Crashing): Promise<FakeApp> {
  const app = createFakeApp(new FakeGitHub());
  putSmallSprint(app.github);
  app.github.crash = crash;
  await runByHand(app, FIRST_RUN);
  return app;
}

/** Each story once, and nothing left behind. */
function handOutcome({ github, store }: FakeApp) {
  const batches = [...store.batches.values()].map(({ id, condition, stories }) => ({
    id,
    condition: condition.kind,
    stories: stories.map(({ key, condition: { kind }, attempts }) => [key, kind, attempts.length]),
  }));
  return {
    batches,
    claims: store.claims.claims,
    board: github.files.get(BOARD_PATH),
    dispatches: github.dispatches,
    comments: github.comments,
  };
}

function attemptsIn({ store }: FakeApp): unknown {
  return store.batches.get(FIRST_BATCH)?.stories.map(({ attempts }) => attempts);
}

const byHand = await playByHand();

describe("on the way of a run by hand from its plan to its report", () => {
  const expected = handOutcome(byHand);
  const calls = byHand.github.calls.map((call, index) => ({ call, at: index + 1 }));
  const writes = calls.filter(({ call }) => call.startsWith("write"));

  it("each story fails once when nothing goes wrong, and nothing is left over", () => {
    const failed = [GATE, LAMP].map((key) => [key, "failed", 1]);
    expect(expected).toMatchObject({
      batches: [{ id: "r500-1", condition: "finished", stories: failed }],
      claims: [],
      dispatches: [],
    });
    expect(writes.map(({ call }) => call)).toEqual(["writeState", "writeBoard", "writeState", "writeBoard"]);
  });

  it.each(writes)("the lost answer to write $at ($call) changes nothing", async ({ at }) => {
    const failure = new Failure("GitHub did not answer.", { code: "unavailable", retryable: true });
    const app = await playByHand({ at, isAfterEffect: true, failure });

    expect(handOutcome(app)).toEqual(expected);
    expect(attemptsIn(app)).toEqual(attemptsIn(byHand));
  });

  it.each(calls)("a kill before or after call $at ($call) is made good by the next run", async ({ at }) => {
    for (const isAfterEffect of [false, true]) {
      const app = await playByHand({ at, isAfterEffect });
      await runByHand(app, NEXT_RUN);

      const { batches, ...world } = handOutcome(app);
      expect({ ...world, batches: batches.filter(({ id }) => id !== FIRST_BATCH) }).toEqual({
        ...expected,
        batches: [{ ...expected.batches[0], id: "r600-1" }],
      });
      const first = app.store.batches.get(FIRST_BATCH);
      expect(first?.condition.kind ?? "finished").toBe("finished");
      expect(first?.stories.flatMap(({ attempts }) => attempts.length) ?? []).not.toContain(2);
    }
  });
});
