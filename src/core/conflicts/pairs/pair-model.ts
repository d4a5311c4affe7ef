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
  base: -1.82,
  measures: {
    files: { weight: 1.11, usual: 0.45 },
    folders: { weight: 0.51, usual: 0.79 },
    apart: { weight: -0.21, usual: 2.7 },
    words: { weight: 2.81, usual: 0.29 },
    unknown: { weight: 1.24, usual: 0.05 },
  },
  threshold: 0.03,
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
    ["apart", measures.apart],
    ["words", measures.words],
    ["unknown", measures.unknown],
  ];
}

/** Both are this likely to change one file: reason enough, whatever else they have in common. */
export const SURE = 0.45;

export function isConflict(measures: Measures, model: PairModel): boolean {
  return measures.surest >= SURE || measures.isBlind || weighPair(measures, model) >= model.threshold;
}

const CONCRETE_SHARE = 0.4;

/** What speaks most for a conflict: how far a measure lies above the usual, by its weight. */
export function strongestMeasure(measures: Measures, model: PairModel): Measure {
  if (measures.surest >= SURE) return "files";
  // Nothing but words can speak of such a pair; that a story names no file is what people can mend.
  if (measures.unknown > 0) return "unknown";
  const parts = entriesOf(model)
    .map(([name, { weight, usual }]) => ({ name, part: weight * (measures[name] - usual) }))
    .toSorted((a, b) => b.part - a.part);
  const [first] = parts;
  const concrete = parts.find(({ name }) => name === "files" || name === "folders");
  if (first?.name !== "words") return first?.name ?? "words";
  // People can check a folder; that texts are alike is said only where nothing else says nearly as much.
  return concrete && concrete.part >= CONCRETE_SHARE * first.part ? concrete.name : first.name;
}
