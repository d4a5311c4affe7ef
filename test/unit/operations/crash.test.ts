/**
 * Killing the app between any two effects leads to the same outcome and no doubled visible effect:
 * the whole way from the comment to the recorded run, with a crash at every single call.
 */
import { expect, it } from "vitest";
import { batchIdOfComment } from "../../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../../src/core/batch/batch-state.ts";
import { advanceBatch } from "../../../src/operations/advance-batch.ts";
import { handleComment } from "../../../src/operations/handle-comment.ts";
import { Crash, createFakeApp, FakeGitHub, restarted } from "../../support/fake-github.ts";
import type { FakeApp } from "../../support/fake-github.ts";
import { BOARD_PATH, putSmallSprint } from "../../support/small-sprint.ts";

const ISSUE = 7;
/** Long enough for a dispatch that was written down but never sent to be sent again. */
const PAUSE_MS = 61_000;

/** A webhook that GitHub delivers again when nobody answered, then looks as a timer would make them. */
async function play(first: FakeApp, commentId: number): Promise<FakeApp> {
  let app = first;
  const body = "/batch-stories";
  const comment = { issue: ISSUE, commentId, body, user: "maria", isBot: false, createdAt: app.github.now() };
  const id = batchIdOfComment(ISSUE, commentId);
  const steps = [
    () => handleComment(app.context, comment),
    ...Array.from({ length: 4 }, () => () => advanceBatch(app.context, id)),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      app = restarted(app);
      await step();
    }
    app.github.wait(PAUSE_MS);
  }
  return app;
}

function begin(): { readonly app: FakeApp; readonly commentId: number } {
  const app = createFakeApp(new FakeGitHub());
  putSmallSprint(app.github);
  return { app, commentId: app.github.comment(ISSUE, "/batch-stories") };
}

interface Outcome {
  readonly stories: readonly (readonly [string, string, number])[];
  readonly comments: number;
  readonly aliveRuns: number;
  readonly claimsOfAliveRuns: boolean;
  readonly board: string | undefined;
  readonly isShown: boolean;
}

function outcomeOf({ github, store }: FakeApp, commentId: number): Outcome {
  const state: BatchState | undefined = store.batches.get(batchIdOfComment(ISSUE, commentId));
  const alive = github.runs.filter((run) => run.status !== "completed");
  return {
    stories: (state?.stories ?? []).map(({ key, condition, attempts }) => [
      key,
      condition.kind,
      attempts.length,
    ]),
    comments: github.ours(ISSUE).length,
    aliveRuns: alive.length,
    claimsOfAliveRuns: store.claims.claims.every(({ runId }) => alive.some((run) => run.id === runId)),
    board: github.files.get(BOARD_PATH),
    isShown: github.reactionsTo(commentId).includes("rocket"),
  };
}

const undisturbed = begin();
const ended = await play(undisturbed.app, undisturbed.commentId);
const EXPECTED = outcomeOf(ended, undisturbed.commentId);
const CALLS = [...ended.github.calls];

it("starts two stories in one run when nothing goes wrong", () => {
  expect(EXPECTED).toMatchObject({ comments: 1, aliveRuns: 1, claimsOfAliveRuns: true, isShown: true });
  expect(EXPECTED.stories.map(([, kind]) => kind)).toEqual(["dispatched", "dispatched", "waiting"]);
});

it.each(CALLS.map((call, index) => ({ call, at: index + 1 })))(
  "comes to the same end after a crash before or after call $at ($call)",
  async ({ at }) => {
    for (const isAfterEffect of [false, true]) {
      const { app, commentId } = begin();
      app.github.crash = { at, isAfterEffect };

      const last = await play(app, commentId);

      expect(outcomeOf(last, commentId)).toEqual(EXPECTED);
    }
  },
);
