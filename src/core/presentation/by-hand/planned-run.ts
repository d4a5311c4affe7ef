/** What stands on the page of a run by hand as soon as it is planned: what runs, what does not, and why. */
import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { escapeProse } from "../markdown/escape.ts";
import { bullets, counted, details, fitEntries, inWords, paragraphs, type Room } from "../markdown/blocks.ts";
import type { Links } from "../markdown/links.ts";
import { planGraph, type GraphNode } from "../plan/plan-graph.ts";
import {
  countPlan,
  excludedStories,
  planSections,
  readyTable,
  storyName,
  waitingList,
} from "../plan/plan-text.ts";
import { countProblems, problemList } from "../problem-list.ts";
import { batchFooter } from "../tracking/batch-footer.ts";

export interface PlannedRunView {
  readonly end: "started" | "shown" | "nothing";
  readonly plan: Plan;
  /** Holds the stories that run, or would run. */
  readonly running: BatchState;
  readonly later: readonly StoryState[];
  /** Sentences about how the run was started. */
  readonly notices: readonly string[];
  readonly links: Links;
}

const ROOM: Room = { entries: 60, characters: 30_000 };
const REASON_CHARACTERS = 300;

export function renderPlannedRun(view: PlannedRunView): string {
  const { end, plan, running, links } = view;
  const keys = new Set<StoryKey>(running.stories.map((story) => story.key));
  const graph = planGraph(plan, graphNodes(plan, keys));
  return paragraphs([
    headline(view),
    ...view.notices.map((notice) => escapeProse(notice, REASON_CHARACTERS)),
    planSections([
      [end === "shown" ? "Would run now" : "Runs now", runningTable(plan, keys)],
      ["Ready, but not beside these", laterList(view)],
      ["Waiting", waitingList(plan, ROOM)],
    ]),
    graph === "" ? "" : details("🗺️ Who waits for whom", graph),
    excludedStories(plan, ROOM),
    planProblems(view),
    lastSentence(view),
    end === "started" ? batchFooter(running, links, "") : "",
  ]);
}

function headline({ end, plan, running, later }: PlannedRunView): string {
  const counts = countPlan(plan);
  const runs = counted(running.stories.length, "story", "stories");
  const head = {
    started: `🏃 ${runs} ${running.stories.length === 1 ? "runs" : "run"} now`,
    shown: `🗺️ Dry run: ${runs} would run now`,
    nothing: "💤 Nothing can run now",
  }[end];
  const others = [
    ...(later.length > 0 ? [`${later.length} ready for later`] : []),
    ...(counts.waits > 0 ? [`${counts.waits} ${counts.waits === 1 ? "waits" : "wait"}`] : []),
    ...(counts.excluded > 0 ? [`${counts.excluded} left out`] : []),
  ];
  return `### ${[head, ...others].join(" · ")}`;
}

function runningTable(plan: Plan, keys: ReadonlySet<StoryKey>): string {
  return readyTable({ ...plan, stories: plan.stories.filter(({ key }) => keys.has(key)) }, ROOM);
}

function laterList({ later, running }: PlannedRunView): string {
  const entries = later.map((story) => `${storyName(story)} — ${laterReason(story, running)}`);
  return bullets(fitEntries(entries, ROOM));
}

function laterReason({ condition }: StoryState, { origin }: BatchState): string {
  if (condition.kind === "waiting") {
    return inWords(
      condition.for.map((reason) => escapeProse(reason, REASON_CHARACTERS)),
      3,
    );
  }
  const limit = origin.kind === "by-hand" ? ` of ${origin.limit}` : "";
  return `The limit${limit} is reached.`;
}

function graphNodes(plan: Plan, running: ReadonlySet<StoryKey>): readonly GraphNode[] {
  return plan.stories.flatMap(({ key, title, disposition }): GraphNode[] => {
    if (disposition.kind === "excluded") return [];
    if (running.has(key)) return [{ key, title, look: "running" }];
    return [{ key, title, look: disposition.kind === "ready" ? "ready" : "waiting" }];
  });
}

function planProblems({ plan, links }: PlannedRunView): string {
  if (plan.problems.length === 0) return "";
  const source = { links, commit: plan.commit };
  const list = problemList(plan.problems, { room: ROOM, source });
  return details(`⚠️ ${countProblems(plan.problems)} in the sprint's files`, list);
}

function lastSentence({ end, plan, running, later }: PlannedRunView): string {
  if (end === "shown")
    return "Nothing was started or written. To start it, run the workflow without `dry-run`.";
  if (end === "nothing")
    return "Nothing was started. Merge or close what the stories above wait for, then run the workflow again.";
  const atOnce =
    running.stories.length > 1 ? `Up to ${running.config.maxWorkers} work at the same time. ` : "";
  const isMoreLeft = later.length > 0 || countPlan(plan).waits > 0;
  const rest = isMoreLeft ? " For the others, run the workflow again after merging." : "";
  return `${atOnce}The job \`report\` shows below what became of them.${rest}`;
}
