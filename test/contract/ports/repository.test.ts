import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import type { StoryPullRequest } from "../../../src/core/sprint/sprint.ts";
import { BOARD, BOARD_PATH, type PortStage, type Ports, STAGES } from "./port-stage.ts";

const OTHER = StoryKey.parse("9-9-other");
const NOWHERE = "f".repeat(40);

describe.each(STAGES)("the repository %s", (_, open) => {
  let stage: PortStage;
  let reader: Ports["reader"];
  let boardWriter: Ports["boardWriter"];
  let pullRequests: Ports["pullRequests"];

  let tests = 0;
  /** A story that no other test has. */
  let story: StoryKey;

  beforeAll(async () => {
    stage = await open();
    ({ reader, boardWriter, pullRequests } = stage.ports);
  });
  beforeEach(() => {
    tests += 1;
    story = StoryKey.parse(`1-${tests}-gate`);
  });
  afterAll(() => stage.stop());

  function look(stories: readonly StoryKey[] = [story]): ReturnType<Ports["reader"]["look"]> {
    return reader.look({ branch: "main", stories });
  }

  /** What a look that asks for these stories shows of this test's own. */
  async function seen(stories: readonly StoryKey[] = [story]): Promise<readonly StoryPullRequest[]> {
    return (await look(stories)).pullRequests.filter((each) => each.story === story);
  }

  async function textOf(tree: string, path: string): Promise<string | undefined> {
    const id = (await reader.readTree(tree)).get(path);
    return id === undefined ? undefined : (await reader.readBlobs([id])).get(id);
  }

  describe("a look", () => {
    it("sees the default branch when none is named", async () => {
      expect(await reader.look({ branch: undefined, stories: [] })).toEqual(await look([]));
      expect(await look([])).toMatchObject({ branch: "main" });
    });

    it("at a branch that is not there is a failure", async () => {
      await expect(reader.look({ branch: "gone", stories: [] })).rejects.toMatchObject({
        code: "not-found",
        retryable: false,
      });
    });

    it("sees another commit and tree after a push, and the old tree is still there", async () => {
      await stage.commit("pushed.md", "old\n");
      const before = await look();
      await stage.commit("pushed.md", "new\n");
      const after = await look();

      expect(after.commit).not.toBe(before.commit);
      expect(await textOf(after.tree, "pushed.md")).toBe("new\n");
      expect(await textOf(before.tree, "pushed.md")).toBe("old\n");
    });

    it("sees open pull requests of every story, also of those it does not ask for", async () => {
      const number = await stage.openPullRequest(story, ["gate.ts", "export {};\n"]);

      for (const stories of [[], [story], [OTHER]]) {
        expect(await seen(stories)).toMatchObject([
          { number, story, state: "open", isDraft: false, needsFixes: false },
        ]);
      }
    });

    it.each(["closed", "merged"] as const)("sees a %s one only of a story it asks for", async (state) => {
      const number = await stage.openPullRequest(story, ["gate.ts", "export {};\n"]);
      await stage.endPullRequest(number, state);

      expect(await seen([OTHER])).toEqual([]);
      expect(await seen()).toMatchObject([{ number, story, state }]);
    });

    it("sees the newest of a story's closed ones, and none of them beside an open one", async () => {
      const first = await stage.openPullRequest(story, ["gate.ts", "1\n"]);
      await stage.endPullRequest(first, "closed");
      const second = await stage.openPullRequest(story, ["gate.ts", "2\n"]);
      await stage.endPullRequest(second, "closed");
      expect((await seen()).map(({ number }) => number)).toEqual([second]);

      const third = await stage.openPullRequest(story, ["gate.ts", "3\n"]);
      expect((await seen()).map(({ number }) => number)).toEqual([third]);
    });
  });

  describe("a tree", () => {
    it("lists files by path; what is not there is a failure", async () => {
      const { tree } = await look();

      expect([...(await reader.readTree(tree)).keys()]).toContain(BOARD_PATH);
      await expect(reader.readTree(NOWHERE)).rejects.toMatchObject({ code: "not-found", retryable: false });
    });

    it("gives texts by blob; an unknown blob is left out", async () => {
      const id = (await reader.readTree((await look()).tree)).get(BOARD_PATH) ?? "";

      expect(await reader.readBlobs([id, NOWHERE, id])).toEqual(new Map([[id, BOARD]]));
      expect(await reader.readBlobs([])).toEqual(new Map());
    });

    it("gives one text to the byte; an unknown blob is a failure", async () => {
      const id = (await reader.readTree((await look()).tree)).get(BOARD_PATH) ?? "";

      expect(await reader.readExactly(id)).toBe(BOARD);
      await expect(reader.readExactly(NOWHERE)).rejects.toMatchObject({ code: "not-found" });
    });

    it("leaves out the text of a file over 1 MB, to the byte", async () => {
      await stage.commit("fits.txt", "x".repeat(1024 * 1024));
      await stage.commit("large.txt", "x".repeat(1024 * 1024 + 1));
      const { tree } = await look();

      expect(await textOf(tree, "fits.txt")).toHaveLength(1024 * 1024);
      expect(await textOf(tree, "large.txt")).toBeUndefined();
    });
  });

  describe("a person's permission", () => {
    it.each([
      ["maria", "write"],
      // GitHub does not tell capitals from small letters in names.
      ["MARIA", "write"],
    ])("of %s is %s", async (user, permission) => {
      expect(await reader.permissionOf(user)).toBe(permission);
    });

    it.each(["mallory", "nobody-at-all", "ghost", "batch-stories[bot]", "../../x"])(
      "of %s is none that counts",
      async (user) => {
        expect(["read", "none"]).toContain(await reader.permissionOf(user));
      },
    );
  });

  describe("a pull request", () => {
    it("shows the delivered commit and what it changes", async () => {
      const number = await stage.openPullRequest(story, ["new.ts", "export {};\n"]);
      const [pull] = await seen();

      const head = await pullRequests.head(number);

      expect(head).toMatchObject({
        sha: pull?.headSha,
        message: `feat(${story}): new.ts`,
        subjects: [`feat(${story}): new.ts`],
        changes: [{ path: "new.ts", status: "added" }],
      });
      const tree = await reader.readTree(head.treeSha);
      expect(head.changes[0]?.blob).toBe(tree.get("new.ts"));
      expect(await textOf(head.treeSha, "new.ts")).toBe("export {};\n");
    });

    it("that is not there is a failure", async () => {
      await expect(pullRequests.head(4711)).rejects.toMatchObject({ code: "not-found" });
    });

    it("is made a draft, and a draft stays one", async () => {
      const number = await stage.openPullRequest(story, ["gate.ts", "1\n"]);

      await pullRequests.convertToDraft(number);
      await pullRequests.convertToDraft(number);

      expect(await seen()).toMatchObject([{ number, isDraft: true }]);
    });

    it("that was merged or closed meanwhile is left as it is", async () => {
      const number = await stage.openPullRequest(story, ["gate.ts", "1\n"]);
      await stage.endPullRequest(number, "merged");

      await pullRequests.convertToDraft(number);

      expect(await seen()).toMatchObject([{ number, state: "merged", isDraft: false }]);
    });
  });

  describe("a write of the board", () => {
    it("moves the branch to the commit it names, with exactly the text", async () => {
      const { commit } = await look();
      const text = BOARD.replace("ready-for-dev", "in-progress");

      const written = await boardWriter.write({ ...CHANGE, expectedHead: commit, text });

      const after = await look();
      expect(written).toEqual({ kind: "written", commit: after.commit });
      expect(await textOf(after.tree, BOARD_PATH)).toBe(text);
    });

    it("changes nothing when the branch has moved", async () => {
      const { commit, tree } = await look();
      await stage.commit("other.md", "x\n");

      expect(await boardWriter.write({ ...CHANGE, expectedHead: commit })).toEqual({ kind: "conflict" });
      expect(await textOf((await look()).tree, BOARD_PATH)).toBe(await textOf(tree, BOARD_PATH));
    });

    // The last one: nobody but maria may push any more.
    it("that a rule forbids says so and changes nothing", async () => {
      const { commit } = await look();
      stage.protectDefaultBranch();

      expect(await boardWriter.write({ ...CHANGE, expectedHead: commit })).toMatchObject({
        kind: "refused",
        reason: expect.stringContaining("not authorized to push"),
      });
      expect((await look()).commit).toBe(commit);
    });
  });
});

const CHANGE = { branch: "main", path: BOARD_PATH, text: "changed\n", message: "Move 1-1-gate\n\nBody." };
