/** Ends an exhaustive switch: reaching it means an invariant of ours broke. */
export function assertNever(value: never): never {
  throw new Error(`bug: unexpected value ${JSON.stringify(value)}`);
}
