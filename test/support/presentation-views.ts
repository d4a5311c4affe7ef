import type { CardFacts, StoryState } from "../../src/core/batch/batch-state.ts";
import type { ObservedAttempt } from "../../src/core/batch/observation.ts";
import { renderMarker } from "../../src/core/presentation/marker.ts";
import type { TrackingView } from "../../src/core/presentation/tracking-comment.ts";
import {
  aBatch,
  aDispatchedStory,
  anAttempt,
  aPlan,
  aStory,
  at,
  BATCH,
  FACTS,
  key,
  NOW,
  planned,
  sha,
  waitsFor,
} from "./batch-builders.ts";

export const LINKS = { repositoryUrl: "https://github.com/acme/shop" };

export const RICH_FACTS: CardFacts = {
  ...FACTS,
  filesCreated: [
    { path: "src/ledger/service.ts", purpose: "list, create and update ledger rows" },
    { path: "src/ledger/badge.tsx", purpose: "shows the status of a row" },
  ],
  filesModified: [
    { path: "src/pages/ledger/[id].tsx", purpose: "uses the service" },
    { path: "src/old.ts", purpose: "deleted" },
  ],
  testsAdded: 22,
  coverage: "97.6%",
  issuesFound: 3,
  issuesFixed: 3,
  iterations: 1,
  tasksChecked: 12,
  tasksTotal: 12,
};

export function aDeliveredWith(name: string, pullRequest: number, facts: CardFacts = RICH_FACTS): StoryState {
  return aStory(name, {
    title: "Ledger with badges",
    condition: { kind: "delivered", pullRequest },
    pullRequest,
    attempts: [
      anAttempt({
        runId: 7,
        dispatchedAt: at(-900),
        startedAt: at(-880),
        settledAt: at(-156),
        outcome: { kind: "delivered", pullRequest, headSha: sha(0xabcdef1), facts },
      }),
    ],
  });
}

export function aFailedWith(name: string, pullRequest: number | null): StoryState {
  const missing = "builder artifact (no file:line evidence in tasks_addressed)";
  const facts = { ...FACTS, filesModified: [{ path: "src/cart.ts", purpose: "sums up" }] };
  return aStory(name, {
    title: "Cart totals",
    condition: { kind: "failed", reasons: [`Attempt 1: ${missing}`, "Attempt 2: tests still fail"] },
    pullRequest,
    attempts: [
      anAttempt({
        runId: 8,
        dispatchedAt: at(-1500),
        startedAt: at(-1490),
        settledAt: at(-1200),
        outcome: {
          kind: "rejected",
          pullRequest,
          headSha: null,
          reasons: [missing, "tests (2 of 14 fail)"],
          facts: null,
        },
      }),
      anAttempt({
        number: 2,
        nonce: "nonce-two",
        runId: 9,
        dispatchedAt: at(-1100),
        startedAt: at(-1090),
        settledAt: at(-700),
        outcome: {
          kind: "failed",
          phase: "REFINE",
          reasons: ["The tests still fail after 3 rounds: 2 of 14."],
          facts,
        },
      }),
    ],
  });
}

export function seen(name: string, phase: ObservedAttempt["phase"], seconds: number): ObservedAttempt {
  return { story: key(name), attempt: 1, runId: 11, startedAt: at(-seconds), phase, feed: [] };
}

/** Eight stories in the middle of a batch, one of every kind. */
export function aMiddle(changes: Partial<TrackingView> = {}): TrackingView {
  const stories = [
    aDeliveredWith("1-1-ledger", 12),
    aDispatchedStory("1-2-login", { runId: 11, dispatchedAt: at(-300), startedAt: at(-280) }),
    aDispatchedStory("1-3-search", { runId: 11, dispatchedAt: at(-300) }),
    aFailedWith("1-4-cart", 14),
    aStory("1-5-history", {
      title: "Ledger history",
      condition: { kind: "waiting", for: ["It needs `1-1-ledger`, whose pull request #12 is not merged."] },
    }),
    aStory("1-6-export", { title: "Export", condition: { kind: "queued" } }),
    aStory("2-1-docs", {
      title: "Docs",
      condition: { kind: "alreadyDone" },
      attempts: [anAttempt({ runId: 7, settledAt: at(-800), outcome: { kind: "alreadyDone" } })],
    }),
    aStory("2-2-taxes", {
      title: "Taxes",
      condition: {
        kind: "skipped",
        dependency: key("1-4-cart"),
        reason: "it needs 1-4-cart, which ended as failed",
      },
    }),
  ];
  const plan = aPlan(
    [
      planned("1-1-ledger", {
        disposition: { kind: "excluded", because: "in-review", reason: "Its pull request #12 is open." },
      }),
      planned("1-2-login"),
      planned("1-3-search"),
      planned("1-4-cart"),
      planned("1-5-history", { ...waitsFor("1-1-ledger"), title: "Ledger history" }),
      planned("1-6-export"),
      planned("2-1-docs"),
      planned("2-2-taxes", waitsFor("1-4-cart")),
      planned("3-1-later", {
        disposition: {
          kind: "excluded",
          because: "no-story-file",
          reason: "No story file was found; tried `docs/stories/3-1-later.md`.",
        },
      }),
      planned("3-2-old", {
        disposition: { kind: "excluded", because: "done", reason: "The board says done." },
      }),
    ],
    [
      {
        stories: [key("1-3-search"), key("1-6-export")],
        rule: "shared-file",
        strength: "stated",
        reason: "Both change `src/index.ts`.",
        lines: [],
      },
    ],
  );
  return {
    state: aBatch(stories),
    now: NOW,
    attempts: [seen("1-2-login", "BUILD", 240), seen("1-3-search", "VERIFY", 260)],
    feed: [
      {
        story: key("1-2-login"),
        line: { time: "08:57", phase: "PREPARE", isDone: false, text: "4 unchecked tasks, 0 checked" },
      },
      {
        story: key("1-3-search"),
        line: { time: "08:58", phase: "BUILD", isDone: true, text: "1 new, 1 modified (48 lines)" },
      },
      {
        story: key("1-3-search"),
        line: { time: null, phase: null, isDone: false, text: "+ src/search.ts — finds stories" },
      },
      {
        story: key("1-2-login"),
        line: { time: "08:59", phase: "BUILD", isDone: false, text: "2 of 4 tasks" },
      },
    ],
    plan,
    problems: [
      {
        code: "dependency-missing",
        severity: "warning",
        message: "Story `2-2` depends on `2-9`, which is not on the board.",
        at: { file: "docs/stories/2-2-taxes.md", line: 14, excerpt: "Depends on: 2-9" },
        hint: "Add `2-9` to the board or remove the dependency.",
      },
    ],
    notices: [
      "The sprint board could not be updated: GitHub refused the commit to `main` (protected branch).",
    ],
    links: LINKS,
    marker: renderMarker({ batch: BATCH, signature: "c2lnbmVk" }),
    ...changes,
  };
}
