/** Numbers in rising order, each with a weight. */
export interface SparseVector {
  readonly ids: Uint32Array;
  readonly weights: Float64Array;
}

export function toVector(weights: ReadonlyMap<number, number>): SparseVector {
  const ids = Uint32Array.from(weights.keys()).sort();
  return { ids, weights: Float64Array.from(ids, (id) => weights.get(id) ?? 0) };
}

export interface Common {
  readonly id: number;
  readonly one: number;
  readonly other: number;
}

/** Calls back with what both have, in rising order. */
export function visitCommon(a: SparseVector, b: SparseVector, visit: (common: Common) => void): void {
  let [left, right] = [0, 0];
  while (left < a.ids.length && right < b.ids.length) {
    const [one, other] = [a.ids[left] ?? 0, b.ids[right] ?? 0];
    if (one === other) visit({ id: one, one: a.weights[left] ?? 0, other: b.weights[right] ?? 0 });
    if (one <= other) left += 1;
    if (other <= one) right += 1;
  }
}

/** Sum over what both have. */
export function overlap(
  a: SparseVector,
  b: SparseVector,
  combine: (one: number, other: number) => number,
): number {
  let sum = 0;
  visitCommon(a, b, ({ one, other }) => {
    sum += combine(one, other);
  });
  return sum;
}
