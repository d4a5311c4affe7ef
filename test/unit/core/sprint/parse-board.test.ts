import { describe, expect, it } from "vitest";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { boardText } from "../../../support/planning-sprint.ts";

function read(...lines: readonly string[]): ReturnType<typeof parseBoard> {
  return parseBoard(boardText(lines), "docs/sprint-status.yaml");
}

describe("the keys of a board", () => {
  it.each([
    ["36-2-status-badge", "epic-36"],
    ["1-5a-import-csv", "epic-1"],
    ["2-2", "epic-2"],
    ["story-3-1-login", "epic-3"],
    ["4.1", "epic-4"],
    ["4.2-search", "epic-4"],
    ["epic-5-story-2", "epic-5"],
    ["epic-5-s02", "epic-5"],
    ["20-3-365-day-view", "epic-20"],
  ])("%s stands under %s", (key, epic) => {
    const board = read(`${epic}: in-progress`, `${key}: backlog`);
    expect(board.stories).toMatchObject([{ key, epic, status: "backlog", order: 0, line: 3, column: 3 }]);
    expect(board.problems).toEqual([]);
  });

  it("takes three numbers for a sub-epic where the board has it, else for a story of the epic", () => {
    const board = read("epic-2: backlog", "epic-2-5: backlog", "2-5-1-x: backlog", "2-6-1-y: backlog");
    expect(board.stories.map((story) => story.epic)).toEqual(["epic-2-5", "epic-2"]);
  });

  it("knows epics that have another name by their retrospective", () => {
    const board = read("dm-01: complete", "dm-01-1-install: backlog", "dm-01-retrospective: optional");
    expect(board.epics.map((epic) => epic.key)).toEqual(["dm-01"]);
    expect(board.stories).toMatchObject([{ key: "dm-01-1-install", epic: "dm-01" }]);
  });

  it("keeps retrospectives out, and a story whose name says retrospective in", () => {
    const board = read(
      "epic-1: backlog",
      "1-4-retrospective-page: backlog",
      "epic-1-retrospective: optional",
    );
    expect(board.stories.map((story) => story.key)).toEqual(["1-4-retrospective-page"]);
    expect(board.problems).toEqual([]);
  });

  it("leaves out a key that cannot be the name of a branch, and says so", () => {
    const board = read('"1-2 with spaces": backlog', "1-3-fine: backlog");
    expect(board.stories.map((story) => story.key)).toEqual(["1-3-fine"]);
    expect(board.problems).toMatchObject([{ code: "board-unknown-key", severity: "error", at: { line: 2 } }]);
  });

  it("reports a story that stands outside the statuses, since it lost its indentation", () => {
    const board = parseBoard("development_status:\n  1-1-a: done\n1-2-b: review\nversion: 1.2\n", "b.yaml");
    expect(board.stories.map((story) => story.key)).toEqual(["1-1-a"]);
    expect(board.problems).toMatchObject([
      { code: "board-unknown-key", severity: "error", at: { line: 3, column: 1, excerpt: "1-2-b: review" } },
    ]);
  });

  it("reports a key twice with both lines and lets the last status count", () => {
    const board = read("1-1-a: backlog", "1-2-b: backlog", "1-1-a: done");
    expect(board.stories).toMatchObject([{ key: "1-1-a", status: "done" }, { key: "1-2-b" }]);
    expect(board.problems).toMatchObject([{ code: "board-duplicate-key", at: { line: 4 } }]);
    expect(board.problems[0]?.message).toContain("line 2");
  });

  it("sums up many unknown keys in one problem", () => {
    const notes = Array.from({ length: 20 }, (_unused, index) => `e1-${index}-notes: 2025-11-${index + 10}`);
    const board = read("1-1-a: backlog", ...notes);
    expect(board.stories).toHaveLength(1);
    expect(board.problems).toHaveLength(1);
    expect(board.problems[0]?.message).toContain("20 keys");
  });
});

