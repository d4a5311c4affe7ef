import { describe, expect, it } from "vitest";
import { planOf, storyText, verdictOn } from "../../../support/planning-sprint.ts";
import type { WrittenSprint } from "../../../support/planning-sprint.ts";

describe("dependencies", () => {
  function chain(...statuses: readonly string[]): WrittenSprint {
    const keys = ["1-1-a", "1-2-b", "1-3-c"];
    return {
      board: keys.map((key, index) => `${key}: ${statuses[index] ?? "backlog"}`),
      stories: {
        "1-1-a": storyText(["a.ts"]),
        "1-2-b": storyText(["b.ts"], "Depends on: Story 1.1"),
        "1-3-c": storyText(["c.ts"], "Depends on: 1-2"),
      },
    };
  }

  it("make a story wait, and the story that is waited for come before others", () => {
    const plan = planOf(chain());
    expect(plan.stories.map(({ key, chain: length }) => [key, length])).toEqual([
      ["1-1-a", 2],
      ["1-2-b", 1],
      ["1-3-c", 0],
    ]);
    expect(["1-1-a", "1-2-b", "1-3-c"].map((key) => verdictOn(plan, key))).toEqual([
      "ready2",
      "waits",
      "waits",
    ]);
    expect(plan.stories[1]?.disposition).toMatchObject({
      for: [
        {
          kind: "dependency",
          story: "1-1-a",
          reason: expect.stringContaining("docs/sprint-artifacts/1-2-b.md:3"),
        },
      ],
    });
  });

  it("are met by a story that is done on the board, whoever did it", () => {
    expect(verdictOn(planOf(chain("done")), "1-2-b")).toBe("ready2");
  });

  it("are met by a merged pull request, and wait for an open one", () => {
    const merged = planOf({ ...chain("review"), pullRequests: [{ story: "1-1-a", state: "merged" }] });
    const open = planOf({ ...chain("review"), pullRequests: [{ story: "1-1-a", number: 7 }] });
    expect(verdictOn(merged, "1-2-b")).toBe("ready2");
    expect(open.stories.find(({ key }) => key === "1-2-b")?.disposition).toMatchObject({
      for: [{ kind: "pull-request", number: 7 }],
    });
  });

  it("on a story that will not finish by itself make a story wait, with the reason", () => {
    const plan = planOf(chain("blocked"));
    expect(plan.stories.find(({ key }) => key === "1-2-b")?.disposition).toMatchObject({
      for: [{ reason: expect.stringContaining("`blocked`") }],
    });
  });

  it.each([
    ["blocked", "needs 1-2-b, which waits for 1-1-a, which is `blocked` on the board"],
    ["locked-worker-1", "needs 1-2-b, which waits for 1-1-a, which somebody else works on"],
    ["review", "needs 1-2-b, which waits for 1-1-a, which is in review"],
    ["banana", "needs 1-2-b, which waits for 1-1-a, which cannot be read"],
    ["backlog", "needs 1-2-b, which is not finished"],
  ])("behind a story that is %s name it, however far away it is", (status, words) => {
    const plan = planOf(chain(status));
    expect(plan.stories.find(({ key }) => key === "1-3-c")?.disposition).toMatchObject({
      for: [{ story: "1-2-b", reason: expect.stringContaining(words) }],
    });
  });

  it.each([
    ["no story file", { "1-1-a": undefined }, "has no story file yet"],
    ["no tasks", { "1-1-a": "# Story 1.1: A\n\nWords.\n" }, "has no tasks yet"],
    [
      "a missing dependency",
      { "1-1-a": storyText(["a.ts"], "Depends on: Story 9.9") },
      "its own dependencies",
    ],
    ["a circle", { "1-1-a": storyText(["a.ts"], "Depends on: Story 1.2") }, "its own dependencies"],
  ])("behind a story that has %s name it", (_what, changed, words) => {
    const sprint = chain();
    const stories = Object.entries({ ...sprint.stories, ...changed }).flatMap(([key, text]) =>
      text === undefined ? [] : [[key, text] as const],
    );
    const plan = planOf({ ...sprint, stories: Object.fromEntries(stories) });
    expect(plan.stories.find(({ key }) => key === "1-3-c")?.disposition).toMatchObject({
      for: [{ reason: expect.stringContaining(words) }],
    });
  });

  it("on a story that the command leaves out are said to be just that", () => {
    const plan = planOf(chain(), { filter: { exclude: ["1-1"] } });
    expect(plan.stories.find(({ key }) => key === "1-3-c")?.disposition).toMatchObject({
      for: [{ reason: expect.stringContaining("waits for 1-1-a, which is not part of this run") }],
    });
  });

  it("make no story urgent for those that are left out themselves", () => {
    const plan = planOf(chain("backlog", "blocked"));
    expect(verdictOn(plan, "1-1-a")).toBe("ready3");
    expect(plan.stories[0]?.chain).toBe(0);
  });

  it.each([
    ["dependency-missing", "Depends on: Story 9.9"],
    ["dependency-self", "Depends on: Story 1.2"],
    ["dependency-cycle", "Depends on: Story 1.3"],
  ])("that cannot be met are the problem %s with file and line", (code, line) => {
    const sprint = chain();
    const stories = { ...sprint.stories, "1-2-b": storyText(["b.ts"], line) };
    const plan = planOf({ ...sprint, stories });
    expect(verdictOn(plan, "1-2-b")).toBe("dependency-problem");
    expect(plan.problems).toMatchObject([
      { code, severity: "error", at: { file: "docs/sprint-artifacts/1-2-b.md", line: 3, excerpt: line } },
    ]);
    expect(verdictOn(plan, "1-1-a")).toBe("ready3");
  });

  it("may be stated in the epics and in frontmatter", () => {
    const plan = planOf({
      board: ["1-1-a: backlog", "1-2-b: backlog", "1-3-c: backlog"],
      stories: {
        "1-1-a": storyText(["a.ts"]),
        "1-2-b": storyText(["b.ts"]),
        "1-3-c": `---\ndepends_on: ["1-1"]\n---\n${storyText(["c.ts"])}`,
      },
      epics: "### Story 1.2: B\n**Prerequisites:** Story 1.1\n",
    });
    expect(["1-2-b", "1-3-c"].map((key) => verdictOn(plan, key))).toEqual(["waits", "waits"]);
  });

  it("on a whole epic hold for earlier epics and are a hint for later ones", () => {
    const stories = {
      "1-1-a": storyText(["a.ts"], "Depends on: Epic 2"),
      "2-1-b": storyText(["b.ts"], "Depends on: Epic 1"),
    };
    const plan = planOf({
      board: ["epic-1: backlog", "1-1-a: backlog", "epic-2: backlog", "2-1-b: backlog"],
      stories,
    });
    expect(["1-1-a", "2-1-b"].map((key) => verdictOn(plan, key))).toEqual(["ready2", "waits"]);
    expect(plan.problems).toMatchObject([{ code: "dependency-ambiguous", severity: "warning" }]);
  });
});
