/** The rows of a batch: all of them while there is room, else those that matter most. */
import type { BatchState, StoryConditionKind, StoryState } from "../../batch/batch-state.ts";
import type { ObservedAttempt } from "../../batch/observation.ts";
import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { SUMMARY_HEAD, summaryRow } from "../batch-summary.ts";
import { pullRequestLink, type Links } from "../markdown/links.ts";
import { details, filledColumns, paragraphs, table } from "../markdown/blocks.ts";
import { storyName } from "../plan/plan-text.ts";
import { attemptWords, countConditions, stateWords, timeWords } from "../story/story-words.ts";
import { waitWords } from "./wait-words.ts";

/** More rows than this are folded away, so that what follows the table stays in sight. */
const OPEN_ROWS = 40;
/** Head, dashes, the folded part's summary and the line that counts what is left out. */
const OVERHEAD = 900;

const LIVE_HEAD = ["Story", "State", "Time", "Attempt", "Pull request", "Waits for"];

/** What is shown first when not everything can be. */
const INTEREST: Readonly<Record<StoryConditionKind, number>> = {
  dispatched: 0,
  blocked: 1,
  failed: 1,
  partial: 1,
  delivered: 2,
  held: 3,
  queued: 4,
  waiting: 5,
  skipped: 6,
  cancelled: 6,
  merged: 7,
  alreadyDone: 8,
};

export interface TableInput {
  readonly state: BatchState;
  readonly now: string;
  readonly attempts: readonly ObservedAttempt[];
  readonly plan: Plan | undefined;
  readonly links: Links;
}

export interface FittedTable {
  readonly text: string;
  readonly isComplete: boolean;
}

/** The table in at most `room` characters, in the order of the plan. */
export function storyTable(input: TableInput, room: number): FittedTable {
  const { state } = input;
  const isEnded = state.condition.kind !== "running" && state.condition.kind !== "parked";
  const row = isEnded ? summaryRows(input) : liveRows(input);
  const chosen = new Map<StoryKey, readonly string[]>();
  let left = room - OVERHEAD;
  for (const story of byInterest(state.stories)) {
    const cells = row(story);
    left -= cells.join(" | ").length + 5;
    if (left < 0) break;
    chosen.set(story.key, cells);
  }
  const rows = state.stories.flatMap((story) => {
    const cells = chosen.get(story.key);
    return cells ? [cells] : [];
  });
  const omitted = state.stories.filter((story) => !chosen.has(story.key));
  const shown = filledColumns(isEnded ? SUMMARY_HEAD : LIVE_HEAD, rows);
  return { text: foldedTable(shown, omittedLine(omitted)), isComplete: omitted.length === 0 };
}

function foldedTable({ head, rows }: ReturnType<typeof filledColumns>, rest: string): string {
  const open = rows.slice(0, OPEN_ROWS);
  const folded = rows.slice(OPEN_ROWS);
  return paragraphs([
    open.length === 0 ? "" : table(head, open),
    folded.length === 0 ? "" : details(`${folded.length} more stories`, table(head, folded)),
    rest,
  ]);
}

/** `… and 2,950 more: 2,900 waiting, 50 queued`. */
function omittedLine(omitted: readonly StoryState[]): string {
  if (omitted.length === 0) return "";
  const counts = [...countConditions(omitted)].map(([kind, count]) => `${count} ${plainCondition(kind)}`);
  return `… and ${omitted.length} more: ${counts.join(", ")}.`;
}

function plainCondition(kind: StoryConditionKind): string {
  return kind === "alreadyDone" ? "already done" : kind;
}

function byInterest(stories: readonly StoryState[]): readonly StoryState[] {
  return stories.toSorted((one, other) => INTEREST[one.condition.kind] - INTEREST[other.condition.kind]);
}

type Row = (story: StoryState) => readonly string[];

function summaryRows({ state, links }: TableInput): Row {
  return (story) => summaryRow(story, state, links);
}

function liveRows({ state, now, attempts, plan, links }: TableInput): Row {
  const seen = new Map(attempts.map((attempt) => [attempt.story, attempt]));
  const waits = waitWords({ state, plan, links });
  return (story) => [
    storyName(story),
    stateWords(story, seen.get(story.key)),
    timeWords(story, seen.get(story.key), now),
    attemptWords(story, state),
    story.pullRequest === null ? "" : pullRequestLink(story.pullRequest, links),
    waits(story),
  ];
}
