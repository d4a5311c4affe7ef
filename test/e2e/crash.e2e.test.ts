import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONFIG_PATH, STATE_BRANCH } from "../../src/core/batch/names.ts";
import type { Fault } from "../../src/embedded-github/faults/fault.ts";
import { AppKiller, type KillPoint } from "../support/app-killer.ts";
import { cleanEnding, endingAfter, mergeUntilOver } from "../support/batch-ending.ts";
import {
  answersOn,
  batchWhen,
  closeStage,
  eventually,
  isOver,
  obeyed,
  openStage,
  orchardFiles,
  reactionsTo,
  say,
  type Said,
  type TestStage,
} from "../support/e2e-stage.ts";

/** A dispatch that never arrived is sent again after this; a minute on a server. */
const PATIENCE = { BATCH_STORIES_DISPATCH_GRACE_SECONDS: "4" };
/** On two busy cores; an idle computer needs a second and a half. */
const RECOVERY_MS = 15_000;
const TIMEOUT_MS = 300_000;

const STATE = `"branchName":"${STATE_BRANCH}"`;
const BOARD = '"branchName":"main"';
const ISSUE_COMMENTS = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const ONE_COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";
const DISPATCHES = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
const REFS = "POST /repos/{owner}/{repo}/git/refs";
const COMMIT = "graphql CommitOnBranch";

/** Rejected once for missing evidence, delivered at the second attempt. */
const FROST = cleanEnding("finished", [["1-5-frost-warning", "merged", 2, "done"]]);

function bothAt(route: string, where: Omit<KillPoint, "route" | "at"> = {}): readonly KillPoint[] {
  return [
    { route, at: "before", ...where },
    { route, at: "after", ...where },
  ];
}

async function open(files: Promise<ReadonlyMap<string, Buffer>> = orchardFiles()): Promise<TestStage> {
  return await openStage({ name: "orchard", files: await files, appEnvironment: PATIENCE });
}

/** A person calls the first delivery ready before the app has judged it, so that there is something to take back. */
function markReadyAtOnce({ github, repository }: TestStage): void {
  const end = github.events.subscribe((event) => {
    const isDelivered =
      event.kind === "workflow_job" && event.action === "completed" && event.job.name.endsWith("deliver");
    if (!isDelivered) return;
    end();
    for (const pull of github.world.pullRequests.list(repository)) {
      github.world.pullRequests.setDraft(pull, false, github.world.actor("maria"));
    }
  });
}

/** The orchard, whose jobs are at work until somebody ends them. */
async function endlessFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const files = await orchardFiles();
  const config = files.get(CONFIG_PATH)?.toString("utf8") ?? "";
  return files.set(CONFIG_PATH, Buffer.from(`setup: [sleep 120]\n${config}`));
}

describe("an app that dies before and after each kind of effect", () => {
  let stage: TestStage;
  let killer: AppKiller;
  let said: Said;

  const points: readonly KillPoint[] = [
    ...bothAt(`POST ${ONE_COMMENT}/reactions`),
    // The first commit of the state branch takes three requests.
    ...bothAt("POST /repos/{owner}/{repo}/git/trees"),
    ...bothAt("POST /repos/{owner}/{repo}/git/commits"),
    ...bothAt(REFS),
    ...bothAt(ISSUE_COMMENTS),
    ...bothAt(COMMIT, { holding: STATE }),
    ...bothAt(DISPATCHES),
    ...bothAt(`PATCH ${ONE_COMMENT}`),
    ...bothAt(COMMIT, { holding: BOARD }),
    // The pull request exists, and the state does not know it yet.
    { route: "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", at: "after" },
    ...bothAt("graphql ConvertToDraft"),
  ];

  beforeAll(async () => {
    stage = await open();
    killer = new AppKiller(stage);
    killer.plan(points);
    markReadyAtOnce(stage);
    said = say(stage, "/batch-stories run --stories 1-5");
    await mergeUntilOver(stage, said);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await killer.restarted();
    await closeStage(stage);
  });

  test("comes to the same end, with nothing there twice", async () => {
    expect(await endingAfter(stage, said, FROST)).toEqual(FROST);

    expect(stage.github.faults.unused()).toEqual([]);
    expect(killer.kills).toHaveLength(points.length);
  });

  test("goes on by itself soon after each death", () => {
    const late = killer
      .recoveries()
      // Only after the last death may nothing be left to do.
      .filter(({ effectMs }, index, all) =>
        effectMs === undefined ? index < all.length - 1 : effectMs > RECOVERY_MS,
      );

    expect(late).toEqual([]);
  });
});

