import type { AttemptOutcome, CardFacts, StoryState } from "../../batch/batch-state.ts";
import { changedFiles, countFiles } from "../markdown/changed-files.ts";
import { escapeHtml, escapeInlineCode, escapeProse } from "../markdown/escape.ts";
import { commitLink, pullRequestLink, type Links } from "../markdown/links.ts";
import { bullets, counted, details, paragraphs } from "../markdown/blocks.ts";
import { attemptDuration, CONDITION_EMOJI } from "./story-words.ts";

const TITLE_CHARACTERS = 120;
const REASON_CHARACTERS = 300;

type Delivered = Extract<AttemptOutcome, { kind: "delivered" }>;

/**
 * What was built, to be taken in within five seconds: the summary line says the most, the rest is
 * folded away. Empty for a story that delivered nothing.
 */
export function storyCard(story: StoryState, links: Links): string {
  if (story.condition.kind === "alreadyDone") return alreadyDoneCard(story);
  const attempt = story.attempts.findLast((each) => each.outcome?.kind === "delivered");
  if (attempt?.outcome?.kind !== "delivered") return "";
  const duration = attemptDuration(attempt);
  const body = paragraphs([
    changedFiles(attempt.outcome.facts),
    bullets(factLines(story, attempt.outcome, links)),
  ]);
  return details(deliveredSummary(story, attempt.outcome, duration), body);
}

/** The first part of every card's summary. */
export function cardTitle(story: StoryState): string {
  const emoji = CONDITION_EMOJI[story.condition.kind];
  return `${emoji} <b>${escapeHtml(story.key)}</b> ${escapeHtml(story.title, TITLE_CHARACTERS)}`.trimEnd();
}

/** `22 added, passing, 100% coverage`. */
export function testWords(facts: CardFacts): string {
  const status = {
    passed: "passing",
    failed: "failing",
    "not-configured": "no test command is configured",
    unknown: "not reported",
  }[facts.testStatus];
  const coverage = facts.coverage === undefined ? [] : [`${escapeProse(facts.coverage, 20)} coverage`];
  return [`${facts.testsAdded} added`, status, ...coverage].join(", ");
}

function alreadyDoneCard(story: StoryState): string {
  return details(
    `${cardTitle(story)} · already done`,
    "Every task was ticked before the batch began, so the pipeline was skipped.",
  );
}

function deliveredSummary(story: StoryState, { facts, pullRequest }: Delivered, duration: string): string {
  const parts = [
    counted(countFiles(facts), "file"),
    ...(facts.testsAdded > 0 ? [`${counted(facts.testsAdded, "test")} added`] : []),
    ...(facts.issuesFound > 0 ? [`issues ${facts.issuesFound} → ${openIssues(facts)}`] : []),
    `#${pullRequest}`,
    ...(duration === "" ? [] : [duration]),
  ];
  return `${cardTitle(story)} · ${parts.join(" · ")}`;
}

export function openIssues(facts: CardFacts): number {
  return Math.max(0, facts.issuesFound - facts.issuesFixed);
}

function factLines(
  story: StoryState,
  { facts, pullRequest, headSha }: Delivered,
  links: Links,
): readonly string[] {
  const commit = facts.commit ?? headSha;
  const rounds = counted(facts.iterations, "iteration");
  const issues =
    facts.issuesFound === 0
      ? "none found"
      : `${facts.issuesFound} found → ${facts.issuesFixed} fixed (${rounds})`;
  const isCommit = /^[0-9a-f]{7,40}$/u.test(commit);
  return [
    `**Tests** ${testWords(facts)}`,
    `**Issues** ${issues}`,
    `**Tasks** ${facts.tasksChecked} of ${facts.tasksTotal}`,
    `**Commit** feat(${story.key})${isCommit ? ` ${commitLink(commit, links)}` : ""} in ${pullRequestLink(pullRequest, links)}`,
    ...costLine(facts),
    ...earlierAttempts(story),
  ];
}

function costLine(facts: CardFacts): readonly string[] {
  if (facts.costUsd === 0 && facts.tokens === 0) return [];
  return [`**Cost** $${facts.costUsd.toFixed(2)}, ${facts.tokens} tokens`];
}

function earlierAttempts(story: StoryState): readonly string[] {
  return story.attempts.flatMap(({ number, outcome }) => {
    const reasons = reasonsOf(outcome);
    if (reasons.length === 0) return [];
    const text = escapeProse(reasons.join("; "), REASON_CHARACTERS);
    return [`**Attempt ${number}** did not deliver: ${text}`];
  });
}

/** Why an attempt did not deliver; nothing for one that did, or that is under way. */
export function reasonsOf(outcome: AttemptOutcome | null): readonly string[] {
  switch (outcome?.kind) {
    case "rejected":
    case "failed":
    case "blocked":
      return outcome.reasons.length > 0 ? outcome.reasons : [outcome.kind];
    case "fault":
      return [`the infrastructure failed: ${outcome.reason}`];
    case "cancelled":
      return [`cancelled: ${outcome.reason}`];
    case "delivered":
    case "alreadyDone":
    case undefined:
      return [];
  }
}

/** Keys are safe by their grammar; this keeps them so wherever they came from. */
export function storyCode(key: string): string {
  return escapeInlineCode(key, 100);
}
