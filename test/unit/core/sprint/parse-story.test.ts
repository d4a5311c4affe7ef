import { describe, expect, it } from "vitest";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";

const CLASSIC = `# Story 1.4: Add plant manually

Status: ready-for-dev

## Story

As a gardener, I want to add a plant by hand.

## Acceptance Criteria

1. A form accepts a name
   and a species.
2. Saving shows the plant.

## Tasks / Subtasks

- [x] Build the form (AC: #1)
  - [x] Field validation
- [ ] Persist and list (AC: #2)
\t- [ ] API route \`src/api/plants.ts\`

## Dev Notes

- [ ] a note that is not a task

\`\`\`md
## Tasks
- [ ] a task in an example
\`\`\`

## Dev Agent Record

### File List

- [x] src/components/PlantForm.tsx
`;

function read(text: string): ReturnType<typeof parseStory> {
  return parseStory(text, "docs/stories/1-4-add-plant.md");
}

describe("a classic story", () => {
  it("has a title, a status, criteria and tasks with depth and line", () => {
    const story = read(CLASSIC);
    expect(story).toMatchObject({
      title: "Add plant manually",
      status: "ready-for-dev",
      criteria: ["A form accepts a name and a species.", "Saving shows the plant."],
      review: undefined,
      problems: [],
    });
    expect(story.tasks).toEqual([
      { text: "Build the form (AC: #1)", checked: true, depth: 0, line: 17 },
      { text: "Field validation", checked: true, depth: 1, line: 18 },
      { text: "Persist and list (AC: #2)", checked: false, depth: 0, line: 19 },
      { text: "API route `src/api/plants.ts`", checked: false, depth: 1, line: 20 },
    ]);
  });

  it("reads the same with Windows line ends and a byte order mark", () => {
    const { text: _unix, ...unix } = read(CLASSIC);
    const { text: _windows, ...windows } = read(`\uFEFF${CLASSIC.replaceAll("\n", "\r\n")}`);
    expect(windows).toEqual(unix);
  });
});

describe("the title of a story", () => {
  it.each([
    ["# Story 12.3a: Log in: twice", "Log in: twice"],
    ["# Story 1-2 - Export", "Export"],
    ["# E2-S04: Import", "E2-S04: Import"],
    ["## User Story: As a cook", "As a cook"],
    ["# `Code` *title*", "Code title"],
    ["text only", "1-4-add-plant"],
    ["---\ntitle: 'From the front'\n---\n# Other", "From the front"],
  ])("%j is %s", (text, title) => {
    expect(read(text).title).toBe(title);
  });
});

describe("the status of a story", () => {
  it.each([
    ["# T\n\nStatus: review\n", "review"],
    ["# T\n\n**Status:** Ready for Development\n", "Ready for Development"],
    ["# T\n\n- **Status**: in-progress <!-- x -->\n", "in-progress"],
    ["# T\n\n## Status\n\ndrafted\n", "drafted"],
    ["# T\n\n## Status: Done\n", "Done"],
    ["---\nstatus: 'in-review'\n---\n# T\n", "in-review"],
    ["# T\n\n## Dev Notes\n\nStatus: 200 is returned\n", undefined],
  ])("of %j is %s", (text, status) => {
    expect(read(text).status).toBe(status);
  });
});

describe("the tasks of a story", () => {
  it("come from every heading that says tasks, and never from records or reviews", () => {
    const text =
      "# T\n## Backend Development Tasks\n- [ ] one\n## Definition of Done\n- [ ] done?\n## Testing Tasks\n* [X] two\n";
    expect(read(text).tasks.map((task) => task.text)).toEqual(["one", "two"]);
  });

  it("include the findings that were added below the tasks", () => {
    const text =
      "# T\n## Tasks / Subtasks\n- [x] one\n### Review Follow-ups (AI)\n- [ ] [AI-Review][High] guard [src/a.ts:3]\n";
    expect(read(text).tasks.map((task) => task.checked)).toEqual([true, false]);
  });

  it("are other boxes where no heading says tasks", () => {
    const text =
      "# T\n## Plan\n- [ ] one\n## Acceptance Criteria\n- [ ] not a task\n## Code Review\n- [ ] nor this\n";
    expect(read(text).tasks.map((task) => task.text)).toEqual(["one"]);
  });

  it("are plain items where a Tasks section has no boxes, its criteria left out", () => {
    const text =
      "# T\n## Tasks & Acceptance\n\n**Execution:**\n- `src/a.ts` -- add POST\n\n**Acceptance Criteria:**\n- Given a form\n";
    expect(read(text).tasks).toEqual([{ text: "`src/a.ts` -- add POST", checked: false, depth: 0, line: 5 }]);
  });

  it("are not in comments or quoted code, however they are fenced", () => {
    const text =
      "# T\n## Tasks\n<!--\n- [ ] hidden\n-->\n~~~~\n- [ ] code\n~~~\n- [ ] still code\n~~~~\n- [ ] real\n";
    expect(read(text).tasks.map((task) => task.text)).toEqual(["real"]);
  });

  it("that are missing are a warning, and an empty file is an error", () => {
    expect(read("# T\n\nSome prose.\n").problems).toMatchObject([
      { code: "story-no-tasks", severity: "warning" },
    ]);
    expect(read(" \n\n").problems).toMatchObject([{ code: "story-empty", severity: "error" }]);
  });
});

describe("frontmatter", () => {
  it("that is broken is a warning with the line, and the rest of the story counts", () => {
    const story = read("---\ntitle: a\nstatus: [open\n---\n# T\n## Tasks\n- [ ] one\n");
    expect(story.problems).toMatchObject([{ code: "story-frontmatter", severity: "warning" }]);
    expect(story.problems[0]?.at?.line).toBeGreaterThan(1);
    expect(story.tasks).toHaveLength(1);
  });

  it("that never ends is text", () => {
    expect(read("---\ntitle: a\n\n# Title\n\n- [ ] one\n")).toMatchObject({ title: "Title", problems: [] });
  });
});
