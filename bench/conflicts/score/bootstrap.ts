import { meanOf } from "./figures.ts";

const ROUNDS = 2000;
const SEED = 20_260_101;

/** Numbers from 0 up to 1, the same in every run. */
function createRandom(): () => number {
  let state = SEED;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where the mean lies in 95 of 100 draws of as many repositories. */
export function bootstrapInterval(values: readonly number[]): readonly [number, number] {
  const random = createRandom();
  const means = Array.from({ length: ROUNDS }, () =>
    meanOf(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  ).toSorted((a, b) => a - b);
  return [means[Math.floor(ROUNDS * 0.025)] ?? 0, means[Math.floor(ROUNDS * 0.975)] ?? 0];
}
