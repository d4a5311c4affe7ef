/** How well a prediction of pairs fits what really happened. */
export interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

export function figuresOf(said: readonly boolean[], truth: readonly boolean[]): Figures {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  for (const [index, isSaid] of said.entries()) {
    const isTrue = truth[index] === true;
    if (isSaid && isTrue) tp += 1;
    else if (isSaid) fp += 1;
    else if (isTrue) fn += 1;
    else tn += 1;
  }
  const [precision, recall] = [ratio(tp, tp + fp), ratio(tp, tp + fn)];
  const root = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
  const f1 = ratio(2 * precision * recall, precision + recall);
  return { precision, recall, f1, mcc: ratio(tp * tn - fp * fn, root) };
}

export function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return ratio(sum, values.length);
}
