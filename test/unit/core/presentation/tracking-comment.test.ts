import { describe, expect, test } from "vitest";
import type { BatchState, StoryState } from "../../../../src/core/batch/batch-state.ts";
import {
  renderTrackingComment,
  type TrackingView,
} from "../../../../src/core/presentation/tracking-comment.ts";
import {
  aBatch,
  aDispatchedStory,
  anAttempt,
  aPlan,
  aStory,
  at,
  deepFreeze,
  planned,
} from "../../../support/batch-builders.ts";
import { aDeliveredWith, aFailedWith, aMiddle } from "../../../support/presentation-views.ts";

/** Sections of the middle view, the most worth keeping first. */
const BY_WORTH = [
  "Left out:",
  "🗺️ Plan and reasons",
  "<b>1-1-ledger</b>",
  "<b>1-4-cart</b>",
  "<b>2-1-docs</b>",
  "**Live feed**",
];

function headlineOf(state: BatchState, changes: Partial<TrackingView> = {}): string {
  return (
    renderTrackingComment(aMiddle({ state, plan: undefined, notices: [], ...changes })).split("\n")[0] ?? ""
  );
}

function ended(condition: BatchState["condition"], stories?: readonly StoryState[]): BatchState {
  return aBatch(stories ?? aMiddle().state.stories, { condition });
}

