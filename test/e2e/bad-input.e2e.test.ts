import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CALLER_WORKFLOW_PATH, CONFIG_PATH, STATE_BRANCH } from "../../src/core/batch/names.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import {
  answersOn,
  batchCount,
  batchOf,
  batchWhen,
  claimsOf,
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

const BOARD_PATH = "_bmad-output/implementation-artifacts/sprint-status.yaml";

describe("bad input", () => {
  let stage: TestStage;
  let files: ReadonlyMap<string, Buffer>;

  beforeAll(async () => {
    files = await orchardFiles();
    stage = await openStage({ name: "orchard", files });
    stage.github.world.createUser("mallory");
  });

  afterAll(() => closeStage(stage));

  function textOf(path: string): string {
    const content = files.get(path);
    if (!content) throw new Error(`the orchard has no ${path}`);
    return content.toString("utf8");
  }

  /** Somebody pushes to the default branch; null deletes the file. */
  async function commit(path: string, text: string | null): Promise<void> {
    const commitFiles = { branch: "main", files: new Map([[path, text]]), message: `Change ${path}` };
    await stage.github.world.commitFiles(stage.name, { ...commitFiles, by: "maria" });
  }

  /** With another text in a file of the default branch, or without the file. */
  async function having(path: string, text: string | null, act: () => Promise<void>): Promise<void> {
    await commit(path, text);
    try {
      await act();
    } finally {
      await commit(path, textOf(path));
    }
  }

  /** The story that could not run is given back to the board. */
  async function boardIsBack(): Promise<void> {
    const { world } = stage.github;
    await eventually(stage, "the board as it was", async () => {
      const text = await world.readFile(stage.name, "main", BOARD_PATH);
      return text === textOf(BOARD_PATH) || undefined;
    });
  }

  async function expectHelp({ issue }: Said): Promise<void> {
    const before = answersOn(stage, issue).length;
    const said = say(stage, "/batch-stories help", { issue });

    expect(await obeyed(stage, said)).toBe("rocket");
    const answers = answersOn(stage, issue);
    expect(answers).toHaveLength(before + 1);
    expect(answers.at(-1)).toContain("what you can say");
  }

  /** One comment and 👎, nothing committed, and the app goes on obeying. Returns the comment. */
  async function refusal(said: Said): Promise<string> {
    const batches = await batchCount(stage);
    const reaction = await obeyed(stage, said);
    const answers = answersOn(stage, said.issue);

    expect(reaction).toBe("-1");
    expect(answers).toHaveLength(1);
    await expectHelp(said);
    expect(answersOn(stage, said.issue)[0]).toBe(answers[0]);
    expect(reactionsTo(said)).toEqual(["eyes", "-1"]);
    expect(await batchOf(stage, said)).toBeUndefined();
    expect(await batchCount(stage)).toBe(batches);
    return answers[0] ?? "";
  }

  test("a repository without a board is told where boards are looked for", async () => {
    await having(BOARD_PATH, null, async () => {
      const text = await refusal(say(stage, "/batch-stories run"));

      expect(text).toContain("There is no sprint board");
      expect(text).toContain(BOARD_PATH);
      expect(text).toMatch(/→ Commit a .*sprint-status\.yaml.*\.github\/batch-stories\.yml/u);
    });
  });

  test("a board whose statuses are no YAML is shown the line", async () => {
    const lines = textOf(BOARD_PATH).split("\n");
    const at = lines.findIndex((line) => line.includes("2-2-invoice"));
    const broken = lines.with(at, '  2-2-invoice: "ready-for-dev').join("\n");
    // The file that is meant to be broken is.
    expect(parseBoard(broken, BOARD_PATH).problems).not.toEqual([]);

    await having(BOARD_PATH, broken, async () => {
      const text = await refusal(say(stage, "/batch-stories run"));

      expect(text).toContain("❌");
      expect(text).toMatch(new RegExp(`sprint-status\\.yaml#L${at + 1}\\b`, "u"));
      expect(text).toContain("→ ");
    });
  });

  test("an unknown command is answered with the one that was meant", async () => {
    const text = await refusal(say(stage, "/batch-stories rnu"));

    expect(text).toMatch(/did you mean .*run/iu);
  });

  test("a person without write permission is told whom to ask", async () => {
    const text = await refusal(say(stage, "/batch-stories run", { by: "mallory" }));

    expect(text).toContain("mallory");
    expect(text).toContain("write permission");
    expect(text).toContain("Ask somebody who has it");
  });

  test("a repository without the caller workflow is told how to get it", async () => {
    await having(CALLER_WORKFLOW_PATH, null, async () => {
      const text = await refusal(say(stage, "/batch-stories run"));

      expect(text).toContain(CALLER_WORKFLOW_PATH);
      expect(text).toContain("templates/caller.yml");
    });
  });

  test("a broken configuration is shown with every wrong line", async () => {
    const config = textOf(CONFIG_PATH)
      .replace("maxWorkers: 3", "maxWorkrs: 3")
      .replace(": scripted", ": robot");

    await having(CONFIG_PATH, config, async () => {
      const text = await refusal(say(stage, "/batch-stories run"));

      expect(text).toContain("2 errors");
      expect(text).toContain("maxWorkers");
      expect(text).toContain("scripted");
      expect(text.match(/batch-stories\.yml#L\d+/gu)).toHaveLength(2);
    });
  });

  test("nothing has been written to the state branch by all this", async () => {
    expect(await stage.repository.git.resolve(`refs/heads/${STATE_BRANCH}`)).toBeUndefined();
  });

  test("a bot's comment is passed over", async () => {
    const { world } = stage.github;
    const issue = world.openIssue(stage.name, { title: "Sprint", body: "", by: "maria" });
    const found = world.issues.find(stage.repository, issue);
    if (!found) throw new Error("the issue is gone");
    const account = world.accounts.ensure("dependabot[bot]", "Bot");
    const bot = { account, app: null, installation: null };
    const comment = world.issues.comment(found, "/batch-stories run", bot);

    // Comments are obeyed in their order: when this one is answered, the bot's was seen.
    await expectHelp({ issue, comment });
    expect(answersOn(stage, issue)).toHaveLength(1);
    expect(comment.reactions).toEqual([]);
    expect(await batchCount(stage)).toBe(0);
  });

  test.each([
    { kind: "forbidden", message: "Resource not accessible by integration" },
    { kind: "invalid", message: "Actions has been disabled for this user." },
  ] as const)("a dispatch that GitHub calls $kind halts the batch and says what to do", async (refused) => {
    const { world } = stage.github;
    world.refuseDispatches(stage.name, refused);
    const said = say(stage, "/batch-stories run --stories 1-8-tree-labels");
    const batch = await batchWhen(stage, said, isOver);
    world.refuseDispatches(stage.name, undefined);
    function saying(): readonly string[] {
      return answersOn(stage, said.issue).filter((answer) => answer.includes(refused.message));
    }

    expect(batch.condition).toMatchObject({ kind: "halted", cause: "refused" });
    expect(await obeyed(stage, said)).toBe("rocket");
    const text = await eventually(stage, "the reason", () => saying()[0]);
    expect(text).toContain("Look whether Actions are allowed in this repository");
    await boardIsBack();
    await expectHelp(said);
    expect(saying()).toHaveLength(1);
    expect(await claimsOf(stage)).toMatchObject({ claims: [] });
    expect(world.runs.list(stage.repository)).toEqual([]);
  });

  test("a comment that is delivered twice starts one batch", async () => {
    const { faults, webhooks, world } = stage.github;
    const before = await batchCount(stage);
    faults.add({ route: "webhook issue_comment.created", effect: { kind: "double" } });
    const said = say(stage, "/batch-stories run --stories 1-8");
    const batch = await batchWhen(stage, said, isOver);
    await webhooks.settled();
    const deliveries = webhooks.deliveries.filter(({ payload }) =>
      JSON.stringify(payload).includes(`"id":${said.comment.id},`),
    );

    expect(deliveries.filter(({ name }) => name === "issue_comment.created")).toHaveLength(2);
    expect(batch.condition.kind).toBe("finished");
    expect(batch.stories.map(({ condition }) => condition.kind)).toEqual(["alreadyDone"]);
    expect(await batchCount(stage)).toBe(before + 1);
    expect(
      answersOn(stage, said.issue).filter((text) => text.includes("batch-stories:tracking")),
    ).toHaveLength(1);
    expect(world.runs.list(stage.repository)).toHaveLength(1);
    expect(reactionsTo(said)).toEqual(["eyes", "rocket"]);
    await expectHelp(said);
  });
});
