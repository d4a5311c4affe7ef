/** What became of a run by hand, and what a person can do next; the last thing on the page of the run. */
import type { BatchState, StoryConditionKind } from "../../batch/batch-state.ts";
import type { Plan } from "../../planning/plan.ts";
import { counted, details, paragraphs } from "../markdown/blocks.ts";
import type { Links } from "../markdown/links.ts";
import { SpaceLeft } from "../markdown/space-left.ts";
import { planGraph, type GraphNode, type NodeLook } from "../plan/plan-graph.ts";
import { countPlan } from "../plan/plan-text.ts";
import { newestCards } from "../story/newest-cards.ts";
import { CONDITION_EMOJI, isSuccess } from "../story/story-words.ts";
import { batchFooter } from "../tracking/batch-footer.ts";
import { handPlanSections, type HandPlan } from "./hand-plan.ts";
import { headline } from "../tracking/headline.ts";
import { needsYou } from "../tracking/needs-you.ts";
import { storyTable } from "../tracking/story-table.ts";

export interface EndedRunView {
  readonly state: BatchState;
  /** What a run would find now; undefined where the sprint cannot be planned any more. */
  readonly next: HandPlan | undefined;
  readonly notices: readonly string[];
  readonly links: Links;
}

/** GitHub takes a megabyte for the summary of a step; no character has more than four bytes. */
export const LONGEST_SUMMARY = 250_000;

const SEPARATORS = 500;

export function renderEndedRun({ state, next, notices, links }: EndedRunView): string {
  const needs = needsYou({ state, plan: next?.plan, notices, links });
  const endedAt = "at" in state.condition ? state.condition.at : state.createdAt;
  const head = paragraphs([headline(state, endedAt, needs.count), needs.text]);
  const foot = batchFooter(state, links, "");
  const room = new SpaceLeft(LONGEST_SUMMARY - head.length - foot.length - SEPARATORS);
  const rows = storyTable({ state, now: endedAt, attempts: [], plan: next?.plan, links }, room.left);
  room.take(rows.text);
  const cards = newestCards(state, links, state.stories.length).map((card) => room.take(card));
  const after = next ? room.take(nextSection(state, next)) : "";
  return paragraphs([head, rows.text, ...cards, after, foot]);
}

/**
 * Why the run is red: its stories that did not succeed, each with its result. undefined for a run
 * that is green. GitHub offers to run failed jobs again; those find their claims gone.
 */
export function redEnd({
  stories,
}: BatchState): { readonly title: string; readonly text: string } | undefined {
  const left = stories.filter((story) => !isSuccess(story));
  if (left.length === 0) return undefined;
  const lines = left.map(({ key, condition: { kind } }) => `${CONDITION_EMOJI[kind]} ${key}: ${kind}`);
  return {
    title: `${left.length} of ${stories.length} stories did not succeed`,
    text: [
      ...lines,
      "Each story has one attempt per run; start the workflow again (not 're-run') to try again.",
    ].join("\n"),
  };
}

function nextSection(state: BatchState, next: HandPlan): string {
  const { plan, running, later } = next;
  const count = running.stories.length;
  const isSomethingLeft = count + later.length + countPlan(plan).waits > 0;
  const graph = planGraph(plan, graphNodes(state, plan));
  const canRun =
    count === 0
      ? "Nothing can run before something is merged."
      : `${counted(count, "story", "stories")} can run now: run the workflow again.`;
  return paragraphs([
    isSomethingLeft ? `#### What is next\n\n${canRun}` : "",
    handPlanSections(next, "Can run now"),
    graph === "" ? "" : details("🗺️ Who waits for whom", graph),
  ]);
}

const LOOKS: Readonly<Partial<Record<StoryConditionKind, NodeLook>>> = {
  delivered: "done",
  merged: "done",
  alreadyDone: "done",
  partial: "failed",
  failed: "failed",
  blocked: "failed",
};

function graphNodes(state: BatchState, plan: Plan): readonly GraphNode[] {
  const own = new Map(state.stories.map((story) => [story.key, story.condition.kind]));
  return plan.stories.flatMap(({ key, title, disposition }): GraphNode[] => {
    const condition = own.get(key);
    const look = condition && LOOKS[condition];
    if (look) return [{ key, title, look }];
    if (disposition.kind === "excluded") return [];
    return [{ key, title, look: disposition.kind === "ready" ? "ready" : "waiting" }];
  });
}
