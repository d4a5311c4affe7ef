import { describe, expect, it } from "vitest";
import { parseEpics } from "../../../../src/core/sprint/parse-epics.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";

function references(text: string): readonly string[] {
  const stated = parseStory(text, "s.md").dependsOn.filter((mention) => !mention.isCandidate);
  return stated.map((mention) => mention.reference);
}

describe("dependencies in frontmatter", () => {
  it.each([
    ['depends_on: ["2-2", "2-4"]', ["2-2", "2-4"]],
    ["depends_on: 2-2", ["2-2"]],
    ["depends_on: 1.10", ["1.10"]],
    ["depends_on: 2-2, 2-3", ["2-2", "2-3"]],
    ["depends_on:\n  - 2-2-login\n  - E1-S4", ["2-2-login", "E1-S4"]],
    ["depends_on: [login-form]", ["login-form"]],
    ["depends_on: logout, login-form; PROJ-123-login", ["logout", "login-form", "PROJ-123-login"]],
    ["depends_on: false", []],
    ["depends_on: None (first story)", []],
    ["depends_on: null", []],
    ["depends_on: []", []],
    ["depends_on: none", []],
  ])("%j names %j", (field, expected) => {
    expect(references(`---\n${field}\n---\n# T\n`)).toEqual(expected);
  });
});

it("a dependency of the frontmatter stands where it is written", () => {
  const places = parseStory("---\ndepends_on:\n  - 1-1, 1-2\n  - '1-3'\n---\n", "s.md").dependsOn.map(
    ({ line, column }) => [line, column],
  );
  expect(places).toEqual([
    [3, 5],
    [3, 10],
    [4, 6],
  ]);
});

describe("dependencies behind a label", () => {
  it.each([
    ["Depends on: Story 1.2", ["1.2"]],
    ["**Depends On:** Stories 1.2, 1.3 and 2-1", ["1.2", "1.3", "2-1"]],
    ["- **Prerequisites:** Story 1.2 (parser), Story 1.4", ["1.2", "1.4"]],
    ["**Prerequisites:** Stories 3.1 (SMTP), 3.2 (models), 2.5 (accounts)", ["3.1", "3.2", "2.5"]],
    ["Blocked by: 5-1-ledger", ["5-1-ledger"]],
    ["Depends on: 1-1000-big", ["1-1000-big"]],
    ["Depends on: 1-9999-s9999, E1000-S2000", ["1-9999-s9999", "E1000-S2000"]],
    ["Depends on: 2024-11-05, 2025.1", []],
    ["Depends on: 1-12345", []],
    ["Depends on: Epic 1 Story 2", ["Epic 1 Story 2"]],
    ["Depends on: Story 1.1, but not on Story 1.2", ["1.1"]],
    ["Depends on: Story 1.1, not on 1.2 and 1.3", ["1.1"]],
    ["Depends on: not on Story 1.2 but Story 1.3", ["1.3"]],
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
    ["1. **Dependency**: Stories 6.1.1 and 6.1.2 MUST be completed", ["6.1.1", "6.1.2"]],
    ["- [ ] **Dependency:** Story 5-2 must be completed first", ["5-2"]],
    ["| **Dependencies** | Story 7.6-6 (done), Story 7.6-12 (done) |", ["7.6-6", "7.6-12"]],
    ["**Dependencies on Story 4.1:**", ["4.1"]],
    ["**Depends on E70-S01, S02 and S03:** uses `mergeSlots`", ["E70-S01", "E70-S02", "E70-S03"]],
    ["- **Blocked by E99-S01..S04** — needs all views", ["E99-S01", "E99-S01 to E99-S04"]],
    ["**Prerequisites:** CC-1.1–CC-1.3 for event sources", ["CC-1.1–CC-1.3"]],
    ["**Dependencies:** Stories 7.6-6 through 7.6-9", ["7.6-6 through 7.6-9"]],
    ["**Prerequisite story:** Stories 9-8 through 9-11 depend on these types", []],
    ["**Dependency:** Must complete before Story 14.2", []],
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
    ["- **Story 1.6 (Storage):** No direct dependency.", []],
    ["**Epic 8 Dependency**: Epic 8 is **blocked** by Epic 7", []],
    ["- Builds on `UserTable` from Story 7.1", ["7.1"]],
    ["- **Story 14.3** (next): Routing uses the workspace", []],
    ["- **Story 14.1** (next.js setup): Routing", ["14.1"]],
    ["- **Story 14.2**: Workspaces - will extend this package", []],
    ["- 6.1 schema, **6.4 sync (this story)**, 6.5 queue", []],
    ["### Dependency on Stories 4.3 and 4.4", ["4.3", "4.4"]],
    ["### Dependency between Stories 3.5 and 3.6", []],
    ["None (independent of 16-1 and 16-2)", []],
  ])("line %s names %j", (line, expected) => {
    expect(references(`# T\n\n## Dependencies\n\n${line}\n`)).toEqual(expected);
  });

  it.each([
    "**This story blocks:**",
    "**Blocked stories (waiting for this):**",
    "**Dependent Stories (next):**",
    "**Stories that depend on this:**",
    "**Follow-on Stories:**",
    "**Used by (FUTURE):**",
  ])("runs the other way below %s", (label) => {
    const text = `# T\n\n## Dependencies\n\n**This story requires:**\n- Story 1.1\n\n${label}\n- Story 1.3: more\n- 1.4\n`;
    expect(references(text)).toEqual(["1.1"]);
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
      column: 5,
      excerpt: "- **5-1**: the ledger",
    });
  });
});

describe("an epics file", () => {
  it.each([
    ["**Story CC-0.1: Set up**", "CC-0.1"],
    ["### S1.1 — Set up", "S1.1"],
    ["#### Story 7.2b: Set up", "7.2b"],
    ["### E1-S2 Set up", "E1-S2"],
  ])("may begin a story with %s", (line, reference) => {
    const text = `# Epics\n\n## Epic 0\n\n${line}\n\n**Prerequisites:** Story 1.2\n\n## Epic 1\n`;
    expect(parseEpics(text, "e.md")).toMatchObject([{ reference, title: "Set up", line: 7 }]);
  });

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
          {
            reference: "1.1",
            file: "docs/epics.md",
            line: 7,
            column: 26,
            excerpt: "**Prerequisites:** Story 1.1",
          },
        ],
        text: "Prose about Story 1.9.\n**Prerequisites:** Story 1.1\n#### Technical Notes\n- Story 3.3 is a nice one",
        line: 6,
      },
    ]);
  });
});
