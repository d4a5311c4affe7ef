import type { CorpusRepository } from "../corpus/read-corpus.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { clusterFigures, joinClusters } from "./clusters.ts";
import { figuresOf, meanOf } from "./figures.ts";
import type { Figures } from "./figures.ts";

/** What one rule says of each pair of each repository. */
export interface Judged {
  readonly repository: CorpusRepository;
  readonly said: readonly boolean[];
}

export interface RuleScore {
  readonly macro: Figures;
  /** 95 of 100 draws of repositories have a mean Matthews correlation in between. */
  readonly mccInterval: readonly [number, number];
  readonly meanCluster: number;
  readonly collidingPairs: number;
  readonly at3Workers: number;
  readonly at8Workers: number;
  readonly repositories: Readonly<Record<string, Figures>>;
}

function judge({ repository, said }: Judged): Figures {
  const truth = repository.pairs.map(({ isCollision }) => isCollision);
  return figuresOf(said, truth);
}

export function scoreRule(judged: readonly Judged[]): RuleScore {
  const figures = judged.map(judge);
  function mean(pick: (one: Figures) => number): number {
    return meanOf(figures.map(pick));
  }
  function clustersOf(most: number): ReturnType<typeof joinClusters> {
    return joinClusters(judged.map(({ repository, said }) => clusterFigures(repository, said, most)));
  }
  const whole = clustersOf(Infinity);
  return {
    macro: {
      precision: mean(({ precision }) => precision),
      recall: mean(({ recall }) => recall),
      f1: mean(({ f1 }) => f1),
      mcc: mean(({ mcc }) => mcc),
    },
    mccInterval: bootstrapInterval(figures.map(({ mcc }) => mcc)),
    meanCluster: whole.meanCluster,
    collidingPairs: whole.collidingPairs,
    at3Workers: clustersOf(3).meanCluster,
    at8Workers: clustersOf(8).meanCluster,
    repositories: Object.fromEntries(
      judged.map(({ repository }, place) => [
        repository.name,
        figures[place] ?? { precision: 0, recall: 0, f1: 0, mcc: 0 },
      ]),
    ),
  };
}
