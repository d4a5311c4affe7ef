import type { StoryKey } from "../sprint/story.ts";

type Graph = ReadonlyMap<StoryKey, readonly StoryKey[]>;

interface Visit {
  readonly key: StoryKey;
  next: number;
}

interface Search {
  readonly graph: Graph;
  readonly order: Map<StoryKey, number>;
  readonly low: Map<StoryKey, number>;
  readonly stack: StoryKey[];
  readonly onStack: Set<StoryKey>;
  readonly cycles: (readonly StoryKey[])[];
}

function enter(search: Search, key: StoryKey): Visit {
  const number = search.order.size;
  search.order.set(key, number);
  search.low.set(key, number);
  search.stack.push(key);
  search.onStack.add(key);
  return { key, next: 0 };
}

function lower(search: Search, key: StoryKey, value: number | undefined): void {
  if (value !== undefined && value < (search.low.get(key) ?? 0)) search.low.set(key, value);
}

function leave(search: Search, key: StoryKey): void {
  if (search.low.get(key) !== search.order.get(key)) return;
  const members = search.stack.splice(search.stack.lastIndexOf(key));
  for (const member of members) search.onStack.delete(member);
  if (members.length > 1) search.cycles.push(members);
}

/** Depth first from one story with a stack of our own: chains may be longer than the call stack. */
function visit(search: Search, start: StoryKey): void {
  const path = [enter(search, start)];
  for (let current = path.at(-1); current; current = path.at(-1)) {
    const needed = search.graph.get(current.key)?.[current.next];
    current.next += 1;
    if (needed === undefined) {
      path.pop();
      leave(search, current.key);
      const parent = path.at(-1);
      if (parent) lower(search, parent.key, search.low.get(current.key));
    } else if (!search.order.has(needed)) {
      if (search.graph.has(needed)) path.push(enter(search, needed));
    } else if (search.onStack.has(needed)) {
      lower(search, current.key, search.order.get(needed));
    }
  }
}

/** Groups of stories that need each other in a circle (Tarjan), in the order of the graph. Linear. */
export function findCycles(graph: Graph): readonly (readonly StoryKey[])[] {
  const search: Search = {
    graph,
    order: new Map(),
    low: new Map(),
    stack: [],
    onStack: new Set(),
    cycles: [],
  };
  for (const key of graph.keys()) if (!search.order.has(key)) visit(search, key);
  return search.cycles;
}
