import type { BatchState, StoryConditionKind, StoryState } from "../../batch/batch-state.ts";
import type { Plan } from "../../planning/plan.ts";
import { escapeProse } from "../markdown/escape.ts";
import { bullets, details, fitEntries, inWords, paragraphs, type Room } from "../markdown/blocks.ts";
import { planGraph, type NodeLook } from "../plan/plan-graph.ts";
import { keptApart, storyName } from "../plan/plan-text.ts";

const ROOM: Room = { entries: 20, characters: 5000 };
const REASON_CHARACTERS = 250;

const LOOKS: Readonly<Record<StoryConditionKind, NodeLook>> = {
  queued: "ready",
  waiting: "waiting",
  held: "waiting",
  dispatched: "running",
  delivered: "done",
  merged: "done",
  alreadyDone: "done",
  partial: "failed",
  failed: "failed",
  blocked: "failed",
  skipped: "waiting",
  cancelled: "waiting",
};

/** Who waits for whom, drawn and in words; folded away, and empty where nobody waits for anybody. */
export function planSection(state: BatchState, plan: Plan | undefined): string {
  if (!plan) return "";
  const graph = planGraph(
    plan,
    state.stories.map(({ key, title, condition }) => ({ key, title, look: LOOKS[condition.kind] })),
  );
  const waits = bullets(fitEntries(state.stories.flatMap(waitEntry), ROOM));
  const apart = keptApart(plan, ROOM);
  const body = paragraphs([
    graph,
    graph === "" ? "" : "Arrows lead from what is needed to what needs it; dotted lines keep stories apart.",
    waits === "" ? "" : `**Why stories wait**\n\n${waits}`,
    apart === "" ? "" : `**Not at the same time**\n\n${apart}`,
  ]);
  return body === "" ? "" : details("🗺️ Plan and reasons", body);
}

function waitEntry(story: StoryState): readonly string[] {
  if (story.condition.kind !== "waiting") return [];
  const reasons = story.condition.for.map((reason) => escapeProse(reason, REASON_CHARACTERS));
  return [`${storyName(story)} — ${inWords(reasons, 3)}`];
}
