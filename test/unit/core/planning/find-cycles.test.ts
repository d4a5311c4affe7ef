import { expect, it } from "vitest";
import { findCycles } from "../../../../src/core/planning/find-cycles.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";

function graph(
  edges: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  const entries = Object.entries(edges);
  return new Map(
    entries.map(([key, others]) => [StoryKey.parse(key), others.map((other) => StoryKey.parse(other))]),
  );
}

it("finds each circle once, with all its members and nobody else", () => {
  const cycles = findCycles(
    graph({ a: ["b"], b: ["c"], c: ["a"], d: ["a"], e: ["f"], f: ["e"], g: ["gone"] }),
  );
  expect(cycles.map((members) => [...members].sort())).toEqual([
    ["a", "b", "c"],
    ["e", "f"],
  ]);
});

it("finds nothing where chains merely meet again", () => {
  expect(findCycles(graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }))).toEqual([]);
});

it("follows chains that are longer than the call stack", () => {
  const size = 50_000;
  const edges = Array.from({ length: size }, (_unused, index): [string, readonly string[]] => [
    `s${index}`,
    index + 1 < size ? [`s${index + 1}`] : [],
  ]);
  const long = graph(Object.fromEntries(edges));
  expect(findCycles(long)).toEqual([]);
});
