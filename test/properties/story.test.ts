import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendDevRecord, setStoryStatus, tickTasks, untickTasks } from "../../src/core/sprint/edit-story.ts";
import { parseStory } from "../../src/core/sprint/parse-story.ts";
import type { StoryFile } from "../../src/core/sprint/story.ts";

const LINES = `# Title
## Tasks / Subtasks
## Acceptance Criteria
## Dependencies
### Outcome
---

- [ ] one
  - [x] two
	- [ ] three
1. [X] four
- five
* [ ] [AI-Review] six
text [ ]
~~~
<!--
-->
Status: review
status: draft
**Depends on:** Story 1.2
- **2-3**: x
## Senior Developer Review (AI)
**Outcome:** Changes Requested
## Dev Agent Record
### File List`;
const genLine = fc.constantFrom("```", ...LINES.split("\n"));
const genText = fc
  .tuple(fc.array(genLine, { maxLength: 40 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, ending, hasMark]) => `${hasMark ? "\uFEFF" : ""}${lines.join(ending)}`);

function ticked(story: StoryFile): readonly number[] {
  return story.tasks.filter((task) => task.checked).map((task) => task.line);
}

function withoutBoxes(text: string): string {
  return text.replaceAll(/\[[ xX]?\] ?/gu, "");
}

describe("safety: reading a story", () => {
  it("never throws, and every place it names is in the text", () => {
    const genAny = fc.oneof(genText, fc.string({ maxLength: 500, unit: "binary" }));
    fc.assert(
      fc.property(genAny, (text) => {
        const story = parseStory(text, "s.md");
        const count = text.split("\n").length;
        const lines = [...story.tasks, ...story.dependsOn].map((item) => item.line);
        for (const line of lines) expect(line >= 1 && line <= count).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("takes time in proportion to the text, whatever the text", () => {
    const pieces = [
      "- [ ] a ",
      "[".repeat(50),
      "`".repeat(50),
      " ".repeat(50),
      "<!-- ",
      "1.2-",
      "**Depends on:** ",
      "#",
    ];
    for (const piece of pieces) {
      const started = performance.now();
      parseStory(piece.repeat(Math.ceil(200_000 / piece.length)), "s.md");
      parseStory(`${piece}\n`.repeat(Math.ceil(200_000 / piece.length)), "s.md");
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

describe("round trip: the tasks of a story", () => {
  it("that are ticked are read as ticked, and nothing else changes but boxes", () => {
    fc.assert(
      fc.property(genText, fc.array(fc.nat({ max: 60 })), (text, picks) => {
        const story = parseStory(text, "s.md");
        const lines = story.tasks.map((task) => task.line).filter((line) => picks.includes(line));
        const edited = tickTasks(text, lines);
        const read = parseStory(edited, "s.md");
        for (const line of lines) expect(ticked(read)).toContain(line);
        expect(withoutBoxes(edited)).toBe(withoutBoxes(text));
      }),
    );
  });

  it("that are all cleared leave no ticked task but those of reviews", () => {
    fc.assert(
      fc.property(genText, (text) => {
        const story = parseStory(untickTasks(text), "s.md");
        const left = story.tasks.filter((task) => task.checked && !task.text.includes("[AI-Review]"));
        expect(left).toEqual([]);
      }),
    );
  });

  it("survive a status and a record being written", () => {
    fc.assert(
      fc.property(genText, fc.array(fc.string({ maxLength: 40 }), { maxLength: 3 }), (text, notes) => {
        const titled = `# Story 1.1: T\n\nStatus: draft\n\n## Tasks\n- [ ] first\n\n## Notes\n${text}`;
        const before = parseStory(titled, "s.md");
        const record = { model: "m", notes, files: ["src/a.ts"] };
        const after = parseStory(appendDevRecord(setStoryStatus(titled, "done"), record), "s.md");
        expect(after.status).toBe("done");
        expect(after.tasks.slice(0, 1)).toEqual(before.tasks.slice(0, 1));
      }),
    );
  });
});
