/**
 * The one comment that is kept live while a batch runs. Whatever the state, it stays below the size
 * that GitHub takes: when room runs short the live feed goes first, then the older cards, then the
 * plan, then what was left out, and last the rows of the least interest, with a count.
 */
import type { BatchState } from "../batch/batch-state.ts";
import type { ObservedAttempt } from "../batch/observation.ts";
import type { Plan } from "../planning/plan.ts";
import type { Problem } from "../problem.ts";
import { checkpoint } from "./batch-summary.ts";
import { batchFooter } from "./tracking/batch-footer.ts";
import type { Links } from "./markdown/links.ts";
import { SpaceLeft } from "./markdown/space-left.ts";
import { details, paragraphs } from "./markdown/blocks.ts";
import { excludedStories } from "./plan/plan-text.ts";
import { countProblems, problemList } from "./problem-list.ts";
import { newestCards } from "./story/newest-cards.ts";
import { headline, sideBySide } from "./tracking/headline.ts";
import { liveFeed, type FeedEntry } from "./tracking/live-feed.ts";
import { needsYou } from "./tracking/needs-you.ts";
import { planSection } from "./tracking/plan-section.ts";
import { storyTable } from "./tracking/story-table.ts";

export interface TrackingView {
  readonly state: BatchState;
  /** ISO 8601; where the text must not change by the second, cut to the minute by the caller. */
  readonly now: string;
  readonly attempts: readonly ObservedAttempt[];
  /** Newest last. */
  readonly feed: readonly FeedEntry[];
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
  readonly links: Links;
  readonly marker: string;
}

export type { FeedEntry } from "./tracking/live-feed.ts";

/** GitHub takes 65,536; the rest is left for what it counts differently. */
export const LONGEST_COMMENT = 59_900;

/** Spread over the comment: empty lines between sections, headings. */
const SEPARATORS = 500;
const MOST_CARDS = 60;

export function renderTrackingComment(view: TrackingView): string {
  const { state, plan, problems, links } = view;
  const needs = needsYou(view);
  const head = paragraphs([headline(state, view.now, needs.count), checkpoint(state), needs.text]);
  const foot = paragraphs([problemSection(problems, state, links), footer(state, links), view.marker]);
  const room = new SpaceLeft(LONGEST_COMMENT - head.length - foot.length - SEPARATORS);

  const rows = storyTable(view, room.left);
  room.take(rows.text);
  if (!rows.isComplete) room.close();
  const excluded = plan ? room.take(leftOut(plan, state)) : "";
  const reasons = room.take(planSection(state, plan));
  const cards = paragraphs(newestCards(state, links, MOST_CARDS).map((card) => room.take(card)));
  const feed = state.condition.kind === "running" ? room.take(liveFeed(view.feed)) : "";

  return paragraphs([head, rows.text, feed, cards, reasons, excluded, foot]);
}

function leftOut(plan: Plan, state: BatchState): string {
  const ours = new Set(state.stories.map((story) => story.key));
  return excludedStories(plan, { entries: 40, characters: 6000 }, ours);
}

function isMoving(state: BatchState): boolean {
  return state.condition.kind === "running" || state.condition.kind === "parked";
}

function problemSection(problems: readonly Problem[], state: BatchState, links: Links): string {
  if (problems.length === 0) return "";
  const source = { links, commit: state.base.sha };
  const list = problemList(problems, { room: { entries: 15, characters: 8000 }, source });
  return details(`⚠️ ${countProblems(problems)} in the sprint's files`, list);
}

function footer(state: BatchState, links: Links): string {
  return batchFooter(
    state,
    links,
    isMoving(state) ? "stop it with `/batch-stories cancel`" : sideBySide(state),
  );
}
