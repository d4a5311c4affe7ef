import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { storyFilesToRead } from "../../../../src/core/sprint/story-files.ts";

const KEY = "2-3-login-page";

interface Repository {
  readonly paths: readonly string[];
  readonly location?: string;
  readonly stories?: string;
  readonly keys?: readonly string[];
}

function look(repository: Repository): ReturnType<typeof storyFilesToRead> {
  const location = repository.location === undefined ? "" : `story_location: "${repository.location}"\n`;
  const lines = (repository.keys ?? [KEY]).map((key) => `  ${key}: backlog\n`);
  const text = `${location}development_status:\n  epic-2: backlog\n${lines.join("")}`;
  const board = parseBoard(text, "_bmad-output/implementation-artifacts/sprint-status.yaml");
  const config = { ...DEFAULT_CONFIG, ...(repository.stories ? { stories: repository.stories } : {}) };
  return storyFilesToRead({ board, paths: repository.paths, config });
}

function pathOf(repository: Repository, key = KEY): string | undefined {
  return [...look(repository).stories].find(([candidate]) => candidate === key)?.[1].path;
}

describe("the file of a story", () => {
  const beside = `_bmad-output/implementation-artifacts/${KEY}.md`;

  it("lies beside the board", () => {
    expect(pathOf({ paths: [beside] })).toBe(beside);
  });

  it.each([
    ["relative", "docs/custom"],
    ["with the project root", "{project-root}/docs/custom/"],
    ["absolute on a laptop", "/home/me/code/app/docs/custom"],
    ["absolute on Windows", "C:/Users/me/app/docs/custom"],
  ])("lies where story_location says, %s", (_how, location) => {
    const wanted = `docs/custom/${KEY}.md`;
    expect(pathOf({ paths: [beside, wanted], location })).toBe(wanted);
  });

  it("lies where the configuration says before anything else", () => {
    const wanted = `planning/${KEY}.md`;
    expect(pathOf({ paths: [beside, wanted], stories: "./planning", location: "docs" })).toBe(wanted);
  });

  it("lies beside the board when story_location is dead", () => {
    expect(pathOf({ paths: [beside], location: "/gone/away" })).toBe(beside);
  });

  it("may lie in a folder below, or anywhere by its exact name", () => {
    const below = `_bmad-output/implementation-artifacts/epic-2/${KEY}.md`;
    expect(pathOf({ paths: [below] })).toBe(below);
    expect(pathOf({ paths: [`some/where/story-${KEY}.md`] })).toBe(`some/where/story-${KEY}.md`);
  });

  it.each([
    "2-3-login.md",
    "story-2-3-log-in-page.md",
    "story-2.3.md",
    "story2.3.md",
    "E2-S03.md",
    "02.3.loginpage.md",
    "spec-2-3-login.md",
  ])("may be called %s by its number", (name) => {
    expect(pathOf({ paths: [`docs/stories/${name}`] })).toBe(`docs/stories/${name}`);
  });

  it("is not a companion of the story, nor the file of another story", () => {
    const paths = ["docs/stories/2-3-login-page-context.md", "docs/stories/2-3-logout.md"];
    expect(pathOf({ paths, keys: [KEY, "2-3-logout"] })).toBeUndefined();
  });

  it("is the exact name rather than the number, wherever it lies", () => {
    const paths = ["docs/stories/2-3-login.md", `deep/down/${KEY}.md`];
    expect(pathOf({ paths })).toBe(`deep/down/${KEY}.md`);
  });

  it("is the first of several, which is a problem", () => {
    const found = look({ paths: ["docs/stories/2-3-a.md", "docs/stories/2-3-b.md"] });
    expect([...found.stories.values()][0]?.path).toBe("docs/stories/2-3-a.md");
    expect(found.problems).toMatchObject([
      { code: "story-file-ambiguous", at: { file: "docs/stories/2-3-a.md" } },
    ]);
  });

  it("may spell its number otherwise, wherever it lies", () => {
    const path = "archive/batch-1/2.3-login-page.md";
    expect(pathOf({ paths: [path] })).toBe(path);
  });

  it("is the one whose name repeats most of the key", () => {
    const paths = ["docs/stories/2-3-page-numbers.md", "docs/stories/2-3-login-page-and-more.md"];
    expect(pathOf({ paths })).toBe(paths[1]);
  });

  it("is never one of the same number and another name, which is said", () => {
    const found = look({ paths: ["docs/stories/2-3-export-invoices.md"] });
    expect([...found.stories.values()][0]?.path).toBeUndefined();
    expect(found.problems).toMatchObject([
      {
        code: "story-file-ambiguous",
        severity: "warning",
        at: { file: "docs/stories/2-3-export-invoices.md" },
      },
    ]);
    expect(found.problems[0]?.hint).toContain(`${KEY}.md`);
  });

  it.each([
    ["2-3-1-login-form", "docs/stories/story-2.3.1.md"],
    ["2-3-1-login-form", "docs/stories/2-3-1-form-of-the-login.md"],
    ["2-3-login-page", "docs/stories/2-3-login.md"],
  ])("of %s is %s where stories stand below stories", (key, path) => {
    const paths = [path, "docs/stories/2-3-login.md", "docs/stories/story-2.3.1.md"];
    expect(pathOf({ paths, keys: ["2-3-login-page", "2-3-1-login-form"] }, key)).toBe(path);
  });

  it("that is missing comes with the paths that were tried, in order", () => {
    const found = look({ paths: ["README.md", "docs/stories/x.md"] });
    const [story] = found.stories.values();
    expect(story?.path).toBeUndefined();
    expect(story?.tried[0]).toBe(`_bmad-output/implementation-artifacts/${KEY}.md`);
    expect(story?.tried[1]).toBe(`docs/stories/${KEY}.md`);
    expect(story?.tried).toContain(`**/${KEY}.md`);
  });
});

