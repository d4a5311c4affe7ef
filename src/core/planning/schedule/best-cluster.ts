/** Beyond these bounds the answer is still free of conflict, but perhaps not the largest. */
export const MOST_SEARCHED = 24;
const MOST_STEPS = 20_000;

interface Search {
  /** For each story a set of bits: the later stories it may run beside. */
  readonly beside: readonly number[];
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
function extend(search: Search, cluster: readonly number[], free: number): void {
  if (cluster.length > search.best.length) search.best = cluster;
  let left = free;
  while (left !== 0) {
    const isEnough = search.best.length >= search.slots;
    search.steps += 1;
    if (isEnough || search.steps > MOST_STEPS || cluster.length + sizeOf(left) <= search.best.length) return;
    const place = 31 - Math.clz32(left & -left);
    left &= left - 1;
    extend(search, [...cluster, place], left & (search.beside[place] ?? 0));
  }
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
  const beside = searched.map((one, place) => {
    let bits = 0;
    for (const [other, member] of searched.entries()) {
      if (other > place && !conflict(one, member)) bits |= 1 << other;
    }
    return bits;
  });
  const search: Search = { beside, slots, best: [], steps: 0 };
  extend(search, [0], beside[0] ?? 0);
  return search.best.flatMap((place) => searched.slice(place, place + 1));
}
