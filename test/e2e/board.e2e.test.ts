import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storyBranch, STATE_BRANCH } from "../../src/core/batch/names.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import type { Commit } from "../../src/embedded-github/git/git-object.ts";
import { ZERO_SHA } from "../../src/embedded-github/git/git-object.ts";
import { diffFiles, listCommits } from "../../src/embedded-github/git/history.ts";
import type { RefUpdate } from "../../src/embedded-github/world/events.ts";
import {
  answersOn,
  APP_LOGIN,
  batchWhen,
  claimsOf,
  closeStage,
  eventually,
  isOver,
  openStage,
  orchardFiles,
  say,
  storyOf,
  type Said,
  type TestStage,
} from "../support/e2e-stage.ts";

const BOARD_PATH = "_bmad-output/implementation-artifacts/sprint-status.yaml";
const MAIN = "refs/heads/main";
const STATE = `refs/heads/${STATE_BRANCH}`;

/** As a person might keep it: Windows line ends, a byte order mark, quotes, columns, a long comment. */
function handKept(board: string): string {
  const text = board
    .replace(
      "  2-1-crate-totals: ready-for-dev",
      "  2-1-crate-totals:    ready-for-dev    # Pia: ready-for-dev?",
    )
    .replace(
      "  1-4-ripeness-calendar: ready-for-dev",
      '  "1-4-ripeness-calendar": "ready-for-dev"\t# ✅ ripe',
    );
  return `\uFEFF${text.replaceAll("\n", "\r\n")}`;
}

/** What should be left of it when both stories are done. */
function whenDone(board: string): string {
  return board
    .replace("2-1-crate-totals:    ready-for-dev", "2-1-crate-totals:    done")
    .replace('"1-4-ripeness-calendar": "ready-for-dev"', '"1-4-ripeness-calendar": "done"');
}

