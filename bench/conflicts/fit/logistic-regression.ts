/** Weighted logistic regression with a penalty on all weights but the first, by Newton's method. */
import { logistic } from "../../../src/core/conflicts/footprint/likelihood.ts";

export interface Sample {
  /** The first one is 1. */
  readonly inputs: readonly number[];
  readonly isTrue: boolean;
  readonly weight: number;
}

const ROUNDS = 12;
const NEAR_NOTHING = 1e-9;

/** Solves by elimination; the matrix is positive, so the diagonal never vanishes. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (const [place, pivot] of rows.entries()) {
    const head = pivot[place] ?? 1;
    for (const [index, row] of rows.entries()) {
      if (index === place) continue;
      const factor = (row[place] ?? 0) / head;
      for (let column = place; column < row.length; column += 1) {
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
      }
    }
  }
  return rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1));
}

export function dot(weights: readonly number[], inputs: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += (weights[index] ?? 0) * (inputs[index] ?? 0);
  return sum;
}

interface Slope {
  readonly gradient: number[];
  readonly hessian: number[][];
}

function slopeAt(weights: readonly number[], samples: readonly Sample[]): Slope {
  const size = weights.length;
  const gradient = Array.from({ length: size }, () => 0);
  const hessian = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (const { inputs, isTrue, weight } of samples) {
    const chance = logistic(dot(weights, inputs));
    const error = weight * ((isTrue ? 1 : 0) - chance);
    const curve = weight * chance * (1 - chance);
    for (const [i, row] of hessian.entries()) {
      const input = inputs[i] ?? 0;
      if (input === 0) continue;
      gradient[i] = (gradient[i] ?? 0) + error * input;
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + curve * input * (inputs[j] ?? 0);
    }
  }
  return { gradient, hessian };
}

export function fitLogistic(samples: readonly Sample[], penalty: number): readonly number[] {
  let weights: readonly number[] = (samples[0]?.inputs ?? []).map(() => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { gradient, hessian } = slopeAt(weights, samples);
    const before = weights;
    const pulled = gradient.map((value, index) => value - (index === 0 ? 0 : penalty * (before[index] ?? 0)));
    for (const [index, row] of hessian.entries()) {
      row[index] = (row[index] ?? 0) + (index === 0 ? NEAR_NOTHING : penalty);
    }
    const step = solve(hessian, pulled);
    weights = before.map((weight, index) => weight + (step[index] ?? 0));
  }
  return weights;
}
