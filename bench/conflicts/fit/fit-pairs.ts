/** Weights of what pairs have in common, and the threshold, from pairs whose collisions are known. */
import { MEASURES } from "../../../src/core/conflicts/pairs/measure-pair.ts";
import type { Measure, Measures } from "../../../src/core/conflicts/pairs/measure-pair.ts";
import { SURE, weighPair } from "../../../src/core/conflicts/pairs/pair-model.ts";
import type { PairModel } from "../../../src/core/conflicts/pairs/pair-model.ts";
import { figuresOf, meanOf } from "../score/figures.ts";
import { scaled, toUnitMean } from "./fit-mentions.ts";
import { fitLogistic } from "./logistic-regression.ts";

/** The pairs of one repository. */
export interface PairData {
  readonly measures: readonly Measures[];
  readonly truth: readonly boolean[];
}

const PENALTY = 3;
const LOWEST = -1.5;
const STEP = 0.05;
const STEPS = 60;
/** Thresholds that are as good as the best: their middle carries over better than the best one. */
const AS_GOOD = 0.006;

/** Two digits: the tables in the source are read by people. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) || 1;
}

/** A pair that surely shares a file, or of which nothing is known, is beyond every threshold. */
const BEYOND = 9;

export function scoreOf(measures: Measures, model: PairModel): number {
  return measures.surest >= SURE || measures.isBlind ? BEYOND : weighPair(measures, model) - model.threshold;
}

function thresholdFor(model: PairModel, data: readonly PairData[]): number {
  const scored = data.map(({ measures, truth }) => ({
    truth,
    scores: measures.map((measured) => scoreOf(measured, model)),
  }));
  const tried = Array.from({ length: STEPS }, (_, step) => {
    const threshold = LOWEST + step * STEP;
    const mccs = scored.map(({ scores, truth }) => {
      const said = scores.map((score) => score >= threshold);
      return figuresOf(said, truth).mcc;
    });
    return { threshold, mcc: meanOf(mccs) };
  });
  const best = Math.max(...tried.map(({ mcc }) => mcc));
  return meanOf(tried.filter(({ mcc }) => mcc > best - AS_GOOD).map(({ threshold }) => threshold));
}

/** `used` measures get a weight; the others get none. */
export function fitPairs(data: readonly PairData[], used: ReadonlySet<Measure>): PairModel {
  const names = MEASURES.filter((name) => used.has(name));
  const all = data.flatMap(({ measures }) => measures);
  const scales = new Map(names.map((name) => [name, deviationOf(all.map((measured) => measured[name]))]));
  const samples = data.flatMap(({ measures, truth }) =>
    scaled(
      measures.map((measured, place) => ({
        inputs: [1, ...names.map((name) => measured[name] / (scales.get(name) ?? 1))],
        isTrue: truth[place] === true,
      })),
    ),
  );
  const weights = fitLogistic(toUnitMean(samples), PENALTY);
  function weighed(name: Measure): PairModel["measures"][Measure] {
    const place = names.indexOf(name);
    const weight = place === -1 ? 0 : (weights[place + 1] ?? 0) / (scales.get(name) ?? 1);
    return { weight: round(weight), usual: round(meanOf(all.map((measured) => measured[name]))) };
  }
  const model: PairModel = {
    base: round(weights[0] ?? 0),
    measures: {
      files: weighed("files"),
      folders: weighed("folders"),
      apart: weighed("apart"),
      words: weighed("words"),
      unknown: weighed("unknown"),
    },
    threshold: 0,
  };
  return { ...model, threshold: round(thresholdFor(model, data)) };
}
