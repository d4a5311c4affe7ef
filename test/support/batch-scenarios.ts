import fc from "fast-check";
import { FATES, type Scenario } from "./batch-world.ts";

const distances = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 });

/** Small batches with everything that can go wrong, for properties. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer(),
  chaos: fc.integer({ min: 0, max: 30 }),
  people: fc.constantFrom("merge", "close some", "sleep"),
  otherBatchHolds: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 1 }),
  besideAPerson: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 2 }),
  config: fc.record({
    maxWorkers: fc.integer({ min: 1, max: 4 }),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    maxConsecutiveFailures: fc.integer({ min: 1, max: 4 }),
    maxFaults: fc.integer({ min: 0, max: 2 }),
    schedule: fc.constantFrom("rolling", "waves"),
  }),
  stories: fc.array(
    fc.record({
      needs: distances,
      conflictsWith: distances,
      fates: fc.array(fc.constantFrom(...FATES), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});
