import { describe, expect, it } from "vitest";
import { buildSnapshot } from "../../../../src/core/sprint/build-snapshot.ts";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import type { SprintSnapshot } from "../../../../src/core/sprint/sprint.ts";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { createStoryReader } from "../../../../src/core/sprint/snapshot/story-reader.ts";
import type { StoryReader } from "../../../../src/core/sprint/snapshot/story-reader.ts";
import { storyFilesToRead } from "../../../../src/core/sprint/story-files.ts";
import { boardText } from "../../../support/planning-sprint.ts";

const BOARD = parseBoard(boardText(["epic-1: backlog", "1-1-a: backlog", "1-2-b: backlog"]), "b.yaml");

/** A sprint without story files, described by epics files alone. */
function describedBy(...texts: readonly string[]): SprintSnapshot {
  const epics = texts.map((_text, index) => `docs/epics-${index}.md`);
  return buildSnapshot({
    commit: "c0ffee",
    board: BOARD,
    files: {
      stories: new Map(BOARD.stories.map(({ key }) => [key, { path: undefined, tried: [] }])),
      epics,
      problems: [],
    },
    texts: new Map(texts.map((text, index) => [epics[index] ?? "", text])),
    paths: epics,
    pullRequests: [],
  });
}

describe("reading a sprint again", () => {
  const keys = Array.from({ length: 40 }, (_unused, index) => `1-${index + 1}-story`);
  const board = parseBoard(boardText(keys.map((key) => `${key}: backlog`)), "docs/sprint-status.yaml");
  const paths = [...keys.map((key) => `docs/${key}.md`), "docs/epics.md"];

  function read(reader: StoryReader, changed?: string): SprintSnapshot {
    // Texts come anew from outside: equal, but never the same object.
    const texts = new Map(
      paths.map((path) => [path, `# ${path}\n${path === changed ? "- [ ] more\n" : ""}`]),
    );
    const files = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
    return buildSnapshot({ commit: "c0ffee", board, files, texts, paths, pullRequests: [], reader });
  }

  it("reads only the story again that has changed", () => {
    const reader = createStoryReader();
    const before = read(reader);
    const after = read(reader, "docs/1-7-story.md");
    const readAgain = [...after.files].filter(([key, file]) => before.files.get(key) !== file);
    expect(readAgain.map(([key]) => key)).toEqual(["1-7-story"]);
    expect(after.files.size).toBe(40);
  });

  it("comes to the same as reading it for the first time", () => {
    const reader = createStoryReader();
    read(reader);
    expect(read(reader, "docs/1-7-story.md")).toEqual(read(createStoryReader(), "docs/1-7-story.md"));
  });
});

describe("a list of stories that state their own status", () => {
  const list =
    '- id: "1"\n  title: Limits\n  description: Return 429.\n- id: "2"\n  title: Metrics\n- id: "3"\n  title: Later\n';
  const specs = [
    "---\ntitle: Rate limits\nstatus: in-review\n---\n## Tasks\n- do\n",
    "---\nstatus: 'banana'\n---\n",
  ];

  function read(): SprintSnapshot {
    const board = parseBoard(list, "stories.yaml");
    const paths = ["stories/1-limits.md", "stories/2-metrics.md"];
    const files = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
    const texts = new Map(paths.map((path, index) => [path, specs[index] ?? ""]));
    return buildSnapshot({ commit: "c0ffee", board, files, texts, paths, pullRequests: [] });
  }

  it("has the statuses of their files, and backlog where there is no file", () => {
    expect(read().board.stories.map(({ rawStatus, status }) => [rawStatus, status])).toEqual([
      ["in-review", "review"],
      ["banana", "unknown"],
      ["backlog", "backlog"],
    ]);
  });

  it("says where a status stands that means nothing", () => {
    const { problems } = read();
    expect(problems.find(({ code }) => code === "board-unknown-status")?.at).toEqual({
      file: "stories/2-metrics.md",
      line: 2,
      column: 10,
      excerpt: "banana",
    });
  });

  it("gives titles and texts to stories that have no file yet", () => {
    const { epicTitles, epicTexts } = read();
    expect([...epicTitles.values()]).toEqual(["Limits", "Metrics", "Later"]);
    expect([...epicTexts]).toEqual([["1", { path: "stories.yaml", line: 3, text: "Return 429." }]]);
  });
});

describe("what epics files say about a story", () => {
  it("is the text below its heading, with the line where it begins", () => {
    const { epicTexts } = describedBy(
      "# Epics\r\n### Story 1.1: A\r\n\r\nAs a cook\r\n\r\nI cook.\r\n\r\n### Story 1.2: B\r\n",
    );
    expect([...epicTexts]).toEqual([
      ["1-1-a", { path: "docs/epics-0.md", line: 4, text: "As a cook\n\nI cook." }],
    ]);
  });

  it("is taken from the first file that says something", () => {
    const { epicTexts } = describedBy(
      "### Story 1.2: B\n",
      "### Story 1.2: B\nfirst\n",
      "### Story 1.2\nsecond\n",
    );
    expect([...epicTexts]).toEqual([["1-2-b", { path: "docs/epics-1.md", line: 2, text: "first" }]]);
  });
});
