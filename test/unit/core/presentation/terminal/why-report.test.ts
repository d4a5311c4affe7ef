import { describe, expect, it } from "vitest";
import { pairDocument } from "../../../../../src/core/presentation/json/why-document.ts";
import { renderWhyReply } from "../../../../../src/core/presentation/plan/why-reply.ts";
import { pairReport, storyReport } from "../../../../../src/core/presentation/terminal/why-report.ts";
import { plannedSprint, sharing, whyPair, whyStory } from "../../../../support/planned-sprint.ts";
import { LINKS } from "../../../../support/presentation-views.ts";
import { storyText } from "../../../../support/planning-sprint.ts";

const SCREEN = { width: 80, hasColours: false };
const WRITTEN = {
  board: ["1-1-base: blocked", "1-2-top: backlog", "2-1-a: backlog", "3-1-b: backlog"],
  stories: {
    "1-1-base": storyText(["src/base/x.ts"]),
    "1-2-top": storyText(["src/top/y.ts"], "## Dependencies", "- Story 1.1: the register"),
    "2-1-a": storyText(["src/shared/z.ts"]),
    "3-1-b": storyText(["src/shared/z.ts"]),
  },
};
const SPRINT = plannedSprint(WRITTEN, { conflicts: [sharing("2-1-a", "3-1-b", "src/shared/z.ts")] });

const SCHEMA = plannedSprint({
  board: ["1-1-a: backlog", "1-2-b: backlog"],
  stories: {
    "1-1-a": storyText(["prisma/schema.prisma"]),
    "1-2-b": storyText(["prisma/schema.prisma"]),
  },
});

describe("what two stories touch", () => {
  const explanation = whyPair(SCHEMA, "1-1-a", "1-2-b");

  it("holds a file of the database once, in a terminal, a comment and for programs", () => {
    const source = { links: LINKS, commit: "c0ffee0" };
    const texts = [pairReport(explanation, SCREEN), renderWhyReply({ kind: "pair", explanation }, source)];
    for (const text of texts) {
      expect(text.match(/^ *- .*schema\.prisma`?(?:  line| —)/gmu)).toHaveLength(2);
    }
    expect(pairDocument(explanation).touches[0]).toMatchObject([
      { kind: "database", name: "prisma/schema.prisma" },
    ]);
  });
});

describe("why in a terminal", () => {
  it("shows for a story what it needs, the line, and what would release it", () => {
    expect(storyReport(whyStory(SPRINT, "1-2-top"), SCREEN)).toMatchInlineSnapshot(`
      "1-2-top  Sample
      It waits for \`1-1-base\`.

      Board: backlog  docs/sprint-artifacts/sprint-status.yaml:3
      Story: docs/sprint-artifacts/1-2-top.md

      What it needs
        - it needs 1-1-base, which is blocked on the board
          docs/sprint-artifacts/1-2-top.md:4
          | - Story 1.1: the register

      What would release it
        → For \`1-1-base\`: When nothing blocks it any more, set \`1-1-base\` to
          \`ready-for-dev\`.
          docs/sprint-artifacts/sprint-status.yaml:2
          | 1-1-base: blocked
      "
    `);
  });

  it("shows for two stories the rule and the lines of both", () => {
    expect(pairReport(whyPair(SPRINT, "2-1-a", "3-1-b"), SCREEN)).toMatchInlineSnapshot(`
      "2-1-a  Sample
      3-1-b  Sample

      Together: no.
      Both change \`src/shared/z.ts\`.
      Rule: shared-file; it lasts until the first of them is merged.

      These lines say so
          docs/sprint-artifacts/2-1-a.md:6
          | - [ ] Change \`src/shared/z.ts\`
          docs/sprint-artifacts/3-1-b.md:6
          | - [ ] Change \`src/shared/z.ts\`

      2-1-a touches
        - src/shared/z.ts  line 6

      3-1-b touches
        - src/shared/z.ts  line 6

      What would release it
        → They run one after the other by themselves.
        → If one of them only reads it, say so in its story; what never collides can
          be named under \`conflicts\` in \`.github/batch-stories.yml\`.
      "
    `);
  });

  it("shows for independent stories what each touches", () => {
    expect(pairReport(whyPair(SPRINT, "1-2-top", "2-1-a"), SCREEN)).toMatchInlineSnapshot(`
      "1-2-top  Sample
      2-1-a  Sample

      Together: yes.
      They may run together: they need nothing of each other, and nothing both of them
      change was found.

      1-2-top touches
        - src/top/y.ts  line 8

      2-1-a touches
        - src/shared/z.ts  line 6
      "
    `);
  });
});