describe("an app that dies while it cancels a batch", () => {
  let stage: TestStage;
  let killer: AppKiller;
  let said: Said;
  let cancel: Said;

  const points: readonly KillPoint[] = [
    ...bothAt(COMMIT, { holding: STATE }),
    ...bothAt("POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel"),
    ...bothAt(COMMIT, { holding: BOARD }),
    ...bothAt(`PATCH ${ONE_COMMENT}`),
  ];

  beforeAll(async () => {
    stage = await open(endlessFiles());
    killer = new AppKiller(stage);
    said = say(stage, "/batch-stories run --stories 1-4,2-1");
    await batchWhen(stage, said, ({ stories }) => stories.some(({ attempts }) => attempts[0]?.runId));
    await boardShows("in-progress");
    killer.plan(points);
    cancel = say(stage, "/batch-stories cancel", { issue: said.issue });
    await batchWhen(stage, said, isOver);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await killer.restarted();
    await closeStage(stage);
  });

  async function boardShows(status: string): Promise<void> {
    await eventually(stage, `${status} on the board`, async () => {
      const path = "_bmad-output/implementation-artifacts/sprint-status.yaml";
      const text = await stage.github.world.readFile(stage.name, "main", path);
      return text?.includes(`2-1-crate-totals: ${status}`) || undefined;
    });
  }

  test("lets go of every claim, ends the run and gives the board back", async () => {
    const expected = cleanEnding("cancelled", [
      ["1-4-ripeness-calendar", "cancelled", 1, "ready-for-dev"],
      ["2-1-crate-totals", "cancelled", 1, "ready-for-dev"],
    ]);
    expect(await endingAfter(stage, said, expected)).toEqual(expected);

    const { world } = stage.github;
    expect(world.runs.list(stage.repository).map(({ conclusion }) => conclusion)).toEqual(["cancelled"]);
    expect(world.pullRequests.list(stage.repository)).toEqual([]);
    expect(stage.github.faults.unused()).toEqual([]);
    expect(killer.kills).toHaveLength(points.length);
  });

  test("gives the command one outcome", () => {
    expect(reactionsTo(cancel)).toEqual(["eyes", "rocket"]);
  });
});

describe("answers of GitHub that are lost after everything took effect", () => {
  let stage: TestStage;
  let said: Said;

  const lost: readonly Omit<Fault, "effect">[] = [
    { route: "POST /repos/{owner}/{repo}/git/trees", who: "installation" },
    { route: REFS, who: "installation" },
    { route: ISSUE_COMMENTS, who: "installation" },
    { route: COMMIT, holding: STATE },
    { route: COMMIT, holding: STATE, skip: 2 },
    { route: COMMIT, holding: BOARD },
    { route: DISPATCHES },
    { route: `PATCH ${ONE_COMMENT}` },
    { route: REFS, who: "job" },
    { route: "POST /repos/{owner}/{repo}/pulls", who: "job" },
    { route: "PATCH /repos/{owner}/{repo}/git/refs/{ref}", who: "job" },
    { route: "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", who: "job" },
  ];

  beforeAll(async () => {
    stage = await open();
    for (const where of lost) stage.github.faults.add({ ...where, effect: { kind: "lostResponse" } });
    said = say(stage, "/batch-stories run --stories 1-5");
    await mergeUntilOver(stage, said);
  }, TIMEOUT_MS);

  afterAll(() => closeStage(stage));

  test("change nothing about the end, and leave nothing there twice", async () => {
    expect(await endingAfter(stage, said, FROST)).toEqual(FROST);

    expect(stage.github.faults.unused()).toEqual([]);
  });

  test("do not make the app answer twice", async () => {
    stage.github.faults.add({ route: ISSUE_COMMENTS, who: "installation", effect: { kind: "lostResponse" } });
    const plan = say(stage, "/batch-stories plan");

    expect(await obeyed(stage, plan)).toBe("rocket");
    expect(answersOn(stage, plan.issue)).toHaveLength(1);
    expect(reactionsTo(plan)).toEqual(["eyes", "rocket"]);
  });
});
