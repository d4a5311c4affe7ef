/** What became of a batch: one row a story, totals, and what to do when it stopped early. */
import type { BatchState, CardFacts, StoryConditionKind, StoryState } from "../batch/batch-state.ts";
import { lastSettledAttempt } from "../batch/story-attempts.ts";
import { escapeProse } from "./markdown/escape.ts";
import { commitLink, pullRequestLink, type Links } from "./markdown/links.ts";
import { alert, bullets, inWords, paragraphs } from "./markdown/blocks.ts";
import { storyName } from "./plan/plan-text.ts";
import { openIssues, reasonsOf, storyCode } from "./story/story-card.ts";
import { attemptWords, CONDITION_EMOJI, isSuccess, timeWords } from "./story/story-words.ts";

/** The cards below have all of it; a longer text would press the other columns together. */
const REASON_CHARACTERS = 60;
const NAMED_STORIES = 10;

export const SUMMARY_HEAD = [
  "Story",
  "Result",
  "Tests",
  "Coverage",
  "Issues",
  "Commit",
  "Pull request",
  "Attempt",
  "Time",
];

export function summaryRow(story: StoryState, state: BatchState, links: Links): readonly string[] {
  const facts = deliveredFacts(story);
  return [
    storyName(story),
    result(story),
    ...factCells(facts, links),
    story.pullRequest === null ? "" : pullRequestLink(story.pullRequest, links),
    attemptWords(story, state),
    timeWords(story, undefined, state.createdAt),
  ];
}

/** `6/8 succeeded, 1 failed, 1 skipped, 1 already done`. Already done is no success of the batch. */
export function summaryTotals(state: BatchState): string {
  const { stories } = state;
  function count(...kinds: readonly string[]): number {
    return stories.filter((story) => kinds.includes(story.condition.kind)).length;
  }
  const parts: readonly (readonly [number, string])[] = [
    [count("failed"), "failed"],
    [count("blocked"), "blocked"],
    [count("partial"), "partly done"],
    [count("skipped"), "skipped"],
    [count("cancelled"), "cancelled"],
    [count("alreadyDone"), "already done"],
    [count("queued", "waiting", "held", "dispatched"), "not finished"],
  ];
  const others = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return [`${count("delivered", "merged")}/${stories.length} succeeded`, ...others].join(", ");
}

/** For a batch that stopped early: why, where everything stands, and how to go on. */
export function checkpoint(state: BatchState): string {
  if (state.condition.kind !== "halted") return "";
  const { cause, reason } = state.condition;
  const lines = [
    storiesLine("Done", state, (story) => isSuccess(story)),
    storiesLine(
      "Failed",
      state,
      ({ condition }) => condition.kind === "failed" || condition.kind === "partial",
    ),
    storiesLine("Blocked", state, ({ condition }) => condition.kind === "blocked"),
    storiesLine(
      "Not started",
      state,
      ({ condition }) => condition.kind === "queued" || condition.kind === "held",
    ),
    storiesLine("Waiting", state, ({ condition }) => condition.kind === "waiting"),
  ].filter((line) => line !== "");
  const { title, steps } = HALT_WORDS[cause];
  const text = [
    `**${title}** ${escapeProse(reason, 1200)}`,
    bullets(lines),
    "**How to go on**",
    numbered(steps),
  ];
  return alert("CAUTION", paragraphs(text));
}

const GO_ON = "Comment `/batch-stories run`: a new batch takes what is left.";

const HALT_WORDS = {
  breaker: {
    title: "The circuit breaker stopped the batch.",
    steps: [
      "Read the failure cards below: several stories in a row failed, so the cause is probably shared (a broken test command, a missing setup step, an agent that cannot be reached).",
      "Put the cause right on the base branch or in `.github/batch-stories.yml`.",
      GO_ON,
    ],
  },
  blocker: {
    title: "A critical blocker stopped the batch.",
    steps: ["Write the missing decision or information into the story file, and commit it.", GO_ON],
  },
  budget: {
    title: "The budget is used up.",
    steps: ["Raise the budget in `.github/batch-stories.yml`, or leave the rest for later.", GO_ON],
  },
  refused: {
    title: "GitHub refused to start the workflow.",
    steps: [
      "Look whether `.github/workflows/batch-stories.yml` stands on the default branch, is enabled, and takes `workflow_dispatch` with the input `request`; `templates/caller.yml` of batch-stories is that file.",
      "Look whether Actions are allowed in this repository and the app may write to Actions.",
      GO_ON,
    ],
  },
} as const;

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

function storiesLine(title: string, state: BatchState, isMeant: (story: StoryState) => boolean): string {
  const keys = state.stories.filter(isMeant).map((story) => storyCode(story.key));
  return keys.length === 0 ? "" : `${title}: ${inWords(keys, NAMED_STORIES)}`;
}

function deliveredFacts(story: StoryState): CardFacts | undefined {
  for (const { outcome } of story.attempts.toReversed()) {
    if (outcome?.kind === "delivered") return { commit: outcome.headSha, ...outcome.facts };
  }
  return undefined;
}

function factCells(facts: CardFacts | undefined, links: Links): readonly string[] {
  if (!facts) return ["", "", "", ""];
  const { testsAdded, coverage, commit, issuesFound } = facts;
  return [
    testsAdded === 0 ? "" : String(testsAdded),
    escapeProse(coverage ?? "", 20),
    issuesFound === 0 ? "0" : `${issuesFound} → ${openIssues(facts)}`,
    commit && /^[0-9a-f]{7,40}$/u.test(commit) ? commitLink(commit, links) : "",
  ];
}

const RESULT_WORDS: Readonly<Record<StoryConditionKind, string>> = {
  merged: "DONE, merged",
  delivered: "DONE",
  alreadyDone: "ALREADY DONE",
  partial: "**PARTLY DONE**",
  failed: "**FAILED**",
  blocked: "**BLOCKED**",
  skipped: "SKIPPED",
  cancelled: "CANCELLED",
  queued: "not started",
  waiting: "not started",
  held: "not started",
  dispatched: "not finished",
};

function result(story: StoryState): string {
  const { condition } = story;
  const words = `${CONDITION_EMOJI[condition.kind]} ${RESULT_WORDS[condition.kind]}`;
  if ("reason" in condition) return `${words}: ${escapeProse(condition.reason, REASON_CHARACTERS)}`;
  return "reasons" in condition ? `${words}: ${lastReason(story, condition.reasons)}` : words;
}

/** The last attempt's own words; the condition repeats those of every attempt. */
function lastReason(story: StoryState, reasons: readonly string[]): string {
  const own = reasonsOf(lastSettledAttempt(story)?.outcome ?? null);
  return escapeProse(own[0] ?? reasons.at(-1) ?? "", REASON_CHARACTERS);
}
