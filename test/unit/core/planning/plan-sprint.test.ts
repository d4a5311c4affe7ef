import { describe, expect, it } from "vitest";
import { planOf, storyText, verdictOn } from "../../../support/planning-sprint.ts";
import type { WrittenSprint } from "../../../support/planning-sprint.ts";

const OPEN_REVIEW = "## Code Review\n**Outcome:** Changes Requested\n- [ ] [High] guard\n## More";
const SETTLED_REVIEW = "## Code Review\n**Outcome:** Approved\n## More";

function alone(
  status: string,
  sprint: Partial<WrittenSprint> = {},
  text = storyText(["a.ts"]),
): WrittenSprint {
  return { board: ["epic-1: in-progress", `1-1-a: ${status}`], stories: { "1-1-a": text }, ...sprint };
}

describe("a story on its own", () => {
  it.each([
    ["backlog", "ready3"],
    ["ready-for-dev", "ready3"],
    ["drafted", "ready3"],
    ["in-progress", "in-progress-elsewhere"],
    ["locked-worker-1", "in-progress-elsewhere"],
    ["review", "in-review"],
    ["done", "done"],
    ["blocked", "blocked-on-board"],
    ["deferred", "blocked-on-board"],
    ["banana", "unreadable"],
  ])("with the status %s is %s", (status, verdict) => {
    expect(verdictOn(planOf(alone(status)), "1-1-a")).toBe(verdict);
  });

  it.each([
    ["review", OPEN_REVIEW, "ready1"],
    ["in-progress", OPEN_REVIEW, "ready1"],
    ["review", SETTLED_REVIEW, "in-review"],
    ["backlog", OPEN_REVIEW, "ready3"],
    ["locked-worker-1", OPEN_REVIEW, "in-progress-elsewhere"],
    ["review", "## Code Review\n**Outcome:** BLOCKED\n## More", "ready1"],
    ["in-progress", "### Review Findings\n- [ ] [Review][Patch] guard [a.ts:1]\n## More", "ready1"],
    ["review", "### Review Findings\n- [x] [Review][Patch] guard [a.ts:1]\n## More", "in-review"],
  ])("with the status %s and the review %j is %s", (status, review, verdict) => {
    const plan = planOf(alone(status, {}, storyText(["a.ts"], review)));
    expect(verdictOn(plan, "1-1-a")).toBe(verdict);
  });

  it.each([
    [{ state: "open" }, "open-pull-request"],
    [{ state: "open", needsFixes: true }, "ready1"],
    [{ state: "merged" }, "done"],
    [{ state: "closed" }, "ready3"],
  ] as const)("with the pull request %j is %s", (pullRequest, verdict) => {
    const pullRequests = [{ story: "1-1-a", ...pullRequest }];
    expect(verdictOn(planOf(alone("ready-for-dev", { pullRequests })), "1-1-a")).toBe(verdict);
  });

  it.each(["in-progress", "review", "locked-worker-1", "ready-for-dev"])(
    "with the status %s and an open pull request stays ready for the batch that started it",
    (status) => {
      const sprint = alone(status, { pullRequests: [{ story: "1-1-a", state: "open" }] });
      expect(verdictOn(planOf(sprint, { own: ["1-1-a"] }), "1-1-a")).toBe("ready3");
    },
  );

  it("without a file is left out, with the paths that were tried", () => {
    const plan = planOf(alone("backlog", { stories: {} }));
    expect(plan.stories[0]?.disposition).toMatchObject({
      because: "no-story-file",
      reason: expect.stringContaining("`docs/sprint-artifacts/1-1-a.md`"),
    });
  });

  it("without a file but with a text in an epics file is left out, and says where that is", () => {
    const epics = "# Epic 1\n\n### Story 1.1: A\n\nSome words.\n";
    const plan = planOf(alone("backlog", { stories: {}, epics }));
    expect(plan.stories[0]?.disposition).toMatchObject({
      because: "no-story-file",
      reason: expect.stringMatching(/is described in `docs\/epics\.md`, line \d+/u),
    });
  });

  it("whose file has no tasks is left out, since nothing could ever be ticked", () => {
    const plan = planOf(
      alone("backlog", { stories: { "1-1-a": "# Story 1.1: A\n\n## Story\n\nSome words.\n" } }),
    );
    expect(plan.stories[0]?.disposition).toMatchObject({
      because: "no-tasks",
      reason: expect.stringContaining("`docs/sprint-artifacts/1-1-a.md`"),
    });
  });

  it("whose file is empty is left out, and the problem names the file", () => {
    const plan = planOf(alone("backlog", { stories: { "1-1-a": "\n" } }));
    expect(verdictOn(plan, "1-1-a")).toBe("unreadable");
    expect(plan.problems).toMatchObject([
      { code: "story-empty", at: { file: "docs/sprint-artifacts/1-1-a.md" } },
    ]);
  });

  it("stands still while its epic is blocked or, on a legacy board, without context", () => {
    const blocked = alone("backlog", { board: ["epic-1: blocked", "1-1-a: backlog"] });
    const legacy = alone("backlog", { board: ["epic-1: backlog", "1-1-a: backlog", "epic-2: contexted"] });
    expect(verdictOn(planOf(blocked), "1-1-a")).toBe("epic-blocked");
    expect(verdictOn(planOf(legacy), "1-1-a")).toBe("epic-not-contexted");
  });

  it("has a title from its file, else from the epics, else from its key", () => {
    const board = ["1-1-a: backlog", "1-2-b: backlog", "1-3-sign-in: backlog"];
    const epics = "## Story 1.2: From the epics\n";
    const plan = planOf({ board, stories: { "1-1-a": "# Story 1.1: From the file\n" }, epics });
    const titles = new Map(plan.stories.map((story) => [story.key as string, story.title]));
    expect(Object.fromEntries(titles)).toEqual({
      "1-1-a": "From the file",
      "1-2-b": "From the epics",
      "1-3-sign-in": "Sign in",
    });
  });
});

