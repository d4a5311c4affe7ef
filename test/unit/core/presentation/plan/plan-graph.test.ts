import { describe, expect, test } from "vitest";
import {
  MOST_NODES,
  planGraph,
  type GraphNode,
} from "../../../../../src/core/presentation/plan/plan-graph.ts";
import { aConflict, aPlan, key, planned, waitsFor } from "../../../../support/batch-builders.ts";

function node(name: string, title = "A title"): GraphNode {
  return { key: key(name), title, look: "ready" };
}

describe("planGraph", () => {
  test("draws dependencies as arrows and conflicts as dotted lines", () => {
    const plan = aPlan(
      [planned("1-1"), planned("1-2", waitsFor("1-1")), planned("1-3")],
      [aConflict("1-1", "1-3")],
    );

    expect(planGraph(plan, [node("1-1"), { ...node("1-2"), look: "waiting" }, node("1-3")]))
      .toMatchInlineSnapshot(`
      "\`\`\`mermaid
      graph LR
        s0["1-1 A title"]:::ready
        s1["1-2 A title"]:::waiting
        s2["1-3 A title"]:::ready
        s0 --> s1
        s0 -. same file .- s2
        classDef ready fill:#ffffff,stroke:#57606a,color:#24292f
        classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4
      \`\`\`"
    `);
  });

  test("is empty where nobody waits for anybody among the given stories", () => {
    const plan = aPlan([planned("1-1"), planned("1-2", waitsFor("1-1"))]);

    expect(planGraph(plan, [node("1-2")])).toBe("");
  });

  test("draws no dotted line where an arrow says it already", () => {
    const conflict = { ...aConflict("1-1", "1-2"), rule: "dependency" } as const;

    expect(planGraph(aPlan([planned("1-1"), planned("1-2")], [conflict]), [node("1-1"), node("1-2")])).toBe(
      "",
    );
  });

  test("lets no title leave its box or the block", () => {
    const plan = aPlan([planned("1-1"), planned("1-2", waitsFor("1-1"))]);
    const title = '"]; click s0 href "javascript:x"\n```\n%%{init: {}}%% <b>';
    const lines = planGraph(plan, [node("1-1", title), node("1-2", title)]).split("\n");

    expect(lines[2]).toMatch(/^ {2}s0\["1-1 [^"[\]`;%{}<>]*"\]:::ready$/u);
    expect(lines.filter((line) => line.startsWith("```"))).toEqual(["```mermaid", "```"]);
  });

  test("stays drawable for very many stories", () => {
    const stories = Array.from({ length: 500 }, (_unused, index) =>
      planned(`1-${index}`, index > 0 ? waitsFor(`1-${index - 1}`) : {}),
    );
    const graph = planGraph(
      aPlan(stories),
      stories.map((story) => node(story.key)),
    );

    expect(graph.match(/:::ready/gu)).toHaveLength(MOST_NODES);
  });
});
