import type { Measure, Measures } from "./measure-pair.ts";

interface MeasureWeight {
  readonly weight: number;
  /** The mean over all pairs: what is above it speaks for a conflict. */
  readonly usual: number;
}

export interface PairModel {
  readonly base: number;
  readonly measures: Readonly<Record<Measure, MeasureWeight>>;
  /** From here on two stories do not run together: the operating point. */
  readonly threshold: number;
}

/** Fitted on pairs of real stories by `npm run bench:conflicts -- --fit`; docs/conflicts.md has the figures. */
export const PAIR_MODEL: PairModel = {
  base: -2.25,
  measures: {
    files: { weight: 0.51, usual: 0.49 },
    folders: { weight: 1.36, usual: 0.64 },
    neighbours: { weight: -0.49, usual: 0.81 },
    words: { weight: 3.25, usual: 0.29 },
    unknown: { weight: 0, usual: 0.1 },
    earlier: { weight: 0, usual: 0.2 },
  },
  threshold: -0.07,
};

const DIGITS = 1e6;

/**
 * How much speaks for a collision, as the logarithm of its odds. Rounded, since sums of the same
 * numbers differ in their last digits with the order in which stories were read.
 */
export function weighPair(measures: Measures, model: PairModel): number {
  let sum = model.base;
  for (const [name, { weight }] of entriesOf(model)) sum += weight * measures[name];
  return Math.round(sum * DIGITS) / DIGITS;
}

function entriesOf({ measures }: PairModel): readonly (readonly [Measure, MeasureWeight])[] {
  return [
    ["files", measures.files],
    ["folders", measures.folders],
    ["neighbours", measures.neighbours],
    ["words", measures.words],
    ["unknown", measures.unknown],
    ["earlier", measures.earlier],
  ];
}

/** What speaks most for a conflict: how far a measure lies above the usual, by its weight. */
export function strongestMeasure(measures: Measures, model: PairModel): Measure {
  const [first] = entriesOf(model)
    .map(([name, { weight, usual }]) => ({ name, part: weight * (measures[name] - usual) }))
    .toSorted((a, b) => b.part - a.part);
  return first?.name ?? "words";
}
