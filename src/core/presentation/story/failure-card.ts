import type { Attempt, CardFacts, StoryState } from "../../batch/batch-state.ts";
import { countTries, lastSettledAttempt } from "../../batch/story-attempts.ts";
import { PHASES, type Phase } from "../../pipeline/phase.ts";
import { changedFiles } from "../markdown/changed-files.ts";
import { escapeHtml, escapeProse } from "../markdown/escape.ts";
import { pullRequestLink, runLink, type Links } from "../markdown/links.ts";
import { bullets, details, fitEntries, inWords, paragraphs, type Room } from "../markdown/blocks.ts";
import { cardTitle, reasonsOf } from "./story-card.ts";
import { attemptDuration } from "./story-words.ts";

const REASON_CHARACTERS = 500;
/** With key and title before it, it stays on the line. */
const SUMMARY_CHARACTERS = 60;
const REASON_ROOM: Room = { entries: 8, characters: 5000 };
const ATTEMPT_ROOM: Room = { entries: 6, characters: 10_000 };

export interface CardContext {
  readonly links: Links;
  readonly maxAttempts: number;
  /** Nobody who starts a run by hand needs the app that answers comments. */
  readonly isByHand: boolean;
}

/** What went wrong at which attempt, what is left of it, and what a person can do now. */
export function failureCard(story: StoryState, context: CardContext): string {
  const { maxAttempts } = context;
  const last = lastSettledAttempt(story);
  const tries = countTries(story);
  const partial = last ? partlyDone(last) : "";
  return details(
    failureSummary(story, last),
    paragraphs([
      failedAt(last),
      attemptSections(story),
      partial === "" ? "" : `**What was partially done**\n\n${partial}`,
      tries >= maxAttempts ? `**Retry** attempt ${tries} of ${maxAttempts} exhausted` : "",
      `**Action** ${nextStep(story, last, context)}`,
    ]),
  );
}

/** What a person can do about a story that will not go on by itself. */
function nextStep(
  story: StoryState,
  last: Attempt | undefined,
  { links, isByHand }: Pick<CardContext, "links" | "isByHand">,
): string {
  const again = isByHand
    ? `run the workflow again with \`stories\` set to \`${story.key}\``
    : `comment \`/batch-stories run --stories ${story.key}\``;
  const run = last?.runId ? ` The log is in ${runLink(last.runId, links)}.` : "";
  if (story.condition.kind === "blocked") {
    return `Write the missing decision or information into the story file, then ${again}.${run}`;
  }
  if (last?.outcome?.kind === "fault")
    return `The story itself may be fine: when the cause is gone, ${again}.${run}`;
  if (story.pullRequest !== null) {
    const draft = pullRequestLink(story.pullRequest, links);
    return `Finish the draft ${draft} by hand and merge it; or close it, sharpen the story, and ${again}.${run}`;
  }
  return `Put right what the reasons name, or sharpen the story, then ${again}.${run}`;
}

function failureSummary(story: StoryState, last: Attempt | undefined): string {
  const phase = phaseOf(last);
  const [reason = ""] = reasonsOf(last?.outcome ?? null);
  const parts = [
    ...(phase ? [`failed at ${phase}`] : []),
    ...(reason === "" ? [] : [escapeHtml(reason, SUMMARY_CHARACTERS)]),
    ...(last ? [attemptDuration(last)] : []),
  ].filter((part) => part !== "");
  return [cardTitle(story), ...parts].join(" · ");
}

function failedAt(last: Attempt | undefined): string {
  const phase = phaseOf(last);
  if (phase) return `**Failed at** ${phase} (phase ${PHASES.indexOf(phase) + 1})`;
  return last?.outcome?.kind === "rejected" ? "**Failed at** the check of its evidence" : "";
}

function phaseOf(attempt: Attempt | undefined): Phase | null {
  const outcome = attempt?.outcome;
  return outcome?.kind === "failed" || outcome?.kind === "blocked" ? outcome.phase : null;
}

/** Attempts in a row that ended in the same way are told once. */
function attemptSections(story: StoryState): string {
  const told: { readonly numbers: number[]; readonly title: string; readonly text: string }[] = [];
  for (const { number, outcome } of story.attempts) {
    const reasons = reasonsOf(outcome);
    if (reasons.length === 0) continue;
    const shown = fitEntries(
      reasons.map((reason) => escapeProse(reason, REASON_CHARACTERS)),
      REASON_ROOM,
    );
    const title = outcome?.kind === "rejected" ? "what is missing or does not hold" : "why";
    const text = bullets(shown);
    const before = told.at(-1);
    if (before?.title === title && before.text === text) before.numbers.push(number);
    else told.push({ numbers: [number], title, text });
  }
  const sections = told.map(({ numbers, title, text }) => {
    const attempts = `${numbers.length === 1 ? "Attempt" : "Attempts"} ${inWords(numbers.map(String), 9)}`;
    return `**${attempts}**, ${title}:\n\n${text}`;
  });
  return paragraphs(fitEntries(sections, ATTEMPT_ROOM));
}

function partlyDone(attempt: Attempt): string {
  const facts = factsOf(attempt);
  return facts ? changedFiles(facts) : "";
}

function factsOf({ outcome }: Attempt): CardFacts | null {
  return outcome?.kind === "rejected" || outcome?.kind === "failed" ? outcome.facts : null;
}
