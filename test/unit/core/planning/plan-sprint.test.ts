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

  it("keep quiet about the dependencies of stories they leave out", () => {
    const stories = { ...sprint.stories, "2-1-c": storyText(["c.ts"], "Depends on: Story 9.9") };
    expect(planOf({ ...sprint, stories }, { filter: { epics: ["1"] } }).problems).toEqual([]);
  });
});
