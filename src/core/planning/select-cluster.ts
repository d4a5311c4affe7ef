import type { ConflictIndex } from "../conflicts/conflict.ts";
import type { StoryKey } from "../sprint/story.ts";
import { holdsBesideForeign } from "./foreign-work.ts";
import { TIERS } from "./plan.ts";
import type { Plan, Tier } from "./plan.ts";
import { bestCluster, MOST_SEARCHED } from "./schedule/best-cluster.ts";

export interface ClusterInput {
  readonly plan: Pick<Plan, "conflicts">;
  /** Stories that could start now, the most urgent first. */
  readonly candidates: readonly StoryKey[];
  /** A candidate is not passed over to make room for more of a later tier. */
  readonly tierOf: (key: StoryKey) => Tier;
  readonly inFlight: readonly StoryKey[];
  /** Delivered but not merged: only stated conflicts outlive delivery. */
  readonly unmerged: readonly StoryKey[];
  /** Others have these under way. */
  readonly foreign: readonly StoryKey[];
  readonly slots: number;
}

function isKeptBack(key: StoryKey, others: Iterable<StoryKey>, conflicts: ConflictIndex): boolean {
  for (const other of others) if (conflicts.between(key, other)) return true;
  return false;
}

function isStatedBeside(key: StoryKey, others: readonly StoryKey[], conflicts: ConflictIndex): boolean {
  return others.some((other) => other !== key && conflicts.between(key, other)?.strength === "stated");
}

/** The first members that pass, one after the other, and as many of them as are asked for. */
function takeFrom<T>(members: Iterator<T>, limit: number, passes: (member: T) => boolean): readonly T[] {
  const taken: T[] = [];
  while (taken.length < limit) {
    const next = members.next();
    if (next.done === true) break;
    if (passes(next.value)) taken.push(next.value);
  }
  return taken;
}

/**
 * The next stories to start, as many as there are slots, none in conflict with another one or with what
 * is in flight, waits to be merged or is under way elsewhere. The most urgent one that can start does;
 * beside it go, tier by tier, as many of the 24 most urgent as can go together, then whatever still fits.
 */
export function selectCluster(input: ClusterInput): readonly StoryKey[] {
  const { inFlight, unmerged, foreign, slots } = input;
  const { conflicts } = input.plan;
  if (slots <= 0) return [];
  const busy = new Set(inFlight);
  function isFree(key: StoryKey): boolean {
    if (busy.has(key) || isKeptBack(key, busy, conflicts)) return false;
    if (isStatedBeside(key, unmerged, conflicts)) return false;
    return !foreign.some((other) => other !== key && holdsBesideForeign(conflicts.between(key, other)));
  }
  const candidates = new Set(input.candidates).values();
  // The one slot goes to the most urgent one: there is nothing to search.
  const urgent = takeFrom(candidates, slots === 1 ? 1 : MOST_SEARCHED, isFree);
  const best: StoryKey[] = [];
  for (const tier of TIERS) {
    const members = urgent.filter((key) => input.tierOf(key) === tier && !isKeptBack(key, best, conflicts));
    const found = bestCluster(members, slots - best.length, (one, other) =>
      isKeptBack(one, [other], conflicts),
    );
    best.push(...found);
    for (const key of found) busy.add(key);
  }
  function fits(key: StoryKey): boolean {
    if (!isFree(key)) return false;
    busy.add(key);
    return true;
  }
  const beside = takeFrom(urgent.values(), slots - best.length, fits);
  const later = takeFrom(candidates, slots - best.length - beside.length, fits);
  return [...best, ...beside, ...later];
}
