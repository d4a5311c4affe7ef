/**
 * Predicts each repository with weights and a threshold that never saw it: the repositories are dealt
 * into folds, and everything is fitted anew without the fold that is predicted.
 */
import type { MentionWeights } from "../../../src/core/conflicts/footprint/likelihood.ts";
import type { Measure } from "../../../src/core/conflicts/pairs/measure-pair.ts";
import type { PairModel } from "../../../src/core/conflicts/pairs/pair-model.ts";
import { measureRepository } from "../predict/read-repository.ts";
import type { ReadRepository } from "../predict/read-repository.ts";
import { fitMentions, mentionSamples } from "./fit-mentions.ts";
import { fitPairs, scoreOf } from "./fit-pairs.ts";
import type { PairData } from "./fit-pairs.ts";
import type { Sample } from "./logistic-regression.ts";

export interface Fitted {
  readonly mentions: MentionWeights;
  readonly pairs: PairModel;
}

/** What is said of each pair of one repository, at the fitted threshold and as a plain number. */
export interface Prediction {
  readonly said: readonly boolean[];
  /** Above 0 is beyond the threshold. */
  readonly scores: readonly number[];
}

function dataOf(repository: ReadRepository, mentions: MentionWeights): PairData {
  return {
    measures: measureRepository(repository, mentions),
    truth: repository.corpus.pairs.map(({ isCollision }) => isCollision),
  };
}

export function predict(repository: ReadRepository, { mentions, pairs }: Fitted): Prediction {
  const scores = measureRepository(repository, mentions).map((measured, place) =>
    repository.endpoints[place] === true ? ENDPOINT : scoreOf(measured, pairs),
  );
  return { scores, said: scores.map((score) => score >= 0) };
}

/** Both name one endpoint: a rule of its own, beyond every threshold. */
const ENDPOINT = 9;

interface FitInput {
  readonly repositories: readonly ReadRepository[];
  readonly samples: ReadonlyMap<ReadRepository, readonly Sample[]>;
  readonly used: ReadonlySet<Measure>;
}

function fit({ repositories, samples, used }: FitInput): Fitted {
  const mentions = fitMentions(repositories.flatMap((repository) => samples.get(repository) ?? []));
  const data = repositories.map((repository) => dataOf(repository, mentions));
  return { mentions, pairs: fitPairs(data, used) };
}

function sampled(repositories: readonly ReadRepository[]): FitInput["samples"] {
  return new Map(repositories.map((repository) => [repository, mentionSamples(repository)]));
}

export function fitAll(repositories: readonly ReadRepository[], used: ReadonlySet<Measure>): Fitted {
  return fit({ repositories, samples: sampled(repositories), used });
}

export interface Folds {
  readonly folds: number;
  readonly used: ReadonlySet<Measure>;
  readonly onFold: (fold: number) => void;
}

export function crossValidate(
  repositories: readonly ReadRepository[],
  { folds, used, onFold }: Folds,
): ReadonlyMap<ReadRepository, Prediction> {
  const samples = sampled(repositories);
  const predictions = new Map<ReadRepository, Prediction>();
  for (let fold = 0; fold < Math.min(folds, repositories.length); fold += 1) {
    const others = repositories.filter((_, place) => place % folds !== fold);
    const fitted = fit({ repositories: others, samples, used });
    for (const [place, repository] of repositories.entries()) {
      if (place % folds === fold) predictions.set(repository, predict(repository, fitted));
    }
    onFold(fold);
  }
  return predictions;
}