describe("the statuses of a board", () => {
  it.each([
    ["backlog", "backlog"],
    ["not_started", "backlog"],
    ["ready-for-dev", "ready-for-dev"],
    ["drafted", "ready-for-dev"],
    ["In Progress", "in-progress"],
    ["ready-for-review", "review"],
    ["COMPLETE", "done"],
    ["won't do", "done"],
    ["deferred", "blocked"],
    ['"locked-worker-1"', "locked"],
    ["✅ done (2025-11-02)", "done"],
    ["moved-to-12.8", "unknown"],
  ])("reads %s as %s", (written, status) => {
    expect(read(`1-1-a: ${written}`).stories).toMatchObject([{ status }]);
  });

  it("reports a status that means nothing and keeps the story", () => {
    const board = read("1-1-a: banana # why not");
    expect(board.stories).toMatchObject([{ rawStatus: "banana", status: "unknown" }]);
    expect(board.problems).toMatchObject([{ code: "board-unknown-status", at: { line: 2, column: 3 } }]);
  });

  it("closes an epic without context on a legacy board only", () => {
    const modern = read("epic-1: backlog", "1-1-a: backlog");
    const legacy = read("epic-1: backlog", "1-1-a: backlog", "epic-2: contexted", "2-1-b: drafted");
    expect(modern).toMatchObject({ vocabulary: "current", epics: [{ gate: "open" }] });
    expect(legacy).toMatchObject({
      vocabulary: "legacy",
      epics: [{ gate: "not-contexted" }, { gate: "open" }],
    });
  });

  it("opens an epic in which somebody has begun, whatever its own line says", () => {
    const board = read("epic-1: backlog", "1-1-a: done", "1-2-b: backlog", "epic-2: contexted");
    expect(board.epics[0]?.gate).toBe("open");
  });
});

describe("the shapes of a board", () => {
  it("reads stories that are maps of their own, with what they depend on", () => {
    const text = [
      "development_status:",
      "  chop-1-foundation:",
      "    status: review",
      "    blocked_by: [chop-0-start]",
      "  chop-2-home: backlog",
    ];
    const board = parseBoard(text.join("\n"), "b.yaml");
    expect(board.stories).toMatchObject([
      { key: "chop-1-foundation", status: "review", dependsOn: [{ reference: "chop-0-start", line: 4 }] },
      { key: "chop-2-home", status: "backlog" },
    ]);
  });

  it("reads lists of stories inside epics", () => {
    const text = `epics:
  - id: 1
    stories:
      - id: "1-1"
        slug: scaffold
        status: done
      - id: "1-2"
        slug: wallet
        status: backlog
        dependencies: ["1-1"]
`;
    expect(parseBoard(text, "b.yaml").stories).toMatchObject([
      { key: "1-1-scaffold", epic: "epic-1", status: "done" },
      { key: "1-2-wallet", epic: "epic-1", status: "backlog", dependsOn: [{ reference: "1-1" }] },
    ]);
  });

  it("reads the epics that hold lists or maps of stories, with the status each has", () => {
    const list =
      'epics:\n  - id: 1\n    status: blocked\n    stories:\n      - { id: "1-1", title: A, status: done }\n';
    expect(parseBoard(list, "b.yaml").epics).toMatchObject([
      { key: "epic-1", rawStatus: "blocked", gate: "blocked", line: 3, column: 5 },
    ]);
    const map = "epics:\n  E1:\n    stories:\n      S1.1: complete\n";
    expect(parseBoard(map, "b.yaml").epics).toMatchObject([{ key: "epic-1", rawStatus: "", gate: "open" }]);
  });

  it("reads what a list says about a story, and reports a story without a status", () => {
    const text =
      "stories:\n  - id: 1-1\n    title: Log in\n    description: By name\n    status: done\n  - id: 1-2\n    title: Out\n";
    const board = parseBoard(text, "b.yaml");
    expect(board).toMatchObject({
      statusesIn: "board",
      stories: [
        { key: "1-1", title: "Log in", description: { path: "b.yaml", line: 4, text: "By name" } },
        { key: "1-2", title: "Out", status: "unknown" },
      ],
    });
    expect(board.problems).toMatchObject([{ code: "board-unknown-status", at: { line: 6, column: 5 } }]);
  });

  it("takes a list without any status for a list of stories that state their own", () => {
    const text =
      '- id: "1"\n  title: Limits\n  description: >-\n    Return 429.\n- id: "2"\n  title: Metrics\n';
    expect(parseBoard(text, "stories.yaml")).toMatchObject({
      statusesIn: "stories",
      stories: [
        { key: "1", status: "backlog", order: 0, description: { line: 3, text: "Return 429." } },
        { key: "2", status: "backlog", order: 1 },
      ],
      problems: [],
    });
  });

  it("reads maps of stories inside epics", () => {
    const text = "epics:\n  E1:\n    status: complete\n    stories:\n      S1.1: complete # Loader\n";
    expect(parseBoard(text, "b.yaml").stories).toMatchObject([
      { key: "S1.1", epic: "epic-1", status: "done" },
    ]);
  });

  it.each(["development_status: {}", "development_status:", "development_status:\n  epic-1: backlog"])(
    "says so when no stories stand on %j",
    (text) => {
      const board = parseBoard(`project: x\n${text}\n`, "b.yaml");
      expect(board.problems).toMatchObject([
        {
          code: "board-shape",
          severity: "error",
          at: { line: 2, column: 1 },
          message: "No stories stand on the board.",
        },
      ]);
    },
  );

  it.each(["", "# nothing\n", "just: this\n", "- a\n- b\n", "42"])("says what is missing in %j", (text) => {
    const board = parseBoard(text, "b.yaml");
    expect(board.stories).toEqual([]);
    expect(board.problems).toMatchObject([{ code: "board-shape", severity: "error" }]);
  });

  it("reads a board with a byte order mark, Windows line ends and quotes", () => {
    const text =
      '\uFEFFstory_location: "docs/stories"\r\ndevelopment_status:\r\n  \'1-1-a\': "review" # x\r\n';
    const board = parseBoard(text, "b.yaml");
    expect(board).toMatchObject({ storyLocation: "docs/stories", problems: [] });
    expect(board.stories).toMatchObject([{ key: "1-1-a", rawStatus: "review", line: 3, column: 3 }]);
  });
});

