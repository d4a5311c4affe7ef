import { describe, expect, it } from "vitest";
import { planReport } from "../../../../../src/core/presentation/terminal/plan-report.ts";
import { textWidth } from "../../../../../src/core/presentation/terminal/text-width.ts";
import { plannedSprint, sharing } from "../../../../support/planned-sprint.ts";
import { storyText } from "../../../../support/planning-sprint.ts";
import type { WrittenSprint } from "../../../../support/planning-sprint.ts";

const PLAIN = { screen: { width: 80, hasColours: false }, showsAll: false, sameFolder: "" };

function titled(title: string, text: string): string {
  return text.replace("# Story: Sample", `# Story: ${title}`);
}

const SPRINT: WrittenSprint = {
  board: [
    "epic-1: in-progress",
    "1-1-register: done",
    "1-2-prices: backlog",
    "1-3-discount: backlog",
    "1-4-invoice: backlog",
    "epic-2: in-progress",
    "2-1-labels: backlog",
    "2-2-nothing: backlog",
  ],
  stories: {
    "1-2-prices": titled("Prices", storyText(["src/market/prices.ts"])),
    "1-3-discount": titled("割引の計算", storyText(["src/market/prices.ts"])),
    "1-4-invoice": titled("Invoice", storyText(["src/bill/invoice.ts"], "## Dependencies", "- 1-2: prices")),
    "2-1-labels": titled("Labels\u001B[31m of trees", storyText(["src/labels/print.ts"])),
  },
};

const CONFLICTS = [sharing("1-2-prices", "1-3-discount", "src/market/prices.ts")];

describe("the plan in a terminal", () => {
  it("answers first, then lists what starts, follows, waits and is left out", () => {
    expect(planReport(plannedSprint(SPRINT, { conflicts: CONFLICTS }), PLAIN)).toMatchInlineSnapshot(`
      "3 of 6 stories can run: 2 start now, 1 follows, 1 waits, 1 done, 1 left out.

      Board: docs/sprint-artifacts/sprint-status.yaml
      Read: main at c0ffee0, with nothing uncommitted in the sprint's files.
      Rules: 3 workers, rolling.
      Forecast: 4 open tasks in 4 stories; with 3 workers they take as long as 2 in
        a row.

      Starts now (2)
        1-2  Prices               1-4 waits for it
        2-1  Labels[31m of trees

      Follows (1)
        1-3  割引の計算  after 1-2: Both change \`src/market/prices.ts\`.

      Waits (1)
        1-4  Invoice  needs 1-2 (starts now)

      Left out
        without a story file (1): 2-2
          → write their files; \`why\` names where they are looked for
        done (1): 1-1

      More: batch-stories why 1-4
            batch-stories why 1-2 1-3
      Open pull requests are not seen from here; on GitHub the plan counts them too.
      "
    `);
  });

  it("says in the facts which files are not committed yet", () => {
    const uncommitted = ["docs/sprint-artifacts/1-2-prices.md", "docs/sprint-artifacts/x.md"];
    expect(
      planReport(plannedSprint(SPRINT, { conflicts: CONFLICTS, basis: { uncommitted } }), PLAIN),
    ).toContain(
      "Read: main at c0ffee0, and what is not committed yet:\n  docs/sprint-artifacts/1-2-prices.md and 1 more.",
    );
  });

  it("keeps to the width, whatever it is", () => {
    for (const width of [60, 80, 120]) {
      const report = planReport(plannedSprint(SPRINT, { conflicts: CONFLICTS }), {
        ...PLAIN,
        screen: { width, hasColours: false },
      });
      const long = report.split("\n").filter((line) => textWidth(line) > width);
      expect(long).toEqual([]);
    }
  });

  it("puts reasons under titles where a path is longer than its column", () => {
    const path = "crates/parser/src/indexer/first_pass/heap_extraction_of_all_segments.rs";
    const stories = { "1-1-a": storyText([path]), "2-1-b": storyText([path]) };
    const written = { board: ["1-1-a: backlog", "2-1-b: backlog"], stories };
    const sprint = plannedSprint(written, { conflicts: [sharing("1-1-a", "2-1-b", path)] });
    expect(planReport(sprint, PLAIN)).toContain(
      ["  2-1  Sample", `       after 1-1: Both change`, `       \`${path}\`.`].join("\n"),
    );
  });

  it("lets no text of a story steer the terminal", () => {
    const coloured = planReport(plannedSprint(SPRINT, { conflicts: CONFLICTS }), {
      ...PLAIN,
      screen: { width: 80, hasColours: true },
    });
    const plain = planReport(plannedSprint(SPRINT, { conflicts: CONFLICTS }), PLAIN);
    expect(plain).not.toContain("\u001B");
    expect(coloured).toContain("\u001B[1m");
    expect(coloured).not.toContain("\u001B[31m of trees");
  });

  it("cuts long lists and says so, unless everything is asked for", () => {
    const board = Array.from({ length: 30 }, (_unused, index) => `1-${index + 1}-story: backlog`);
    const stories = Object.fromEntries(
      board.map((line, index) => [line.split(":")[0] ?? "", storyText([`src/part-${index}/file.ts`])]),
    );
    const sprint = plannedSprint({ board, stories });
    expect(planReport(sprint, PLAIN)).toContain("… and 15 more; `--all` shows them.");
    expect(planReport(sprint, { ...PLAIN, showsAll: true })).not.toContain("more");
  });

  it("names each problem with its place, the line itself and what to do", () => {
    const text = storyText(["a.ts"], "## Dependencies", "- 9-9: gone");
    const report = planReport(
      plannedSprint({ board: ["1-1-a: backlog"], stories: { "1-1-a": text } }),
      PLAIN,
    );
    expect(report).toMatch(
      new RegExp(
        [
          "Problems: 1 error",
          "  error: `1-1-a` depends on `9-9`, which is not on the board.",
          String.raw`    docs/sprint-artifacts/1-1-a\.md:4(?::\d+)?`,
          String.raw`    \| - 9-9: gone`,
          "    → Add `9-9` to the board or remove the dependency.",
        ].join("\n"),
        "u",
      ),
    );
  });
});

it("accounts for entries of the board whose keys no story can have", () => {
  const board = ["1-1-größe: backlog", "1-2-prices: done"];
  expect(planReport(plannedSprint({ board }), PLAIN)).toContain(
    "cannot be stories until their keys are renamed (1): 1-1-größe",
  );
});
