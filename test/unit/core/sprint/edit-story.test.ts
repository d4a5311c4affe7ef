import { describe, expect, it } from "vitest";
import {
  appendDevRecord,
  setStoryStatus,
  tickTasks,
  untickTasks,
} from "../../../../src/core/sprint/edit-story.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";

const STORY =
  "# T\r\n\r\nStatus: review\r\n\r\n## Tasks\r\n- [ ] one\r\n  - [x] two\r\n1. [ ] three\r\n- four\r\n";

describe("ticking tasks", () => {
  it("changes the boxes of the given lines and nothing else", () => {
    expect(tickTasks(STORY, [6, 8, 400])).toBe(
      STORY.replace("- [ ] one", "- [x] one").replace("1. [ ] three", "1. [x] three"),
    );
  });

  it("adds a box to a task that was written without one", () => {
    expect(tickTasks("## Tasks\n- four\n", [2])).toBe("## Tasks\n- [x] four\n");
  });

  it("does not touch lines that are no list items", () => {
    expect(tickTasks("# Title [ ]\ntext\n", [1, 2])).toBe("# Title [ ]\ntext\n");
  });

  it("can be undone for all tasks, while review items stay ticked", () => {
    const text =
      "# T\n## Tasks\n- [x] one\n  - [X] two\n### Review Follow-ups (AI)\n- [x] [AI-Review] guard\n## Notes\n- [x] no task\n";
    expect(untickTasks(text)).toBe(text.replace("[x] one", "[ ] one").replace("[X] two", "[ ] two"));
  });
});

describe("setting the status", () => {
  it.each([
    ["# T\n\nStatus: review\n", "# T\n\nStatus: done\n"],
    ["# T\r\n**Status:** Draft \r\n", "# T\r\n**Status:** done \r\n"],
    ["---\nstatus: 'draft'\n---\n", "---\nstatus: 'done'\n---\n"],
    ["# T\n\n## Status\n\ndrafted\n", "# T\n\n## Status\n\ndone\n"],
    ["# T\n\ntext\n", "# T\n\nStatus: done\n\ntext\n"],
    ["text\n", "Status: done\n\ntext\n"],
  ])("turns %j into %j", (before, after) => {
    expect(setStoryStatus(before, "done")).toBe(after);
  });
});

describe("the record of the agent", () => {
  const record = { model: "sample-model", notes: ["Added\nthe form"], files: ["src/a.ts"] };

  it("is filled where its headings stand, people's entries kept", () => {
    const text =
      "# T\n\n## Dev Agent Record\n\n### Agent Model Used\n\n{{agent_model_name_version}}\n\n### Completion Notes List\n\n- mine\n\n### File List\n\n## Change Log\n\n- old\n";
    expect(appendDevRecord(text, record)).toBe(
      "# T\n\n## Dev Agent Record\n\n### Agent Model Used\n\nsample-model\n\n### Completion Notes List\n\n- mine\n- Added the form\n\n### File List\n\n- src/a.ts\n\n## Change Log\n\n- old\n",
    );
  });

  it("is created at the end where there is none", () => {
    expect(appendDevRecord("# T\r\n\r\ntext\r\n", record)).toBe(
      "# T\r\n\r\ntext\r\n\r\n## Dev Agent Record\r\n\r\n### Agent Model Used\r\n\r\nsample-model\r\n\r\n### Completion Notes List\r\n\r\n- Added the form\r\n\r\n### File List\r\n\r\n- src/a.ts\r\n",
    );
  });

  it("is the same when it is filled twice with the same things", () => {
    const once = appendDevRecord("# T\n", record);
    expect(appendDevRecord(once, record)).toBe(once);
  });

  it("cannot be used to open a comment, a fence or a task", () => {
    const story = parseStory("# T\n\n## Plan\n\n- [ ] real\n", "s.md");
    const notes = ["<!-- hidden", "``` fence", "[ ] a task", "x\n## Tasks\n- [ ] y"];
    const filled = appendDevRecord(story.text, { model: "m", notes, files: ["f.ts"] });
    expect(parseStory(filled, "s.md").tasks).toEqual(story.tasks);
    expect(filled).toContain("- f.ts");
  });
});