describe("the order of attention", () => {
  it("is fixes, then stories that unblock others, longest chain first, then the board's order", () => {
    const board = ["1-1-a", "1-2-b", "1-3-c", "1-4-d", "1-5-e", "1-6-f"].map((key) =>
      key === "1-6-f" ? `${key}: review` : `${key}: backlog`,
    );
    const stories = {
      "1-1-a": storyText(["a.ts"]),
      "1-2-b": storyText(["b.ts"]),
      "1-3-c": storyText(["c.ts"]),
      "1-4-d": storyText(["d.ts"], "Depends on: 1-3"),
      "1-5-e": storyText(["e.ts"], "Depends on: 1-4, 1-2"),
      "1-6-f": storyText(["f.ts"], OPEN_REVIEW),
    };
    expect(planOf({ board, stories }).stories.map((story) => story.key)).toEqual([
      "1-6-f",
      "1-3-c",
      "1-2-b",
      "1-1-a",
      "1-4-d",
      "1-5-e",
    ]);
  });
});

describe("the weight of a story", () => {
  it("is its open tasks, so that a heavier chain comes before a longer one", () => {
    const heavy = storyText(["d.ts", "e.ts", "f.ts", "g.ts"], "Depends on: 1-3");
    const plan = planOf({
      board: ["1-1-a: backlog", "1-2-b: backlog", "1-3-c: backlog", "2-1-d: backlog", "2-2-e: backlog"],
      stories: {
        "1-1-a": storyText(["a.ts"]),
        "1-2-b": storyText(["b.ts"], "Depends on: 1-1"),
        "1-3-c": storyText(["c.ts"]),
        "2-1-d": heavy,
        "2-2-e": storyText(["h.ts"], "Depends on: 1-2"),
      },
    });
    expect(plan.stories.slice(0, 2).map(({ key, weight, chain: length }) => [key, weight, length])).toEqual([
      ["1-3-c", 1, 1],
      ["1-1-a", 1, 2],
    ]);
    expect(plan.stories.find(({ key }) => key === "2-1-d")?.weight).toBe(4);
  });

  it("lets stories that have to take turns start before one that need not", () => {
    const plan = planOf({
      board: ["1-1-a: backlog", "2-1-b: backlog", "3-1-c: backlog"],
      stories: {
        "1-1-a": storyText(["a.ts"]),
        "2-1-b": storyText(["x.ts"]),
        "3-1-c": storyText(["x.ts"]),
      },
    });
    expect(plan.stories.map((story) => story.key)).toEqual(["2-1-b", "3-1-c", "1-1-a"]);
  });
});

describe("filters", () => {
  const sprint: WrittenSprint = {
    board: ["epic-1: backlog", "1-1-a: backlog", "1-2-b: backlog", "epic-2: backlog", "2-1-c: backlog"],
    stories: { "1-1-a": storyText(["a.ts"]), "1-2-b": storyText(["b.ts"]), "2-1-c": storyText(["c.ts"]) },
  };

  it.each([
    [{ epics: ["1"] }, ["1-1-a", "1-2-b"]],
    [{ epics: ["epic-2"] }, ["2-1-c"]],
    [{ stories: ["1.2", "2-1-c"] }, ["1-2-b", "2-1-c"]],
    [{ exclude: ["1-1"] }, ["1-2-b", "2-1-c"]],
    [{ epics: ["1"], exclude: ["1-1-a"] }, ["1-2-b"]],
    [{ stories: ["1.1-1.2"] }, ["1-1-a", "1-2-b"]],
  ])("%j leave %j", (filter, keys) => {
    const plan = planOf(sprint, { filter });
    expect(plan.problems).toEqual([]);
    expect(
      plan.stories.filter((story) => story.disposition.kind === "ready").map((story) => story.key),
    ).toEqual(keys);
    expect(plan.stories).toHaveLength(3);
  });

  it("that fit nothing are problems that say what was meant", () => {
    const plan = planOf(sprint, { filter: { stories: ["1-1-b"], epics: ["7"], exclude: ["3-3"] } });
    expect(plan.problems.map((problem) => problem.code)).toEqual(["command-flag", "command-flag"]);
    expect(plan.problems[0]?.message).toContain("`7`");
  });

  it("keep quiet about circles of stories they leave out", () => {
    const stories = {
      ...sprint.stories,
      "1-1-a": storyText(["a.ts"], "Depends on: 1-2"),
      "1-2-b": storyText(["b.ts"], "Depends on: 1-1"),
    };
    expect(planOf({ ...sprint, stories }, { filter: { epics: ["2"] } }).problems).toEqual([]);
    expect(planOf({ ...sprint, stories }, { filter: { stories: ["1-1"] } }).problems).toMatchObject([
      { code: "dependency-cycle" },
    ]);
  });

  it("keep quiet about the dependencies of stories they leave out", () => {
    const stories = { ...sprint.stories, "2-1-c": storyText(["c.ts"], "Depends on: Story 9.9") };
    expect(planOf({ ...sprint, stories }, { filter: { epics: ["1"] } }).problems).toEqual([]);
  });
});