describe("the tracking comment in the middle of a batch", () => {
  test("reads like this", () => {
    expect(renderTrackingComment(aMiddle())).toMatchInlineSnapshot(`
      "### 🏃 2 of 8 done · 2 running · 3 need you · 1h 0m · parallel mode with 2 workers

      > [!IMPORTANT]
      > **Needs you**
      >
      > - **Merge** [#12](https://github.com/acme/shop/pull/12) \`1-1-ledger\` Ledger with badges — \`1-5-history\` waits for it
      > - **Look at** \`1-4-cart\` Cart totals: The tests still fail after 3 rounds: 2 of 14 — draft [#14](https://github.com/acme/shop/pull/14)
      > - The sprint board could not be updated: GitHub refused the commit to \`main\` (protected branch).

      | Story | State | Time | Attempt | Pull request | Waits for |
      | --- | --- | --- | --- | --- | --- |
      | \`1-1-ledger\` Ledger with badges | ✅ delivered | 12m 4s | 1/2 | [#12](https://github.com/acme/shop/pull/12) |  |
      | \`1-2-login\` Story 1-2-login | 🔨 **BUILD** | 4m | 1/2 |  |  |
      | \`1-3-search\` Story 1-3-search | 🔍 **VERIFY** | 4m | 1/2 |  |  |
      | \`1-4-cart\` Cart totals | ❌ **failed** | 6m 30s | 2/2 | [#14](https://github.com/acme/shop/pull/14) |  |
      | \`1-5-history\` Ledger history | 🔗 waiting |  |  |  | \`1-1-ledger\` |
      | \`1-6-export\` Export | 🕒 queued |  |  |  |  |
      | \`2-1-docs\` Docs | ⏭️ already done | 0s | 1/2 |  |  |
      | \`2-2-taxes\` Taxes | ⚪ skipped |  |  |  | needs \`1-4-cart\` |

      **Live feed**

      \`\`\`text
      1-2-login  | [08:57] PREPARE — 4 unchecked tasks, 0 checked
      1-3-search | [08:58] BUILD DONE — 1 new, 1 modified (48 lines)
      1-3-search |   + src/search.ts — finds stories
      1-2-login  | [08:59] BUILD — 2 of 4 tasks
      \`\`\`

      <details>
      <summary>✅ <b>1-1-ledger</b> Ledger with badges · 4 files · 22 tests added · issues 3 → 0 · #12 · 12m 4s</summary>

      \`\`\`diff
      + src/ledger/service.ts — list, create and update ledger rows
      + src/ledger/badge.tsx — shows the status of a row
      ~ src/pages/ledger/[id].tsx — uses the service
      - src/old.ts
      \`\`\`

      - **Tests** 22 added, passing, 97.6% coverage
      - **Issues** 3 found → 3 fixed (1 iteration)
      - **Tasks** 12 of 12
      - **Commit** feat(1-1-ledger) [\`0000000\`](https://github.com/acme/shop/commit/000000000000000000000000000000000abcdef1) in [#12](https://github.com/acme/shop/pull/12)
      - **Cost** $0.50, 1000 tokens

      </details>

      <details>
      <summary>❌ <b>1-4-cart</b> Cart totals · failed at REFINE · The tests still fail after 3 rounds: 2 of 14. · 6m 30s</summary>

      **Failed at** REFINE (phase 5)

      **Attempt 1**, what is missing or does not hold:

      - builder artifact (no file:line evidence in tasks\\_addressed)
      - tests (2 of 14 fail)

      **Attempt 2**, why:

      - The tests still fail after 3 rounds: 2 of 14.

      **What was partially done**

      \`\`\`diff
      ~ src/cart.ts — sums up
      \`\`\`

      **Retry** attempt 2 of 2 exhausted

      **Action** Finish the draft [#14](https://github.com/acme/shop/pull/14) by hand and merge it; or close it, sharpen the story, and comment \`/batch-stories run --stories 1-4-cart\`. The log is in [run 9](https://github.com/acme/shop/actions/runs/9).

      </details>

      <details>
      <summary>⏭️ <b>2-1-docs</b> Docs · already done</summary>

      Every task was ticked before the batch began, so the pipeline was skipped.

      </details>

      <details>
      <summary>🗺️ Plan and reasons</summary>

      \`\`\`mermaid
      graph LR
        s0["1-1-ledger Ledger with badges"]:::done
        s1["1-3-search Story 1-3-search"]:::running
        s2["1-4-cart Cart totals"]:::failed
        s3["1-5-history Ledger history"]:::waiting
        s4["1-6-export Export"]:::ready
        s5["2-2-taxes Taxes"]:::waiting
        s0 --> s3
        s2 --> s5
        s1 -. same file .- s4
        classDef done fill:#dafbe1,stroke:#1a7f37,color:#116329
        classDef running fill:#ddf4ff,stroke:#0969da,color:#0550ae
        classDef ready fill:#ffffff,stroke:#57606a,color:#24292f
        classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4
        classDef failed fill:#ffebe9,stroke:#cf222e,color:#a40e26
      \`\`\`

      Arrows lead from what is needed to what needs it; dotted lines keep stories apart.

      **Why stories wait**

      - \`1-5-history\` Ledger history — It needs \`1-1-ledger\`, whose pull request #​12 is not merged.

      **Not at the same time**

      - \`1-3-search\` and \`1-6-export\` — Both change \`src/index.ts\`.

      </details>

      <details>
      <summary>Left out: 1 without a story file, 1 done</summary>

      - \`3-1-later\` Story 3-1-later — No story file was found; tried \`docs/stories/3-1-later.md\`.
      - done: \`3-2-old\`

      </details>

      <details>
      <summary>⚠️ 1 warning in the sprint's files</summary>

      - ⚠️ Story \`2-2\` depends on \`2-9\`, which is not on the board. — [\`docs/stories/2-2-taxes.md:14\`](https://github.com/acme/shop/blob/0000000000000000000000000000000000000001/docs/stories/2-2-taxes.md#L14)  
        \`Depends on: 2-9\`  
        → Add \`2-9\` to the board or remove the dependency.

      </details>

      <sub>Batch \`b1-100\` · started by ada · main at [\`0000000\`](https://github.com/acme/shop/commit/0000000000000000000000000000000000000001) · stop it with \`/batch-stories cancel\`</sub>

      <!-- batch-stories:tracking batch=b1-100 signature=c2lnbmVk -->"
    `);
  });

  test("is rendered from its input alone, and leaves it as it was", () => {
    const view = aMiddle();
    const text = renderTrackingComment(view);

    // A write to anything in it would throw.
    expect(renderTrackingComment(deepFreeze(aMiddle()))).toBe(text);
    expect(renderTrackingComment(view)).toBe(text);
  });

  test.each([
    ["under way", { kind: "dispatched" }, "`1-3-search` — Both change `src/index.ts` |"],
    ["not yet merged", { kind: "delivered", pullRequest: 21 }, "`1-3-search` ([#21]("],
    ["merged", { kind: "merged", pullRequest: 21 }, "| Both change `src/index.ts` |"],
  ] as const)("names the story in whose way another one is while that is %s", (_when, condition, words) => {
    const { state } = aMiddle();
    const stories = state.stories.map((story) => {
      if (story.key === "1-3-search") {
        const pullRequest = "pullRequest" in condition ? condition.pullRequest : null;
        return aStory("1-3-search", { condition, pullRequest, attempts: story.attempts });
      }
      if (story.key !== "1-6-export") return story;
      return aStory("1-6-export", { condition: { kind: "waiting", for: ["Both change `src/index.ts`."] } });
    });

    const comment = renderTrackingComment(aMiddle({ state: aBatch(stories) }));
    const row = comment.split("\n").find((line) => line.startsWith("| `1-6-export`"));

    expect(row).toContain(words);
  });

  test("leaves out every section that has nothing to say", () => {
    const view = aMiddle({
      state: aBatch([aStory("1-1-a")]),
      attempts: [],
      feed: [],
      plan: aPlan([planned("1-1-a")]),
      problems: [],
      notices: [],
    });

    expect(renderTrackingComment(view)).toMatchInlineSnapshot(`
      "### 🏃 0 of 1 done · 1h 0m

      | Story | State |
      | --- | --- |
      | \`1-1-a\` Story 1-1-a | 🕒 queued |

      <sub>Batch \`b1-100\` · started by ada · main at [\`0000000\`](https://github.com/acme/shop/commit/0000000000000000000000000000000000000001) · stop it with \`/batch-stories cancel\`</sub>

      <!-- batch-stories:tracking batch=b1-100 signature=c2lnbmVk -->"
    `);
  });

  test("shows where a story is outside of the seven phases", () => {
    const stories = ["1-1-a", "1-1-b", "1-1-c", "1-1-d"].map((name) => aDispatchedStory(name));
    const phases = ["PROVING", "DELIVERING", "COLLECTING"] as const;
    const attempts = phases.flatMap((phase, index) => {
      const story = stories[index];
      return story ? [{ story: story.key, attempt: 1, runId: 1, startedAt: at(-5), phase, feed: [] }] : [];
    });
    const text = renderTrackingComment(
      aMiddle({ state: aBatch(stories), attempts, plan: undefined, notices: [] }),
    );

    expect(text).toContain("| `1-1-a` Story 1-1-a | 🧪 proving | <1m |");
    expect(text).toContain("| `1-1-b` Story 1-1-b | 🚚 delivering | <1m |");
    expect(text).toContain("| `1-1-c` Story 1-1-c | 📥 checking evidence | <1m |");
    expect(text).toContain("| `1-1-d` Story 1-1-d | ⏳ starting | <1m |");
  });

  test("does not count faults of the infrastructure as attempts", () => {
    const fault = anAttempt({
      runId: 3,
      settledAt: at(-100),
      outcome: { kind: "fault", reason: "runner lost" },
    });
    const story = {
      ...aDispatchedStory("1-1-a"),
      attempts: [fault, anAttempt({ number: 2, nonce: "nonce-two" })],
    };
    const text = renderTrackingComment(
      aMiddle({ state: aBatch([story]), attempts: [], plan: undefined, notices: [] }),
    );

    expect(text).toContain("| ⏳ starting | <1m | 1/2 |");
  });
});