describe("the specs of a list of stories", () => {
  const list = ["1", "1-2", "5"].map((id) => `- id: "${id}"\n  title: Story ${id}\n`).join("");
  const board = parseBoard(list, "plan/stories.yaml");
  const paths = [
    "plan/stories/1-limits.md",
    "plan/stories/1-2-metrics.md",
    "plan/stories/deeper/5-x.md",
    "docs/5-y.md",
    "elsewhere/5.md",
  ];

  it("lie in its folder, each below the longest id its name begins with", () => {
    const { stories } = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
    expect([...stories].map(([key, { path }]) => [key, path])).toEqual([
      ["1", "plan/stories/1-limits.md"],
      ["1-2", "plan/stories/1-2-metrics.md"],
      ["5", undefined],
    ]);
    expect([...stories.values()][2]?.tried).toEqual(["plan/stories/5-*.md"]);
  });

  it("lie where the configuration says", () => {
    const config = { ...DEFAULT_CONFIG, stories: "./docs" };
    const { stories } = storyFilesToRead({ board, paths, config });
    expect([...stories.values()].map(({ path }) => path)).toEqual([undefined, undefined, "docs/5-y.md"]);
  });
});

it("epics files are found, and their companions are not", () => {
  const paths = [
    "docs/epics.md",
    "docs/epics/epic-2-login.md",
    "docs/epic-2-retro.md",
    "docs/epic-2-context.md",
    "x/archive/epics.md",
  ];
  expect(look({ paths }).epics).toEqual(["docs/epics.md", "docs/epics/epic-2-login.md"]);
});

it("the plan of the epics comes before what is written about one of them", () => {
  const paths = ["docs/epic-1-preparation.md", "docs/deep/planning/epics.md", "docs/epic-2-cycle-log.md"];
  expect(look({ paths }).epics).toEqual(["docs/deep/planning/epics.md", "docs/epic-1-preparation.md"]);
});
