import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { planGraph } from "./plan-graph.ts";
import type { GraphNode, NodeLook } from "./plan-graph.ts";

/** The graph of what can run and what waits, without the fence that Markdown wants around it. */
export function planMermaid(plan: Plan, startsNow: readonly StoryKey[]): string {
  const starting = new Set(startsNow);
  const nodes = plan.stories.flatMap(({ key, title, disposition }): GraphNode[] => {
    if (disposition.kind === "excluded") return [];
    const open: NodeLook = disposition.kind === "ready" ? "ready" : "waiting";
    return [{ key, title, look: starting.has(key) ? "running" : open }];
  });
  const graph = planGraph(plan, nodes);
  return graph === "" ? "graph LR\n" : `${graph.split("\n").slice(1, -1).join("\n")}\n`;
}