describe("the headline", () => {
  test.each([
    [
      "one story in flight",
      aBatch([aDispatchedStory("1-1-a"), aStory("1-2-b")]),
      "### 🏃 0 of 2 done · 1 running · 1h 0m · sequential mode",
    ],
    ["nothing in flight", aBatch([aStory("1-2-b")]), "### 🏃 0 of 1 done · 1h 0m"],
    [
      "a batch that is about to halt",
      aBatch([aDispatchedStory("1-1-a")], { halting: { cause: "breaker", reason: "x" } }),
      "### 🛑 stopping · 0 of 1 done · 1 running · 1h 0m · sequential mode",
    ],
    [
      "a parked batch",
      ended({ kind: "parked", since: at(-200), waitingFor: ["#12 1-1 to be merged"] }, [
        aDeliveredWith("1-1-a", 12),
      ]),
      "### 🙋 1 of 1 done · 1 needs you · waiting for people for 3m",
    ],
    [
      "a cancelled batch",
      ended({ kind: "cancelled", at: at(0), by: "ada" }, [
        aStory("1-1-a", { condition: { kind: "cancelled", reason: "x" } }),
      ]),
      "### ✖️ Cancelled by ada · 0/1 succeeded, 1 cancelled",
    ],
    [
      "full success",
      ended({ kind: "finished", at: at(4) }, [aDeliveredWith("1-1-a", 12)]),
      "### ✅ Batch complete · 1/1 succeeded · 1h 0m",
    ],
    [
      "success with a failure",
      ended({ kind: "finished", at: at(4) }, [aDeliveredWith("1-1-a", 12), aFailedWith("1-2-b", null)]),
      "### ⚠️ Batch complete · 1/2 succeeded, 1 failed · 1h 0m",
    ],
  ])("says it all for %s", (_what, state, expected) => {
    expect(headlineOf(state)).toBe(expected);
  });
});

