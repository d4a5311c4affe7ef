import type { ConflictRule } from "../../conflicts/conflict.ts";
import type { Plan, PlannedStory } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { plainLine } from "../markdown/escape.ts";

/** Larger graphs are unreadable, and GitHub's renderer refuses very large ones. */
export const MOST_NODES = 100;
const MOST_EDGES = 300;
const LABEL_CHARACTERS = 40;

export const NODE_LOOKS = ["done", "running", "ready", "waiting", "failed"] as const;
export type NodeLook = (typeof NODE_LOOKS)[number];

const COLOURS: Readonly<Record<NodeLook, string>> = {
  done: "fill:#dafbe1,stroke:#1a7f37,color:#116329",
  running: "fill:#ddf4ff,stroke:#0969da,color:#0550ae",
  ready: "fill:#ffffff,stroke:#57606a,color:#24292f",
  waiting: "fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4",
  failed: "fill:#ffebe9,stroke:#cf222e,color:#a40e26",
};

const RULE_WORDS: Readonly<Record<ConflictRule, string>> = {
  dependency: "dependency",
  "shared-file": "same file",
  "shared-endpoint": "same endpoint",
  "database-schema": "database",
  "same-folder": "same folder",
  "alike-text": "alike",
  "unknown-footprint": "unknown files",
};

export interface GraphNode {
  readonly key: StoryKey;
  readonly title: string;
  readonly look: NodeLook;
}

interface Edge {
  readonly from: StoryKey;
  readonly to: StoryKey;
  readonly arrow: string;
}

/**
 * The given stories as a Mermaid graph: arrows from what is needed to what needs it, dotted lines
 * between stories that are kept apart. Stories without either are left out; empty when all are.
 */
export function planGraph(plan: Plan, stories: readonly GraphNode[]): string {
  const known = new Map(stories.map((node) => [node.key, node]));
  const edges = [...dependencies(plan), ...conflicts(plan, stories)].filter(
    (edge) => known.has(edge.from) && known.has(edge.to),
  );
  const connected = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const nodes = stories.filter((node) => connected.has(node.key)).slice(0, MOST_NODES);
  const names = new Map(nodes.map((node, index) => [node.key, `s${index}`]));
  const drawn = edges.filter((edge) => names.has(edge.from) && names.has(edge.to)).slice(0, MOST_EDGES);
  if (drawn.length === 0) return "";
  const lines = [
    ...nodes.map((node) => `  ${names.get(node.key)}["${label(node)}"]:::${node.look}`),
    ...drawn.map((edge) => `  ${names.get(edge.from)} ${edge.arrow} ${names.get(edge.to)}`),
    ...looksOf(nodes).map((look) => `  classDef ${look} ${COLOURS[look]}`),
  ];
  return ["```mermaid", "graph LR", ...lines, "```"].join("\n");
}

function dependencies(plan: Plan): readonly Edge[] {
  return plan.stories.flatMap((story) =>
    story.dependsOn.map((needed) => ({ from: needed, to: story.key, arrow: "-->" })),
  );
}

/**
 * Dependencies are arrows already. Pairs are asked about one by one, so of very many stories only as
 * many are compared as could be drawn; finished ones stand in nobody's way.
 */
function conflicts(plan: Plan, stories: readonly GraphNode[]): readonly Edge[] {
  const finished = new Set(plan.stories.filter(isFinished).map((story) => story.key));
  const compared = stories.filter((node) => !finished.has(node.key)).slice(0, MOST_NODES);
  return compared.flatMap((one, index) =>
    compared.slice(index + 1).flatMap((other): Edge[] => {
      const conflict = plan.conflicts.between(one.key, other.key);
      if (!conflict || conflict.rule === "dependency") return [];
      const [from, to] = conflict.stories;
      return [{ from, to, arrow: `-. ${RULE_WORDS[conflict.rule]} .-` }];
    }),
  );
}

function isFinished({ disposition }: PlannedStory): boolean {
  return disposition.kind === "excluded" && disposition.because === "done";
}

function looksOf(nodes: readonly GraphNode[]): readonly NodeLook[] {
  return NODE_LOOKS.filter((look) => nodes.some((node) => node.look === look));
}

/** Mermaid has an escape syntax of its own; letters, digits and plain punctuation need none. */
function label(node: GraphNode): string {
  const title = plainLine(node.title, LABEL_CHARACTERS).replaceAll(/[^\p{L}\p{M}\p{N} .,'()/+-]/gu, " ");
  return `${node.key} ${title}`.replaceAll(/ +/gu, " ").trim();
}
