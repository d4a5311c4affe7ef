/** Answers to commands, other than the tracking comment. */
import { COMMANDS, FLAGS } from "../commands/command-registry.ts";
import { holdBesideForeign } from "../planning/foreign-work.ts";
import type { Plan } from "../planning/plan.ts";
import type { Problem } from "../problem.ts";
import { escapeInlineCode, escapeProse } from "./markdown/escape.ts";
import { counted, details, paragraphs, table, type Room } from "./markdown/blocks.ts";
import { planGraph, type GraphNode } from "./plan/plan-graph.ts";
import {
  countPlan,
  excludedStories,
  keptApart,
  planSections,
  readyTable,
  waitingList,
} from "./plan/plan-text.ts";
import { countProblems, problemList, type ProblemSource } from "./problem-list.ts";

const PROBLEM_ROOM: Room = { entries: 20, characters: 20_000 };
const LIST_ROOM: Room = { entries: 40, characters: 8000 };

export function renderHelp(): string {
  const commands = COMMANDS.filter((command) => command.isAvailable);
  const commandRows = commands.map((command) => [`\`${command.usage}\``, command.meaning]);
  const flagRows = FLAGS.map((flag) => [`\`${flag.example}\``, flag.meaning]);
  return paragraphs([
    "### Batch Stories: what you can say",
    "Write a command at the start of a line of a comment; `/batch-stories` alone means `run`.",
    table(["Command", "What it does"], commandRows),
    "Flags of `run` and `plan`:",
    table(["Flag", "Meaning"], flagRows),
    "Settings stand in `.github/batch-stories.yml`; a flag wins over the file.",
  ]);
}

export function renderProblems(problems: readonly Problem[], source?: ProblemSource): string {
  const list = problemList(problems, { room: PROBLEM_ROOM, source });
  const [only] = problems;
  if (problems.length === 1 && only) return list.replace(/^- /u, "").replaceAll(/^ {2}/gmu, "");
  return paragraphs([`**${countProblems(problems)} to look at:**`, list]);
}

export function renderPlanReply(given: Plan): string {
  const plan = holdBesideForeign(given);
  const counts = countPlan(plan);
  const runs =
    counts.ready === 0 ? "nothing can run now" : `${counted(counts.ready, "story", "stories")} can run now`;
  const waits = `${counts.waits} ${counts.waits === 1 ? "waits" : "wait"}`;
  const excluded = `${counts.excluded} ${counts.excluded === 1 ? "is" : "are"} left out`;
  const graph = planGraph(plan, graphNodes(plan));
  return paragraphs([
    `### 🗺️ Plan: ${runs}, ${waits}, ${excluded}`,
    planSections([
      ["Ready, in this order", readyTable(plan, LIST_ROOM)],
      ["Take turns", keptApart(plan, LIST_ROOM)],
      ["Waiting", waitingList(plan, LIST_ROOM)],
    ]),
    graph === "" ? "" : details("Who waits for whom", graph),
    excludedStories(plan, LIST_ROOM),
    planProblems(plan),
    counts.ready === 0 ? "" : "To start it comment `/batch-stories run` with the same flags.",
  ]);
}

export function renderNotAllowed(user: string): string {
  return paragraphs([
    `${escapeInlineCode(user, 60)} cannot start or change batches here: that takes write permission to this repository.`,
    "Ask somebody who has it to comment the command, or to give you the permission.",
  ]);
}

/** Something outside failed, or we did; `what` says which. */
export function renderFailureReply(what: string): string {
  return paragraphs([
    `😕 The command could not be carried out. ${escapeProse(what, 600)}`,
    "Nothing that was written is lost, and open batches go on by themselves. " +
      "Comment the command again in a few minutes; if this comes back, the app's log says more.",
  ]);
}

function planProblems(plan: Plan): string {
  if (plan.problems.length === 0) return "";
  const list = problemList(plan.problems, { room: { entries: 15, characters: 12_000 } });
  return details(`⚠️ ${countProblems(plan.problems)} in the sprint's files`, list);
}

function graphNodes(plan: Plan): readonly GraphNode[] {
  return plan.stories.flatMap(({ key, title, disposition }): GraphNode[] => {
    if (disposition.kind === "excluded") return [];
    return [{ key, title, look: disposition.kind === "ready" ? "ready" : "waiting" }];
  });
}
