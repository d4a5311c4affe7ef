/** Beyond these bounds the answer is still free of conflict, but perhaps not the largest. */
export const MOST_SEARCHED = 24;
const MOST_STEPS = 20_000;

interface Search {
  /** For a place a set of bits: the later ones it may stand beside. Worked out when it is asked for. */
  readonly besideOf: (place: number) => number;
  readonly slots: number;
  best: readonly number[];
  steps: number;
}

function placesIn(bits: number): readonly number[] {
  const places: number[] = [];
  for (let left = bits; left !== 0; left &= left - 1) places.push(31 - Math.clz32(left & -left));
  return places;
}

function sizeOf(bits: number): number {
  return placesIn(bits).length;
}

/** Depth first, the most urgent first: of several largest clusters the most urgent one is found first. */
function extend(search: Search, before: readonly number[], { place, free }: Place): void {
  const cluster = [...before, place];
  if (cluster.length > search.best.length) search.best = cluster;
  if (search.best.length >= search.slots) return;
  let left = free & search.besideOf(place);
  while (left !== 0) {
    const isEnough = search.best.length >= search.slots;
    search.steps += 1;
    if (isEnough || search.steps > MOST_STEPS || cluster.length + sizeOf(left) <= search.best.length) return;
    const next = 31 - Math.clz32(left & -left);
    left &= left - 1;
    extend(search, cluster, { place: next, free: left });
  }
}

/** The next member of a cluster, and the bits of those that fit so far. */
interface Place {
  readonly place: number;
  readonly free: number;
}

function besideIn<T>(
  members: readonly T[],
  conflict: (one: T, other: T) => boolean,
): (place: number) => number {
  const known = new Map<number, number>();
  return (place) => {
    let bits = known.get(place) ?? 0;
    if (known.has(place)) return bits;
    for (const one of members.slice(place, place + 1)) {
      for (const [other, member] of members.entries()) {
        if (other > place && !conflict(one, member)) bits |= 1 << other;
      }
    }
    known.set(place, bits);
    return bits;
  };
}

/**
 * A largest cluster without conflict that holds the first, most urgent member; of several the one
 * whose members are the most urgent in order. Exact for up to 24 unless it takes over 20,000 steps.
 */
export function bestCluster<T>(
  members: readonly T[],
  slots: number,
  conflict: (one: T, other: T) => boolean,
): readonly T[] {
  const searched = members.slice(0, MOST_SEARCHED);
  if (searched.length === 0 || slots <= 0) return [];
  const search: Search = { besideOf: besideIn(searched, conflict), slots, best: [], steps: 0 };
  extend(search, [], { place: 0, free: -1 });
  return search.best.flatMap((place) => searched.slice(place, place + 1));
}