describe("the tracking comment at the end", () => {
  test("reads like this when the batch is complete", () => {
    const stories = [aDeliveredWith("1-1-ledger", 12), aFailedWith("1-4-cart", null)];
    const view = aMiddle({
      state: ended({ kind: "finished", at: at(0) }, stories),
      plan: undefined,
      problems: [],
      notices: [],
    });

    expect(renderTrackingComment(view)).toMatchInlineSnapshot(`
      "### ⚠️ Batch complete · 1/2 succeeded, 1 failed · 1h 0m

      > [!IMPORTANT]
      > **Needs you**
      >
      > - **Look at** \`1-4-cart\` Cart totals: The tests still fail after 3 rounds: 2 of 14
      > - **Review and merge** [#12](https://github.com/acme/shop/pull/12) \`1-1-ledger\` Ledger with badges

      | Story | Result | Tests | Coverage | Issues | Commit | Pull request | Attempt | Time |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`1-1-ledger\` Ledger with badges | ✅ DONE | 22 | 97.6% | 3 → 0 | [\`0000000\`](https://github.com/acme/shop/commit/000000000000000000000000000000000abcdef1) | [#12](https://github.com/acme/shop/pull/12) | 1/2 | 12m 4s |
      | \`1-4-cart\` Cart totals | ❌ **FAILED**: The tests still fail after 3 rounds: 2 of 14. |  |  |  |  |  | 2/2 | 6m 30s |

      <details>
      <summary>✅ <b>1-1-ledger</b> Ledger with badges · 4 files · 22 tests added · issues 3 → 0 · #12 · 12m 4s</summary>

      \`\`\`diff
      + src/ledger/service.ts — list, create and update ledger rows
      + src/ledger/badge.tsx — shows the status of a row
      ~ src/pages/ledger/[id].tsx — uses the service
      - src/old.ts
      \`\`\`

      - **Tests** 22 added, passing, 97.6% coverage
      - **Issues** 3 found → 3 fixed (1 iteration)
      - **Tasks** 12 of 12
      - **Commit** feat(1-1-ledger) [\`0000000\`](https://github.com/acme/shop/commit/000000000000000000000000000000000abcdef1) in [#12](https://github.com/acme/shop/pull/12)
      - **Cost** $0.50, 1000 tokens

      </details>

      <details>
      <summary>❌ <b>1-4-cart</b> Cart totals · failed at REFINE · The tests still fail after 3 rounds: 2 of 14. · 6m 30s</summary>

      **Failed at** REFINE (phase 5)

      **Attempt 1**, what is missing or does not hold:

      - builder artifact (no file:line evidence in tasks\\_addressed)
      - tests (2 of 14 fail)

      **Attempt 2**, why:

      - The tests still fail after 3 rounds: 2 of 14.

      **What was partially done**

      \`\`\`diff
      ~ src/cart.ts — sums up
      \`\`\`

      **Retry** attempt 2 of 2 exhausted

      **Action** Put right what the reasons name, or sharpen the story, then comment \`/batch-stories run --stories 1-4-cart\`. The log is in [run 9](https://github.com/acme/shop/actions/runs/9).

      </details>

      <sub>Batch \`b1-100\` · started by ada · main at [\`0000000\`](https://github.com/acme/shop/commit/0000000000000000000000000000000000000001) · parallel mode, up to 2 stories side by side</sub>

      <!-- batch-stories:tracking batch=b1-100 signature=c2lnbmVk -->"
    `);
  });

  test.each([
    ["breaker", "The circuit breaker stopped the batch.", "Read the failure cards below"],
    ["blocker", "A critical blocker stopped the batch.", "Write the missing decision"],
    ["budget", "The budget is used up.", "Raise the budget"],
    [
      "refused",
      "GitHub refused to start the workflow.",
      "takes `workflow_dispatch` with the input `request`",
    ],
  ] as const)("is a checkpoint when it halted by %s", (...[cause, title, step]) => {
    const state = ended({ kind: "halted", at: at(0), cause, reason: "Because <b>of @this</b>." });
    const text = renderTrackingComment(aMiddle({ state }));

    expect(text).toContain(`> **${title}** Because &lt;b&gt;of @\u200Bthis&lt;/b&gt;.`);
    expect(text).toContain("> - Done: `1-1-ledger` and `2-1-docs`");
    expect(text).toContain("> - Failed: `1-4-cart`");
    expect(text).toContain("> - Not started: `1-6-export`");
    expect(text).toContain("> - Waiting: `1-5-history`");
    expect(text).toContain(step);
    expect(text).toContain("Comment `/batch-stories run`: a new batch takes what is left.");
  });

  test("says how many stories ran side by side", () => {
    const twice = [aDeliveredWith("1-1-a", 1), aDeliveredWith("1-2-b", 2), aFailedWith("1-3-c", null)];
    const parallel = renderTrackingComment(aMiddle({ state: ended({ kind: "finished", at: at(0) }, twice) }));
    const alone = renderTrackingComment(
      aMiddle({ state: ended({ kind: "finished", at: at(0) }, twice.slice(1, 2)) }),
    );

    expect(parallel).toContain("parallel mode, up to 3 stories side by side");
    expect(alone).toContain("sequential mode");
  });
});