describe("a board that is not valid YAML", () => {
  const rest = "development_status:\n  epic-1: backlog\n  1-1-a: done # fine\n  1-2-b: 'backlog'\n";

  it.each([
    ["story_location: {project-root}/docs/stories", 1, "braces"],
    ['story_location: "C:\\Users\\me\\docs"', 1, "Windows path"],
    ["last_updated: today (correct-course: all of it)", 1, "colon"],
  ])("works with a warning when only %s is broken", (broken, line, remedy) => {
    const board = parseBoard(`${broken}\n${rest}`, "b.yaml");
    expect(board.stories.map((story) => story.status)).toEqual(["done", "backlog"]);
    expect(board.problems).toMatchObject([
      { code: "board-unreadable", severity: "warning", at: { file: "b.yaml", line, excerpt: broken } },
    ]);
    expect(board.problems[0]?.hint).toContain(remedy);
  });

  it.each([
    ["  1-3-c: done\n   1-4-d: review\n", "Indent all keys"],
    ["  1-3-c: done\n/c\n  1-4-d: review\n", "remove it"],
    ["\t1-3-c: done\n", "spaces instead of tabs"],
  ])("with %j below the others is told how to mend it", (lines, remedy) => {
    const [problem] = parseBoard(`${rest}${lines}`, "b.yaml").problems;
    expect(problem).toMatchObject({ code: "board-unreadable", severity: "error" });
    expect(problem?.hint).toContain(remedy);
  });

  it("is an error when the statuses themselves are broken, and names the line", () => {
    const conflict =
      "<<<<<<< HEAD\n  1-3-c: done\n=======\n  1-3-c: backlog\n>>>>>>> other\n  1-4-d: backlog\n";
    const board = parseBoard(`${rest}${conflict}`, "b.yaml");
    expect(board.stories).toHaveLength(4);
    const [problem] = board.problems;
    expect(problem).toMatchObject({ severity: "error", at: { line: 5, excerpt: "<<<<<<< HEAD" } });
    expect(problem?.hint).toContain("merge conflict");
  });

  it.each(['  1-3-c: "done', "  1-3-c: 'done", "  1-3-c: [done", "  1-3-c: { status: done"])(
    "is an error where %j opens what is never closed, however far below that shows",
    (line) => {
      const board = parseBoard(`${rest}${line}\n\n`, "b.yaml");
      expect(board.problems[0]).toMatchObject({
        code: "board-unreadable",
        severity: "error",
        at: { line: 5, column: 10, excerpt: line.trim() },
      });
    },
  );

  it("survives nesting that is deeper than the call stack", () => {
    const board = parseBoard(`a: ${"[".repeat(100_000)}\n${rest}`, "b.yaml");
    expect(board.stories).toHaveLength(2);
  });
});
