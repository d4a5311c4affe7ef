import { planSprint } from "../../src/core/planning/plan-sprint.ts";
import type { Plan } from "../../src/core/planning/plan.ts";
import { selectCluster } from "../../src/core/planning/select-cluster.ts";
import { tierIn } from "../../src/core/planning/schedule/urgency.ts";
import { createMemory } from "../../src/operations/memory.ts";
import type { Memory } from "../../src/operations/memory.ts";
import { readSprint } from "../../src/operations/observe/read-sprint.ts";
import type { RepositoryReader } from "../../src/operations/ports.ts";
import { planLiterally } from "../seeds/plan-literally.ts";
import type { GeneratedSprint } from "./generated-sprint.ts";

/** A repository in memory: the id of a text is its path and how often it was changed. */
function readerOf({ texts, tree }: GeneratedSprint, changed: string | undefined): RepositoryReader {
  const ids = new Map(
    [...texts.keys(), ...tree].map((path) => [path, path === changed ? `${path} 2` : path]),
  );
  const byId = new Map([...texts].map(([path, text]) => [ids.get(path) ?? path, text]));
  const commit = changed ?? "first";
  return {
    look: () => Promise.resolve({ branch: "main", commit, tree: commit, pullRequests: [] }),
    readTree: () => Promise.resolve(ids),
    readBlobs: (wanted) => Promise.resolve(new Map(wanted.flatMap((id) => found(byId, id)))),
    readExactly: (id) => Promise.resolve(byId.get(id)),
    permissionOf: () => Promise.resolve("write"),
  };
}

function found(byId: ReadonlyMap<string, string>, id: string): readonly (readonly [string, string])[] {
  const text = byId.get(id);
  return text === undefined ? [] : [[id, text]];
}

async function planOnce(reader: RepositoryReader, memory: Memory): Promise<Plan> {
  const look = await reader.look({ branch: undefined, stories: [] });
  const reading = await readSprint({ reader, memory }, look);
  if (reading.kind === "unusable") throw new Error(`bug: ${reading.problems[0]?.message ?? "unusable"}`);
  const { snapshot, config } = reading.sprint;
  const plan = planSprint(snapshot, { config, filter: {}, own: new Set() });
  // Conflicts are worked out when they are asked for: choosing what starts now belongs to planning.
  const candidates = plan.stories.filter(({ disposition }) => disposition.kind === "ready");
  const keys = candidates.map((story) => story.key);
  const tierOf = tierIn(new Map(candidates.map((story) => [story.key, story])));
  selectCluster({
    plan,
    candidates: keys,
    tierOf,
    inFlight: [],
    unmerged: [],
    foreign: [],
    slots: config.maxWorkers,
  });
  return plan;
}

export interface OurTimes {
  /** From texts to the plan, in a process that has seen nothing. */
  readonly ms: number;
  /** The same again after the text of one story has changed. */
  readonly replanMs: number;
}

export async function measureOurs(sprint: GeneratedSprint): Promise<OurTimes> {
  const memory = createMemory();
  const startedMs = performance.now();
  const plan = await planOnce(readerOf(sprint, undefined), memory);
  const ms = performance.now() - startedMs;
  const changed = plan.stories[0]?.path;
  const text = changed === undefined ? undefined : sprint.texts.get(changed);
  if (changed === undefined || text === undefined) throw new Error("bug: a plan without stories");
  const texts = new Map(sprint.texts).set(changed, text.replace("- [ ] Task 1", "- [ ] Task one"));
  const reader = readerOf({ ...sprint, texts }, changed);
  const againMs = performance.now();
  await planOnce(reader, memory);
  return { ms, replanMs: performance.now() - againMs };
}

/** Milliseconds the first rules take for the same texts. */
export function measureSeeds({ texts }: GeneratedSprint): number {
  const stories = new Map<string, string>();
  for (const [path, text] of texts) {
    const name = /\/(\d[^/]*)\.md$/u.exec(path)?.[1];
    if (name !== undefined) stories.set(name, text);
  }
  const startedMs = performance.now();
  const clusters = planLiterally({
    statuses: new Map([...stories.keys()].map((key) => [key, "backlog"])),
    keyOf: new Map([...stories.keys()].map((key) => [/^\d+-\d+/u.exec(key)?.[0] ?? key, key])),
    readFile: (key) => stories.get(key) ?? "",
  });
  if (clusters.flat().length !== stories.size) throw new Error("bug: a story is in no cluster");
  return performance.now() - startedMs;
}