describe("what needs a person", () => {
  test("puts merges that others wait for first, and gathers those nobody waits for", () => {
    const stories = [1, 2, 3, 4].map((number) => aDeliveredWith(`2-${number}-x`, 20 + number));
    const state = aBatch([...stories, ...aMiddle().state.stories]);
    const text = renderTrackingComment(aMiddle({ state, notices: [] }));

    expect(text.match(/^> - .*$/gmu)).toMatchInlineSnapshot(`
      [
        "> - **Merge** [#12](https://github.com/acme/shop/pull/12) \`1-1-ledger\` Ledger with badges — \`1-5-history\` waits for it",
        "> - **Look at** \`1-4-cart\` Cart totals: The tests still fail after 3 rounds: 2 of 14 — draft [#14](https://github.com/acme/shop/pull/14)",
        "> - **Review and merge** [#21](https://github.com/acme/shop/pull/21) \`2-1-x\`, [#22](https://github.com/acme/shop/pull/22) \`2-2-x\`, [#23](https://github.com/acme/shop/pull/23) \`2-3-x\` and [#24](https://github.com/acme/shop/pull/24) \`2-4-x\`",
      ]
    `);
  });

  test("names what a parked batch waits for besides merges", () => {
    const condition = {
      kind: "parked",
      since: at(0),
      waitingFor: ["#12 1-1-a to be merged", "1-9-z: batch b9-9 works on it"],
    } as const;
    const state = aBatch([aStory("1-9-z")], {
      condition: { ...condition, waitingFor: [...condition.waitingFor] },
    });
    const text = renderTrackingComment(aMiddle({ state, plan: undefined, notices: [] }));

    expect(text.match(/^> - .*$/gmu)).toEqual(["> - 1-9-z: batch b9-9 works on it"]);
  });
});

describe("a tracking comment with very many stories", () => {
  test("folds the rows away that would push the rest out of sight", () => {
    const stories = Array.from({ length: 60 }, (_unused, index) => aStory(`1-${index}-story`));
    const text = renderTrackingComment(aMiddle({ state: aBatch(stories), plan: undefined }));

    expect(text).toContain("<summary>20 more stories</summary>");
    expect(text).toContain("`1-59-story`");
    expect(text).toContain("**Live feed**");
  });

  test("drops the feed first, then old cards, the plan, what was left out, and rows last", () => {
    const middle = aMiddle();
    function sectionsWith(count: number): readonly string[] {
      const many = Array.from({ length: count }, (_unused, index) =>
        aStory(`9-${index}-story`, { title: "x".repeat(80) }),
      );
      const text = renderTrackingComment({ ...middle, state: aBatch([...many, ...middle.state.stories]) });
      expect(text).toContain("🔨 **BUILD**");
      return BY_WORTH.filter((section) => text.includes(section));
    }

    const seen = new Set<number>();
    for (let count = 440; count <= 530; count += 1) {
      const sections = sectionsWith(count);
      expect(sections).toEqual(BY_WORTH.slice(0, sections.length));
      seen.add(sections.length);
    }

    expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  });

  test("counts what it leaves out, and shows what is in flight to the last", () => {
    const many = Array.from({ length: 2000 }, (_unused, index) => aStory(`9-${index}-story`));
    const text = renderTrackingComment(
      aMiddle({ state: aBatch([...many, ...aMiddle().state.stories]), plan: undefined }),
    );

    expect(text).toMatch(/… and \d+ more: \d+ queued, 1 waiting, 1 already done, 1 skipped\./u);
    expect(text).toContain("| `1-4-cart` Cart totals | ❌ **failed** |");
    expect(text.length).toBeLessThan(60_000);
  });
});
