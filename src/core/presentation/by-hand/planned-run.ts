/** What stands on the page of a run by hand as soon as it is planned: what runs, what does not, and why. */
import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { escapeProse } from "../markdown/escape.ts";
import { counted, details, paragraphs } from "../markdown/blocks.ts";
import type { Links } from "../markdown/links.ts";
import { planGraph, type GraphNode } from "../plan/plan-graph.ts";
import { countPlan, excludedStories } from "../plan/plan-text.ts";
import { countProblems, problemList } from "../problem-list.ts";
import { batchFooter } from "../tracking/batch-footer.ts";
import { HAND_ROOM, handPlanSections, type HandPlan } from "./hand-plan.ts";

export interface PlannedRunView extends HandPlan {
  readonly end: "started" | "shown" | "nothing";
  /** Sentences about how the run was started. */
  readonly notices: readonly string[];
  readonly links: Links;
}

/** A refusal of GitHub's stands among the words around it. */
const NOTICE_CHARACTERS = 1000;

export function renderPlannedRun(view: PlannedRunView): string {
  const { end, plan, running, links } = view;
  const keys = new Set<StoryKey>(running.stories.map((story) => story.key));
  const graph = planGraph(plan, graphNodes(plan, keys));
  return paragraphs([
    headline(view),
    ...view.notices.map((notice) => escapeProse(notice, NOTICE_CHARACTERS)),
    handPlanSections(view, end === "shown" ? "Would run now" : "Runs now"),
    graph === "" ? "" : details("🗺️ Who waits for whom", graph),
    excludedStories(plan, HAND_ROOM),
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
  const list = problemList(plan.problems, { room: HAND_ROOM, source });
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
