import { describe, expect, it } from "vitest";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";
import { hasOpenFindings, readOutcome } from "../../../../src/core/sprint/story/read-review.ts";

function reviewOf(...lines: readonly string[]): ReturnType<typeof parseStory>["review"] {
  return parseStory(["# Story 1.1: T", "", "## Tasks", "- [x] one", ...lines].join("\n"), "s.md").review;
}

describe("the outcome of a review", () => {
  it.each([
    ["Approve", "approved"],
    ["✅ **APPROVED** (after fixes)", "approved"],
    ["Changes Requested — one medium finding", "changes-requested"],
    ["**CHANGES REQUESTED** ⚠️", "changes-requested"],
    ["Changes Requested → Fixed → Approved", "approved"],
    ["Changes Requested → Fixed", "approved"],
    ["Approved with no blocked items", "approved"],
    ["Not approved", "changes-requested"],
    ["**BLOCKED**", "blocked"],
    ["see below", "none"],
  ])("%s is %s", (text, outcome) => {
    expect(readOutcome(text)).toBe(outcome);
  });
});

describe("a review of the first generation", () => {
  it("asks for changes while an action item is open", () => {
    const review = reviewOf(
      "## Senior Developer Review (AI)",
      "- Outcome: Changes Requested — one finding",
      "### Action Items",
      "- [ ] [High] Add null guard (AC #2) [file: src/a.ts:31]",
      "- Note: no action required",
    );
    expect(review).toMatchObject({
      outcome: "changes-requested",
      openItems: [expect.stringContaining("null guard")],
    });
    expect(hasOpenFindings(review)).toBe(true);
  });

  it.each([
    ["below a heading of its own", ["### Outcome", "", "**CHANGES REQUESTED**"]],
    ["in a table", ["| **Outcome** | Changes Requested |"]],
    ["in bold", ["**Review Outcome:** CHANGES REQUESTED"]],
  ])("states its outcome %s", (_where, lines) => {
    expect(reviewOf("## Senior Developer Review (AI)", ...lines)?.outcome).toBe("changes-requested");
  });

  it("is settled when every item is ticked, here or among the follow-ups", () => {
    const review = reviewOf(
      "### Review Follow-ups (AI)",
      "- [x] [AI-Review][High] Add null guard [src/a.ts:31]",
      "## Senior Developer Review (AI)",
      "**Outcome:** Changes Requested",
      "- [ ] [High] Add null guard [src/a.ts:31]",
    );
    expect(hasOpenFindings(review)).toBe(false);
  });

  it("goes on behind its sections on references and on what was checked", () => {
    const review = reviewOf(
      "## Senior Developer Review (AI)",
      "Outcome: Approve",
      "### Acceptance Criteria Coverage",
      "- [ ] not an item",
      "### References",
      "### Action Items",
      "- [ ] [Low] rename",
      "## Change Log",
      "- [ ] not an item either",
    );
    expect(review).toMatchObject({ outcome: "approved", openItems: ["[Low] rename"] });
  });

  it("is settled when it approves, whatever advice is left", () => {
    const review = reviewOf("# Senior Developer Review (AI)", "Outcome: Approve", "- [ ] [Low] rename");
    expect(hasOpenFindings(review)).toBe(false);
  });
});

describe("reviews of later generations", () => {
  it("have tagged items among the tasks and no outcome", () => {
    const review = reviewOf("- [ ] [AI-Review][High] Add null guard [src/a.ts:31]");
    expect(review).toMatchObject({ outcome: "none", openItems: [expect.stringContaining("null guard")] });
    expect(hasOpenFindings(review)).toBe(true);
  });

  it("list findings, of which deferred ones are not open", () => {
    const review = reviewOf(
      "### Review Findings",
      "- [ ] [Review][Decision] Limit on names — 80 or 120?",
      "- [x] [Review][Patch] Missing null guard [src/a.ts:31]",
      "- [ ] [Review][Defer] Slow query",
    );
    expect(review?.openItems).toEqual(["[Review][Decision] Limit on names — 80 or 120?"]);
  });
});

describe("several reviews", () => {
  it("are decided by the last one", () => {
    const first = ["## Senior Developer Review (AI)", "**Outcome:** Changes Requested", "- [ ] [High] guard"];
    const second = ["## Senior Developer Review (AI) - Second", "**Outcome:** Approved"];
    expect(hasOpenFindings(reviewOf(...first, ...second))).toBe(false);
    expect(hasOpenFindings(reviewOf(...second, ...first))).toBe(true);
  });

  it("are none when a story has no review", () => {
    expect(reviewOf("## Dev Notes", "The outcome: approved by nobody.")).toBeUndefined();
  });
});
