import { describe, expect, test } from "vitest";
import type { BatchState } from "../../../../../src/core/batch/batch-state.ts";
import { HAND_LIMIT } from "../../../../../src/core/batch/names.ts";
import {
  LONGEST_SUMMARY,
  renderEndedRun,
  redEnd,
} from "../../../../../src/core/presentation/by-hand/ended-run.ts";
import {
  renderPlannedRun,
  type PlannedRunView,
} from "../../../../../src/core/presentation/by-hand/planned-run.ts";
import {
  aBatch,
  aConflict,
  aDispatchedStory,
  aPlan,
  aStory,
  at,
  planned,
  waitsFor,
  waitsForMerge,
} from "../../../../support/batch-builders.ts";
import { aDeliveredWith, aFailedWith, LINKS } from "../../../../support/presentation-views.ts";

const ORIGIN = { kind: "by-hand", runId: 7, runAttempt: 1, limit: 2 } as const;

const DONE = { kind: "excluded", because: "done", reason: "It is done." } as const;

const PLAN = aPlan(
  [
    planned("1-1-gate"),
    planned("1-2-fence"),
    planned("1-3-lamp"),
    planned("1-4-path", waitsFor("1-1-gate")),
    planned("1-5-shed", { disposition: DONE }),
  ],
  [aConflict("1-1-gate", "1-3-lamp")],
);

function byHand(stories: BatchState["stories"], changes: Partial<BatchState> = {}): BatchState {
  return aBatch(stories, { origin: ORIGIN, ...changes });
}

function plannedView(changes: Partial<PlannedRunView> = {}): PlannedRunView {
  return {
    end: "started",
    plan: PLAN,
    running: byHand([aDispatchedStory("1-1-gate"), aDispatchedStory("1-2-fence")]),
    later: [
      aStory("1-3-lamp", { condition: { kind: "waiting", for: ["both change src/app.ts"] } }),
      aStory("1-6-roof"),
    ],
    notices: [],
    links: LINKS,
    ...changes,
  };
}

