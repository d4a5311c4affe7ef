import { describe, expect, it } from "vitest";
import { setBoardStatuses } from "../../../../src/core/sprint/edit-board.ts";

describe("setBoardStatuses", () => {
  it("changes the value and leaves comments, quotes, order and line ends alone", () => {
    const text =
      '\uFEFF# keep: me\r\ndevelopment_status:\r\n  1-1-a:   \'backlog\'   # 1-1-a: backlog\r\n  1-2-b: backlog# no comment\r\n  "1-3-c" : "review"\r\n';
    const edited = setBoardStatuses(text, [
      { key: "1-3-c", to: "done" },
      { key: "1-1-a", to: "in-progress" },
    ]);
    expect(edited.missing).toEqual([]);
    expect(edited.text).toBe(text.replace("'backlog'", "'in-progress'").replace('"review"', '"done"'));
  });

  it("reports keys that are not on the board", () => {
    const text = "development_status:\n  1-1-a: backlog\n";
    expect(setBoardStatuses(text, [{ key: "9-9-z", to: "done" }])).toEqual({ text, missing: ["9-9-z"] });
  });

  it("fills in a status that is not there", () => {
    const text = "development_status:\n  1-1-a:\n  1-2-b: backlog\n";
    const edited = setBoardStatuses(text, [{ key: "1-1-a", to: "review" }]);
    expect(edited.text).toBe("development_status:\n  1-1-a: review\n  1-2-b: backlog\n");
  });

  it("changes the status inside a story that is a map", () => {
    const text = "development_status:\n  1-1-a:\n    title: A\n    status: review\n";
    expect(setBoardStatuses(text, [{ key: "1-1-a", to: "done" }]).text).toBe(text.replace("review", "done"));
  });

  it("changes the entry that counts when a key stands twice", () => {
    const text = "development_status:\n  1-1-a: backlog\n  1-1-a: review\n";
    expect(setBoardStatuses(text, [{ key: "1-1-a", to: "done" }]).text).toBe(text.replace("review", "done"));
  });

  it("works on a board that is broken elsewhere", () => {
    const text = "story_location: {project-root}/docs\ndevelopment_status:\n  1-1-a: backlog # x\n";
    expect(setBoardStatuses(text, [{ key: "1-1-a", to: "done" }]).text).toBe(text.replace("backlog", "done"));
  });

  it("reports keys that have no place for a status", () => {
    const text = '- id: "1"\n  title: A\n- id: "2"\n  title: B\n';
    expect(setBoardStatuses(text, [{ key: "1", to: "done" }])).toEqual({ text, missing: ["1"] });
  });

  it.each(["true", "#1", "a: b", "✅ done", "no"])("quotes %s so that it stays text", (status) => {
    const text = "development_status:\n  1-1-a: backlog\n";
    const edited = setBoardStatuses(text, [{ key: "1-1-a", to: status }]);
    expect(edited.text).toBe(`development_status:\n  1-1-a: ${JSON.stringify(status)}\n`);
  });
});
