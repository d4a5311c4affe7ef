import { describe, expect, test } from "vitest";
import { isAlreadyDone, reconciliation } from "../../../../src/core/pipeline/arithmetic.ts";
import { reviewerPerspectives, storyComplexity } from "../../../../src/core/pipeline/complexity.ts";
import { isDevRecordFilled } from "../../../../src/core/pipeline/dev-record.ts";
import type { Task } from "../../../../src/core/sprint/story.ts";

function tasks(total: number, checked: number, text = "Do it"): readonly Task[] {
  return Array.from({ length: total }, (_, index) => ({
    text,
    checked: index < checked,
    depth: 0,
    line: index + 1,
  }));
}

describe("reconciliation", () => {
  test.each([
    { total: 10, checked: 0, filled: true, percent: 0, recommendation: "stop" },
    { total: 0, checked: 0, filled: true, percent: 0, recommendation: "stop" },
    { total: 10, checked: 1, filled: true, percent: 10, recommendation: "in-progress" },
    { total: 10, checked: 7, filled: true, percent: 70, recommendation: "in-progress" },
    { total: 1000, checked: 799, filled: true, percent: 79.9, recommendation: "in-progress" },
    { total: 10, checked: 8, filled: true, percent: 80, recommendation: "review" },
    { total: 10_000, checked: 9499, filled: true, percent: 94.9, recommendation: "review" },
    { total: 100, checked: 95, filled: true, percent: 95, recommendation: "done" },
    { total: 100, checked: 95, filled: false, percent: 95, recommendation: "review" },
    { total: 12, checked: 12, filled: true, percent: 100, recommendation: "done" },
    { total: 12, checked: 12, filled: false, percent: 100, recommendation: "review" },
  ])("$checked of $total, record filled $filled: $recommendation", ({ filled, ...expected }) => {
    expect(reconciliation(tasks(expected.total, expected.checked), filled)).toEqual(expected);
  });
});

describe("isAlreadyDone", () => {
  test("needs a box, and every box ticked", () => {
    expect(isAlreadyDone(tasks(3, 3))).toBe(true);
    expect(isAlreadyDone(tasks(3, 2))).toBe(false);
    expect(isAlreadyDone([])).toBe(false);
  });
});

describe("storyComplexity", () => {
  test.each([
    ["trivial", tasks(1, 0), []],
    ["micro", tasks(2, 0), []],
    ["light", tasks(3, 0), []],
    ["light", tasks(1, 0, "Call the weather API"), []],
    ["standard", tasks(5, 0), []],
    ["standard", tasks(1, 0), ["A form asks for the name"]],
    ["complex", tasks(5, 0, "Write the migration"), []],
    ["complex", tasks(11, 0), []],
    ["critical", tasks(16, 0), []],
    ["critical", tasks(1, 0, "Store credentials"), []],
    ["micro", tasks(2, 0, "Make it acceptable and capital"), ["secretary"]],
  ] as const)("is %s", (expected, list, criteria) => {
    expect(storyComplexity({ title: "T", tasks: list, criteria })).toBe(expected);
  });

  test("counts tasks, not subtasks", () => {
    const subtasks = tasks(20, 0).map((task, index) => ({ ...task, depth: index === 0 ? 0 : 1 }));

    expect(storyComplexity({ title: "T", tasks: subtasks, criteria: [] })).toBe("trivial");
  });
});

describe("reviewerPerspectives", () => {
  test("grow with complexity", () => {
    const counts = (["trivial", "micro", "light", "standard", "complex", "critical"] as const).map(
      (complexity) => reviewerPerspectives(complexity).length,
    );

    expect(counts).toEqual([1, 1, 2, 2, 3, 4]);
  });
});

describe("isDevRecordFilled", () => {
  function record(text: string): string {
    return `# Story\n\n## Dev Agent Record\n\n${text}\n\n## Change Log\n\n- first\n`;
  }

  test.each([
    ["notes", "### Completion Notes List\n\n- Done."],
    ["a model", "### Agent Model Used\n\nopus"],
    ["what stands below deeper headings", "### Notes\n\n#### First\n\nDone."],
  ])("sees %s", (_what, text) => {
    expect(isDevRecordFilled(record(text))).toBe(true);
  });

  test.each([
    ["headings only", "### Agent Model Used\n\n### File List"],
    ["a template", "### Agent Model Used\n\n{{agent_model_name_version}}\n\n### File List\n\n- \n"],
    ["comments", "<!-- filled\nby -->\n### File List\n<!-- later -->"],
    ["placeholders", "### Agent Model Used\n\n_TBD_\n\n- None yet."],
  ])("takes %s for empty", (_what, text) => {
    expect(isDevRecordFilled(record(text))).toBe(false);
  });

  test("reads headings that are indented a little", () => {
    expect(isDevRecordFilled(" ## Dev Agent Record\n\n ### Model\n\n opus\n")).toBe(true);
  });

  test("looks at no other section", () => {
    expect(isDevRecordFilled("# Story\n\n## Dev Notes\n\n- words\n")).toBe(false);
  });
});