describe("the plan of a run by hand", () => {
  test("says what runs, what does not and why, and how to go on", () => {
    expect(renderPlannedRun(plannedView())).toMatchInlineSnapshot(`
      "### 🏃 2 stories run now · 2 ready for later · 1 waits · 1 left out

      **Runs now**

      | Story | Kind | Why now |
      | --- | --- | --- |
      | \`1-1-gate\` Story 1-1-gate | backlog | Nothing stands in its way. |
      | \`1-2-fence\` Story 1-2-fence | backlog | Nothing stands in its way. |

      **Ready, but not now**

      - \`1-3-lamp\` Story 1-3-lamp — not beside \`1-1-gate\`: 1-1-gate and 1-3-lamp both change src/app.ts
      - \`1-6-roof\` Story 1-6-roof — The limit of 2 is reached.

      **Waiting**

      - \`1-4-path\` Story 1-4-path — needs 1-1-gate

      <details>
      <summary>🗺️ Who waits for whom</summary>

      \`\`\`mermaid
      graph LR
        s0["1-1-gate Story 1-1-gate"]:::running
        s1["1-3-lamp Story 1-3-lamp"]:::ready
        s2["1-4-path Story 1-4-path"]:::waiting
        s0 --> s2
        s0 -. same file .- s1
        classDef running fill:#ddf4ff,stroke:#0969da,color:#0550ae
        classDef ready fill:#ffffff,stroke:#57606a,color:#24292f
        classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4
      \`\`\`

      </details>

      <details>
      <summary>Left out: 1 done</summary>

      - done: \`1-5-shed\`

      </details>

      Up to 3 work at the same time. The job \`report\` shows below what became of them. For the others, run the workflow again after merging.

      <sub>Batch \`b1-100\` · started by ada · main at [\`0000000\`](https://github.com/acme/shop/commit/0000000000000000000000000000000000000001)</sub>"
    `);
  });

  test("names no limit that nobody gave, but how many stories a run takes", () => {
    const full = byHand([aDispatchedStory("1-1-gate")], { origin: { ...ORIGIN, limit: HAND_LIMIT } });

    const text = renderPlannedRun(plannedView({ running: full, later: [aStory("1-6-roof")] }));

    expect(text).toContain(`A run takes at most ${HAND_LIMIT} stories.`);
    expect(text).not.toContain("The limit");
  });

  test("of a dry run says that nothing was started, and names no batch", () => {
    const text = renderPlannedRun(plannedView({ end: "shown" }));

    expect(text).toContain("Dry run: 2 stories would run now");
    expect(text).toContain("Nothing was started or written.");
    expect(text).not.toContain("Batch `");
  });

  test("where nothing can run says what everything waits for", () => {
    const plan = aPlan([planned("1-4-path", waitsForMerge("1-1-gate", 12))]);

    const text = renderPlannedRun(plannedView({ end: "nothing", plan, running: byHand([]), later: [] }));

    expect(text).toContain("### 💤 Nothing can run now · 1 waits");
    expect(text).toMatch(/needs 1-1-gate, which is delivered as #.?12/u);
  });

  test("shows what people wrote as text, whatever they wrote", () => {
    const title = "<img src=x> @everyone [a](b) closes #1";
    const text = renderPlannedRun(plannedView({ later: [aStory("1-6-roof", { title })], notices: [title] }));

    expect(text).not.toContain("<img");
    expect(text).not.toContain("@everyone");
  });
});

describe("the end of a run by hand", () => {
  const ended = byHand([aDeliveredWith("1-1-gate", 12), aFailedWith("1-2-fence", null)], {
    condition: { kind: "finished", at: at(0) },
  });
  const next = {
    plan: aPlan([
      planned("1-3-lamp"),
      planned("1-4-path", waitsForMerge("1-1-gate", 12)),
      planned("1-6-roof"),
    ]),
    running: byHand([aDispatchedStory("1-3-lamp")]),
    later: [aStory("1-6-roof", { condition: { kind: "waiting", for: ["both change the roof"] } })],
  };

  test("shows results and cards, and what can run next", () => {
    const text = renderEndedRun({ state: ended, next, notices: [], links: LINKS });

    expect(text).toContain("### ⚠️ Batch complete · 1/2 succeeded, 1 failed");
    expect(text).toContain("✅ <b>1-1-gate</b>");
    expect(text).toContain("❌ <b>1-2-fence</b>");
    expect(text).toContain("#### What is next\n\n1 story can run now: run the workflow again.");
    expect(text).toContain("`1-6-roof` Story 1-6-roof — both change the roof");
    expect(text).toMatch(/needs 1-1-gate, which is delivered as #.?12/u);
  });

  test("names the workflow, not a comment, as the way to try again", () => {
    const text = renderEndedRun({ state: ended, next: undefined, notices: [], links: LINKS });

    expect(text).toContain("run the workflow again with `stories` set to `1-2-fence`");
    expect(text).not.toContain("/batch-stories");
  });

  test("tells where the board could not be written", () => {
    const notices = ["The sprint board could not be updated: the branch is protected."];

    expect(renderEndedRun({ state: ended, next, notices, links: LINKS })).toContain("branch is protected");
  });

  test("is red by every story that did not succeed and says how to try again, else green", () => {
    expect(redEnd(ended)).toEqual({
      title: "1 of 2 stories did not succeed",
      text:
        "❌ 1-2-fence: failed\n" +
        "Each story has one attempt per run; start the workflow again (not 're-run') to try again.",
    });
    expect(redEnd({ ...ended, stories: ended.stories.slice(0, 1) })).toBeUndefined();
  });

  test("stays below what GitHub takes, however much went wrong", () => {
    const reason = "&".repeat(2000);
    const stories = Array.from({ length: 256 }, (_, index) => {
      const story = aFailedWith(`1-${index}-s`, null);
      return { ...story, condition: { kind: "failed" as const, reasons: Array(50).fill(reason) } };
    });

    const text = renderEndedRun({ state: { ...ended, stories }, next, notices: [], links: LINKS });

    expect(text.length).toBeLessThan(LONGEST_SUMMARY);
    expect(text).toContain("1-255-s");
  });
});
