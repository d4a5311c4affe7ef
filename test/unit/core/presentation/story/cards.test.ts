import { describe, expect, test } from "vitest";
import { failureCard } from "../../../../../src/core/presentation/story/failure-card.ts";
import { storyCard } from "../../../../../src/core/presentation/story/story-card.ts";
import { anAttempt, aStory, at, FACTS } from "../../../../support/batch-builders.ts";
import { aDeliveredWith, aFailedWith, LINKS, RICH_FACTS } from "../../../../support/presentation-views.ts";

const CONTEXT = { links: LINKS, maxAttempts: 2, isByHand: false };

describe("storyCard", () => {
  test("shows what was built, tested, found and delivered", () => {
    const facts = { ...RICH_FACTS, filesOmitted: 4, commit: "481c7fd0".repeat(5) };

    expect(storyCard(aDeliveredWith("36-2-status-badge", 12, facts), LINKS)).toMatchInlineSnapshot(`
      "<details>
      <summary>✅ <b>36-2-status-badge</b> Ledger with badges · 8 files · 22 tests added · issues 3 → 0 · #12 · 12m 4s</summary>

      \`\`\`diff
      + src/ledger/service.ts — list, create and update ledger rows
      + src/ledger/badge.tsx — shows the status of a row
      ~ src/pages/ledger/[id].tsx — uses the service
      - src/old.ts
        … and 4 more
      \`\`\`

      - **Tests** 22 added, passing, 97.6% coverage
      - **Issues** 3 found → 3 fixed (1 iteration)
      - **Tasks** 12 of 12
      - **Commit** feat(36-2-status-badge) [\`481c7fd\`](https://github.com/acme/shop/commit/481c7fd0481c7fd0481c7fd0481c7fd0481c7fd0) in [#12](https://github.com/acme/shop/pull/12)
      - **Cost** $0.50, 1000 tokens

      </details>"
    `);
  });

  test("says what is not known instead of leaving it out", () => {
    const facts = { ...FACTS, testsAdded: 0, testStatus: "not-configured" as const, costUsd: 0, tokens: 0 };
    const card = storyCard(aDeliveredWith("1-1-a", 12, facts), LINKS);

    expect(card).toContain("**Tests** 0 added, no test command is configured");
    expect(card).toContain("**Issues** none found");
    expect(card).not.toContain("Cost");
  });

  test("names the attempts that did not deliver", () => {
    const story = aDeliveredWith("1-1-a", 12);
    const rejected = anAttempt({
      settledAt: at(-1000),
      outcome: {
        kind: "rejected",
        pullRequest: 12,
        headSha: null,
        reasons: ["builder artifact (no file:line evidence)"],
        facts: null,
      },
    });
    const card = storyCard({ ...story, attempts: [rejected, ...story.attempts] }, LINKS);

    expect(card).toContain("**Attempt 1** did not deliver: builder artifact (no file:line evidence)");
  });

  test("is small for a story that was done already", () => {
    const story = aStory("1-1-a", { title: "Docs", condition: { kind: "alreadyDone" } });

    expect(storyCard(story, LINKS)).toMatchInlineSnapshot(`
      "<details>
      <summary>⏭️ <b>1-1-a</b> Docs · already done</summary>

      Every task was ticked before the batch began, so the pipeline was skipped.

      </details>"
    `);
  });

  test("is empty for a story that delivered nothing", () => {
    expect(storyCard(aStory("1-1-a"), LINKS)).toBe("");
  });
});

describe("failureCard", () => {
  test("says for each attempt what failed, what is left of it and what to do", () => {
    expect(failureCard(aFailedWith("1-4-cart", 14), CONTEXT)).toMatchInlineSnapshot(`
      "<details>
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

      </details>"
    `);
  });

  test.each([
    ["a draft", aFailedWith("1-4-cart", 14), "Finish the draft [#14]("],
    [
      "nothing",
      aFailedWith("1-4-cart", null),
      "Put right what the reasons name, or sharpen the story, then comment",
    ],
    [
      "a question",
      aStory("1-4-cart", { condition: { kind: "blocked", reasons: ["Which currency?"], critical: false } }),
      "Write the missing decision or information into the story file, then comment",
    ],
    [
      "a fault of the infrastructure",
      aStory("1-4-cart", {
        condition: { kind: "failed", reasons: ["x"] },
        attempts: [
          anAttempt({ settledAt: at(0), outcome: { kind: "fault", reason: "The runner was lost." } }),
        ],
      }),
      "The story itself may be fine: when the cause is gone, comment",
    ],
  ])("names the next step when %s is left", (_what, story, step) => {
    const card = failureCard(story, CONTEXT);

    expect(card).toContain(step);
    expect(card).toContain("`/batch-stories run --stories 1-4-cart`");
  });

  test("tells once what several attempts in a row ended with, and keeps its first line short", () => {
    const reasons = [`The project's tests fail: 1 of 10 ${"and so on ".repeat(20)}`];
    const outcome = { kind: "failed", phase: "REFINE", reasons, facts: null } as const;
    const story = aStory("1-4-cart", {
      condition: { kind: "failed", reasons },
      attempts: [anAttempt({ outcome }), anAttempt({ number: 2, nonce: "nonce-two", outcome })],
    });

    const card = failureCard(story, CONTEXT);

    expect(card).toContain("**Attempts 1 and 2**, why:");
    expect(card.split("- The project's tests fail")).toHaveLength(2);
    expect(card.split("\n")[1]?.length).toBeLessThan(180);
  });

  test("does not call tries exhausted that are not", () => {
    expect(failureCard(aFailedWith("1-4-cart", null), { ...CONTEXT, maxAttempts: 3 })).not.toContain(
      "exhausted",
    );
  });
});
