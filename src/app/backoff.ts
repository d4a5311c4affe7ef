import type { Failure } from "../operations/failure.ts";

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/** How long to wait after the given number of failures in a row, unless the outside said how long. */
export function backoffMs(failure: Failure, failures: number): number {
  if (failure.retryAfterSeconds !== undefined) return failure.retryAfterSeconds * 1000;
  return Math.min(FIRST_MS * 3 ** (failures - 1), LONGEST_MS);
}
