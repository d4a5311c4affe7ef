export type Random = () => number;

/** Numbers from 0 up to, but not including, 1; the same for the same seed. Mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Seeds of a campaign: `given` as `7`, `1-50` or `3,9`; the fixed ones when nothing is given. */
export function seedsOf(given: string | undefined, fixed: readonly number[]): readonly number[] {
  if (given === undefined || given === "") return fixed;
  return given.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    if (!Number.isInteger(first) || !Number.isInteger(last)) throw new Error(`"${part}" names no seeds`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