describe("a batch of two stories", () => {
  let stage: TestStage;
  let board: string;
  let start: string;
  let said: Said;
  const pushes: { readonly update: RefUpdate; readonly by: string }[] = [];

  beforeAll(async () => {
    const files = await orchardFiles();
    board = handKept(files.get(BOARD_PATH)?.toString("utf8") ?? "");
    files.set(BOARD_PATH, Buffer.from(board));
    stage = await openStage({ name: "orchard", files });
    start = (await stage.repository.git.resolve(MAIN)) ?? "";
    stage.github.events.subscribe((event) => {
      if (event.kind === "push") pushes.push({ update: event.update, by: event.actor.account.login });
    });
    said = say(stage, "/batch-stories run --stories 1-4,2-1");
    await mergeAll();
  });

  afterAll(() => closeStage(stage));

  /** Maria merges what is delivered until the batch is over and the board shows it. */
  async function mergeAll(): Promise<void> {
    const merged = new Set<number>();
    await eventually(stage, "two merged stories on the board", async () => {
      const batch = await batchWhen(stage, said, () => true);
      for (const { condition } of batch.stories) {
        if (condition.kind !== "delivered" || merged.has(condition.pullRequest)) continue;
        merged.add(condition.pullRequest);
        await stage.person.merge(condition.pullRequest);
      }
      const isDone = isOver(batch) && batch.stories.every(({ condition }) => condition.kind === "merged");
      return (isDone && (await boardText()) === whenDone(board)) || undefined;
    });
  }

  function boardText(): Promise<string | undefined> {
    return stage.github.world.readFile(stage.name, "main", BOARD_PATH);
  }

  async function commitsOnMain(): Promise<readonly Commit[]> {
    return await listCommits(stage.repository.git, { from: MAIN, without: start });
  }

  async function pathsOf({ sha, parents }: Commit): Promise<readonly string[]> {
    const files = await diffFiles(stage.repository.git, parents[0] ?? sha, sha);
    return files.map(({ path }) => path);
  }

  test("changes nothing on the board but the words of the two statuses", async () => {
    expect(whenDone(board)).not.toBe(board);
    expect(await boardText()).toBe(whenDone(board));
    expect(await batchWhen(stage, said, isOver)).toMatchObject({ condition: { kind: "finished" } });
  });

  test("has the board written by the app's bot in commits of their own, signed by GitHub", async () => {
    const onBoard: Commit[] = [];
    for (const commit of await commitsOnMain()) {
      const isMerge = commit.parents.length > 1;
      if (!isMerge && (await pathsOf(commit)).includes(BOARD_PATH)) onBoard.push(commit);
    }
    const touched = await Promise.all(onBoard.map(pathsOf));

    expect(new Set(touched.flat())).toEqual(new Set([BOARD_PATH]));
    expect(onBoard.length).toBeGreaterThanOrEqual(2);
    expect(new Set(onBoard.map(({ author }) => author.name))).toEqual(new Set([APP_LOGIN]));
    expect(onBoard.every(({ sha }) => stage.repository.verified.has(sha))).toBe(true);
    expect(onBoard.every(({ message }) => message.endsWith("[skip ci]"))).toBe(true);
  });

  test("moves the base branch by the app's board commits and by people's merges only", async () => {
    const onMain = pushes.filter(({ update }) => update.ref === MAIN);
    const byPeople = onMain.filter(({ by }) => by !== APP_LOGIN);

    expect(byPeople.map(({ by }) => by)).toEqual(["maria", "maria"]);
    expect(onMain.length).toBeGreaterThan(byPeople.length);
    for (const { update, by } of onMain) {
      const commit = await stage.repository.git.readCommit(update.after);
      expect(commit?.parents[0]).toBe(update.before);
      expect(commit?.parents).toHaveLength(by === APP_LOGIN ? 1 : 2);
    }
  });

  test("pushes each story's branch once, as one commit that leaves the board alone", async () => {
    for (const key of ["1-4-ripeness-calendar", "2-1-crate-totals"]) {
      const ref = `refs/heads/${storyBranch(StoryKey.parse(key))}`;
      const updates = pushes.filter(({ update }) => update.ref === ref);
      const commit = await stage.repository.git.readCommit(updates[0]?.update.after ?? "");

      expect(updates.map(({ by, update }) => [by, update.before])).toEqual([
        ["github-actions[bot]", ZERO_SHA],
      ]);
      expect(commit?.message).toMatch(new RegExp(`^feat\\(${key}\\): `, "u"));
      expect(commit && (await pathsOf(commit))).not.toContain(BOARD_PATH);
    }
  });

  test("leaves no claim behind", async () => {
    expect(await claimsOf(stage)).toEqual({ schemaVersion: 1, claims: [] });
  });

  test("keeps its state on a branch of its own that only ever goes forward", async () => {
    const updates = pushes.filter(({ update }) => update.ref === STATE);
    const [first, ...later] = updates;
    const root = await stage.repository.git.readCommit(first?.update.after ?? "");

    expect(root?.parents).toEqual([]);
    expect(first?.update.before).toBe(ZERO_SHA);
    expect(later.length).toBeGreaterThan(3);
    expect(new Set(updates.map(({ by }) => by))).toEqual(new Set([APP_LOGIN]));
    for (const { update } of later) {
      const commit = await stage.repository.git.readCommit(update.after);
      expect(commit?.parents).toEqual([update.before]);
    }
  });

  test("keeps nothing on the state branch but state, claims and briefs, never a workflow", async () => {
    const paths = new Set<string>();
    for (const { tree } of await listCommits(stage.repository.git, { from: STATE })) {
      for (const { path, mode } of await stage.repository.git.listTree(tree)) {
        if (mode !== "040000") paths.add(path);
      }
    }

    expect(paths.size).toBeGreaterThanOrEqual(4);
    for (const path of paths) {
      expect(path).toMatch(
        /^(?:README\.md|claims\.json|batches\/[\w-]+\.json|briefs\/[\w-]+\/[\w.-]+\.json)$/u,
      );
    }
  });

  test("runs where the default branch is protected, and says that the board is left to people", async () => {
    const { world } = stage.github;
    world.protectBranch(stage.name, "main", ["maria"]);
    const before = await stage.repository.git.resolve(MAIN);
    const second = say(stage, "/batch-stories run --stories 2-4");
    const batch = await batchWhen(stage, second, isOver);

    expect(batch.condition.kind).toBe("finished");
    expect(storyOf(batch, "2-4-bulk-discount").condition.kind).toBe("delivered");
    await eventually(stage, "a word about the board", () => {
      return answersOn(stage, second.issue).find((text) => text.includes("board could not be updated"));
    });
    const answers = answersOn(stage, second.issue);
    expect(answers.filter((text) => text.includes("Let the app write to that branch"))).toHaveLength(1);
    expect(await stage.repository.git.resolve(MAIN)).toBe(before);
    expect(await boardText()).toBe(whenDone(board));
    expect(await claimsOf(stage)).toEqual({ schemaVersion: 1, claims: [] });
  });
});
