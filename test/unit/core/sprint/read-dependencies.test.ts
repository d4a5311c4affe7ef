import { describe, expect, it } from "vitest";
import { parseEpics } from "../../../../src/core/sprint/parse-epics.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";

function references(text: string): readonly string[] {
  return parseStory(text, "s.md").dependsOn.map((mention) => mention.reference);
}

describe("dependencies in frontmatter", () => {
  it.each([
    ['depends_on: ["2-2", "2-4"]', ["2-2", "2-4"]],
    ["depends_on: 2-2", ["2-2"]],
    ["depends_on: 1.10", ["1.10"]],
    ["depends_on: 2-2, 2-3", ["2-2", "2-3"]],
    ["depends_on:\n  - 2-2-login\n  - E1-S4", ["2-2-login", "E1-S4"]],
    ["depends_on: null", []],
    ["depends_on: []", []],
    ["depends_on: none", []],
  ])("%j names %j", (field, expected) => {
    expect(references(`---\n${field}\n---\n# T\n`)).toEqual(expected);
  });
});

describe("dependencies behind a label", () => {
  it.each([
    ["Depends on: Story 1.2", ["1.2"]],
    ["**Depends On:** Stories 1.2, 1.3 and 2-1", ["1.2", "1.3", "2-1"]],
    ["- **Prerequisites:** Story 1.2 (parser), Story 1.4", ["1.2", "1.4"]],
    ["**Prerequisites:** Stories 3.1 (SMTP), 3.2 (models), 2.5 (accounts)", ["3.1", "3.2", "2.5"]],
    ["Blocked by: 5-1-ledger", ["5-1-ledger"]],
    ["**Requires:** Story 5.1-5.8", ["5.1-5.8"]],
    [
      "**Depends on:** story-core-01-verdict, story-app-02-props",
      ["story-core-01-verdict", "story-app-02-props"],
    ],
    ["**Depends on:** E84-S03 (AppSettings)", ["E84-S03"]],
    ["**Prerequisites:** Epic 2 complete", ["Epic 2"]],
    ["**Prerequisites:** Docker 24.0+, Node 20.1, Next.js 15.1", []],
    ["**Prerequisites:** None (independent of 16-1…)", []],
    ["Dependencies: none, 2-1 can wait", []],
    ["**Blocks:** Story 4.2", []],
    ["**Downstream:** Story 4.2", []],
    ["Depends on: Story 1.2; blocks Story 1.4", ["1.2"]],
    ["The button depends on Story 1.2 being nice", []],
  ])("%s names %j", (line, expected) => {
    expect(references(`# T\n\n${line}\n`)).toEqual(expected);
  });

  it("stand in the list below a label with nothing behind it, and end with the list", () => {
    const text =
      "# T\n\n**Depends on:**\n- Story 1.2\n- `1-3` done\n\n**Technical Notes:**\n- Story 9.9 of the past\n";
    expect(references(text)).toEqual(["1.2", "1-3"]);
  });
});

describe("a Dependencies section", () => {
  it.each([
    ["- **5-1**: the ledger", ["5-1"]],
    ["- Story 3.1 (schema) - MUST be complete", ["3.1"]],
    ["- Requires Story 3.1", ["3.1"]],
    ["| Story 0.7 | E2E validation |", ["0.7"]],
    ["- ✅ Story 2.2: Routing", ["2.2"]],
    ["- Leads to Story 7.6 for assignment", []],
    ["- Service Worker added in Story 8.2", []],
    ["- **Story 5.3:** Will use these functions", []],
    ["- Story 9.11 (Clerk) - uses similar infrastructure", []],
    ["- 5.6.1 and 5.6.2 can run in parallel", []],
    ["- Supabase 2.4 and Next 15.1", []],
    ["- **Blocks:** Story 4.2", []],
    ["None (independent of 16-1 and 16-2)", []],
  ])("line %s names %j", (line, expected) => {
    expect(references(`# T\n\n## Dependencies\n\n${line}\n`)).toEqual(expected);
  });

  it("does not take in the section on who depends on this story", () => {
    const text =
      "# T\n## Dependencies\n### This Story Depends On\n- Story 1.1\n### Stories That Depend On This\n- Story 1.3\n";
    expect(references(text)).toEqual(["1.1"]);
  });

  it("says where it was said", () => {
    const [mention] = parseStory("# T\n\n## Dependencies\n\n- **5-1**: the ledger\n", "docs/s.md").dependsOn;
    expect(mention).toMatchObject({
      reference: "5-1",
      file: "docs/s.md",
      line: 5,
      excerpt: "- **5-1**: the ledger",
    });
  });
});

describe("an epics file", () => {
  it("gives titles and dependencies of its stories, each to its own", () => {
    const text = `# Epics
## Epic 1: Start
### Story 1.1: Scaffold
**Prerequisites:** None (first story)
### Story 1.2: **Wallet**
Prose about Story 1.9.
**Prerequisites:** Story 1.1
#### Technical Notes
- Story 3.3 is a nice one
## Epic 2: Later
**Prerequisites:** Story 1.2
`;
    expect(parseEpics(text, "docs/epics.md")).toEqual([
      {
        reference: "1.1",
        title: "Scaffold",
        dependsOn: [],
        text: "**Prerequisites:** None (first story)",
        line: 4,
      },
      {
        reference: "1.2",
        title: "Wallet",
        dependsOn: [
          { reference: "1.1", file: "docs/epics.md", line: 7, excerpt: "**Prerequisites:** Story 1.1" },
        ],
        text: "Prose about Story 1.9.\n**Prerequisites:** Story 1.1\n#### Technical Notes\n- Story 3.3 is a nice one",
        line: 6,
      },
    ]);
  });
});
