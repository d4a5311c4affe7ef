import { describe, expect, test } from "vitest";
import { mergeBuilderRounds } from "../../../../src/core/pipeline/merge-builder-rounds.ts";
import { compareTaskText } from "../../../../src/core/pipeline/task-text.ts";
import { tasksToTick } from "../../../../src/core/pipeline/tasks-to-tick.ts";
import type { Task } from "../../../../src/core/sprint/story.ts";
import { evidenceParts } from "../../../support/evidence-files.ts";

function task(line: number, text: string, depth = 0): Task {
  return { text, line, depth, checked: false };
}

function cited(text: string, evidence = "src/a.ts:1 — it") {
  return { task: text, evidence, action: "implemented" };
}

function verified(text: string, implemented = true) {
  return { task: text, implemented, evidence: [] };
}

describe("tasksToTick", () => {
  test("ticks what is cited and confirmed", () => {
    expect(tasksToTick([task(3, "A"), task(4, "B")], [cited("A")], [verified("A"), verified("B")])).toEqual([
      3,
    ]);
  });

  test.each([
    ["nothing cites it", [cited("A", "done")], [verified("A")]],
    ["no reviewer mentions it", [cited("A")], []],
    ["a reviewer refuses it", [cited("A")], [verified("A", false)]],
    ["one of two reviewers refuses it", [cited("A")], [verified("A"), verified("A", false)]],
    ["another task was done", [cited("B")], [verified("B")]],
  ])("leaves a box open when %s", (_what, addressed, verification) => {
    expect(tasksToTick([task(3, "A")], addressed, verification)).toEqual([]);
  });

  test("finds a task whose marks and numbering were copied otherwise", () => {
    const tasks = [task(3, "Task 1: Draw the `badge` (AC: 1, 2)")];

    expect(tasksToTick(tasks, [cited("- [ ] draw the badge.")], [verified("Draw the badge")])).toEqual([3]);
  });

  test("ticks a task with its last subtask, never before", () => {
    const tasks = [task(3, "A"), task(4, "A one", 1), task(5, "A two", 1), task(6, "B")];
    const addressed = [cited("A"), cited("A one"), cited("B")];
    const verification = [verified("A"), verified("A one"), verified("A two"), verified("B")];

    expect(tasksToTick(tasks, addressed, verification)).toEqual([4, 6]);
    expect(tasksToTick(tasks, [...addressed, cited("A two")], verification)).toEqual([3, 4, 5, 6]);
  });

  test("needs evidence for each of several equal tasks", () => {
    const tasks = [task(3, "Test it"), task(5, "Test it")];

    expect(tasksToTick(tasks, [cited("Test it")], [verified("Test it")])).toHaveLength(1);
    expect(tasksToTick(tasks, [cited("Test it"), cited("Test it")], [verified("Test it")])).toEqual([3, 5]);
  });

  test("leaves ticked boxes alone", () => {
    expect(tasksToTick([{ ...task(3, "A"), checked: true }], [cited("A")], [verified("A")])).toEqual([]);
  });
});

describe("compareTaskText", () => {
  test("stays quick on hostile text", () => {
    const before = Date.now();
    compareTaskText("( AC".repeat(1_000_000));
    compareTaskText(" ".repeat(1_000_000));

    expect(Date.now() - before).toBeLessThan(200);
  });
});

describe("mergeBuilderRounds", () => {
  const files = { files_created: ["src/badge.ts"], files_modified: [], files_deleted: ["src/app.ts"] };
  const round = { session: "fixer-2", tests_added: { total: 1, passing: 1 }, learnings: ["New."] };

  test("takes the newest citation of a task and the files as they are now", () => {
    const before = evidenceParts().builder;
    const moved = { task: "Draw the badge", evidence: "src/badge.ts:4-30 — moved", action: "fixed" };
    const after = mergeBuilderRounds(before, { ...round, tasks_addressed: [moved] }, files);

    expect(after.tasks_addressed).toEqual([before.tasks_addressed[1], moved]);
    expect(after).toMatchObject({ ...files, iteration: 2, fixer_sessions: ["fixer-1", "fixer-2"] });
    expect(after.tests_added.total).toBe(4);
    expect(after.session).toBe("builder-1");
  });

  test("does not lose a citation to a fixer who gives none", () => {
    const before = evidenceParts().builder;
    const uncited = { task: "Draw the badge", evidence: "fixed", action: "fixed" };

    expect(
      mergeBuilderRounds(before, { ...round, tasks_addressed: [uncited] }, files).tasks_addressed,
    ).toEqual(before.tasks_addressed);
  });
});
