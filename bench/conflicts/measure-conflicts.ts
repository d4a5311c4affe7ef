/** All rules on the same pairs: the seed rules, two simple ones, and ours as fitted elsewhere and as shipped. */
import { MENTION_WEIGHTS } from "../../src/core/conflicts/footprint/likelihood.ts";
import { MEASURES } from "../../src/core/conflicts/pairs/measure-pair.ts";
import { PAIR_MODEL } from "../../src/core/conflicts/pairs/pair-model.ts";
import type { CorpusRepository } from "./corpus/read-corpus.ts";
import { crossValidate, fitAll, predict } from "./fit/cross-validate.ts";
import type { Fitted, Prediction } from "./fit/cross-validate.ts";
import { readRepository } from "./predict/read-repository.ts";
import type { ReadRepository } from "./predict/read-repository.ts";
import { seedsConflicts } from "./predict/seeds-conflicts.ts";
import { scoreRule } from "./score/score-rule.ts";
import type { Judged, RuleScore } from "./score/score-rule.ts";

export interface MeasureOptions {
  readonly folds: number;
  readonly tree: boolean;
  readonly onProgress: (text: string) => void;
}

/** One point of the curve: what another threshold would mean. */
export interface SweepPoint {
  /** Added to the threshold. */
  readonly offset: number;
  readonly mcc: number;
  readonly meanCluster: number;
  readonly at3Workers: number;
  readonly at8Workers: number;
  readonly collidingPairs: number;
}

export interface MeasuredConflicts {
  readonly scores: Readonly<Record<string, RuleScore>>;
  readonly sweep: readonly SweepPoint[];
  readonly fitted: Fitted;
  readonly shippedText: readonly Judged[];
  readonly shippedHistory: readonly Judged[];
}

const SHIPPED: Fitted = { mentions: MENTION_WEIGHTS, pairs: PAIR_MODEL };
const USED = new Set(MEASURES);
const OFFSETS = [-1, -0.75, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2];

/** What the shipped rules say of each pair, without fitting anything. */
export function judgeShipped(read: readonly ReadRepository[]): readonly Judged[] {
  return read.map((repository) => ({
    repository: repository.corpus,
    said: predict(repository, SHIPPED).said,
  }));
}

function judgedBy(
  read: readonly ReadRepository[],
  predictions: ReadonlyMap<ReadRepository, Prediction>,
  offset = 0,
): readonly Judged[] {
  return read.map((repository) => ({
    repository: repository.corpus,
    said: (predictions.get(repository)?.scores ?? []).map((score) => score >= offset),
  }));
}

function simpleRules(corpus: readonly CorpusRepository[]): Readonly<Record<string, readonly Judged[]>> {
  function judge(rule: (repository: CorpusRepository) => readonly boolean[]): readonly Judged[] {
    return corpus.map((repository) => ({ repository, said: rule(repository) }));
  }
  return {
    seeds: judge(seedsConflicts),
    everything: judge(({ pairs }) => pairs.map(() => true)),
    sameEpic: judge(({ pairs, stories }) =>
      pairs.map(({ one, other }) => stories[one]?.epic === stories[other]?.epic),
    ),
  };
}

function sweep(
  read: readonly ReadRepository[],
  predictions: ReadonlyMap<ReadRepository, Prediction>,
): readonly SweepPoint[] {
  return OFFSETS.map((offset) => {
    const { macro, meanCluster, at3Workers, at8Workers, collidingPairs } = scoreRule(
      judgedBy(read, predictions, offset),
    );
    return { offset, mcc: macro.mcc, meanCluster, at3Workers, at8Workers, collidingPairs };
  });
}

export function measureConflicts(
  corpus: readonly CorpusRepository[],
  { folds, tree, onProgress }: MeasureOptions,
): MeasuredConflicts {
  function read(history: boolean): readonly ReadRepository[] {
    return corpus.map((repository) => {
      onProgress(`reading ${repository.name}${history ? " with history" : ""}`);
      return readRepository(repository, { tree, history });
    });
  }
  function validate(repositories: readonly ReadRepository[]): ReadonlyMap<ReadRepository, Prediction> {
    return crossValidate(repositories, {
      folds,
      used: USED,
      onFold: (fold) => onProgress(`fold ${fold + 1} of ${Math.min(folds, repositories.length)}`),
    });
  }
  const [text, history] = [read(false), read(true)];
  const [textPredictions, historyPredictions] = [validate(text), validate(history)];
  const [shippedText, shippedHistory] = [judgeShipped(text), judgeShipped(history)];
  const judged = {
    ...simpleRules(corpus),
    text: judgedBy(text, textPredictions),
    history: judgedBy(history, historyPredictions),
    shippedText,
    shippedHistory,
  };
  return {
    scores: Object.fromEntries(Object.entries(judged).map(([name, rule]) => [name, scoreRule(rule)])),
    sweep: sweep(text, textPredictions),
    fitted: fitAll(text, USED),
    shippedText,
    shippedHistory,
  };
}
