/** What a plan would have run side by side, formed greedily in the order of the board. */
import { meanOf } from "./figures.ts";
import type { CorpusRepository } from "../corpus/read-corpus.ts";

/** Boards are cut into windows, as many stories as a sprint has open at a time. */
const WINDOW = 10;
const SMALLEST_WINDOW = 4;

export interface ClusterFigures {
  /** Stories of a window over the clusters it takes, one for each window. */
  readonly sizes: readonly number[];
  readonly parallelPairs: number;
  readonly collisions: number;
}

type IsPair = (one: number, other: number) => boolean;

function pairTable(repository: CorpusRepository, marks: readonly boolean[]): IsPair {
  const marked = new Set(
    repository.pairs.filter((_, place) => marks[place] === true).map(({ one, other }) => `${one} ${other}`),
  );
  return (one, other) => marked.has(`${Math.min(one, other)} ${Math.max(one, other)}`);
}

function formClusters(stories: readonly number[], isConflict: IsPair, most: number): readonly number[][] {
  const clusters: number[][] = [];
  let left = [...stories];
  while (left.length > 0) {
    const cluster: number[] = [];
    const later: number[] = [];
    for (const story of left) {
      const fits = cluster.length < most && !cluster.some((other) => isConflict(other, story));
      (fits ? cluster : later).push(story);
    }
    clusters.push(cluster);
    left = later;
  }
  return clusters;
}

function pairsWithin(cluster: readonly number[]): readonly (readonly [number, number])[] {
  return cluster.flatMap((one, place) => cluster.slice(place + 1).map((other) => [one, other] as const));
}

/** `most` stories at a time; Infinity for as many as do not conflict. */
export function clusterFigures(
  repository: CorpusRepository,
  said: readonly boolean[],
  most: number,
): ClusterFigures {
  const isConflict = pairTable(repository, said);
  const isCollision = pairTable(
    repository,
    repository.pairs.map((pair) => pair.isCollision),
  );
  const sizes: number[] = [];
  let [parallelPairs, collisions] = [0, 0];
  const places = [...repository.stories.keys()];
  for (let start = 0; start < places.length; start += WINDOW) {
    const window = places.slice(start, start + WINDOW);
    if (window.length < SMALLEST_WINDOW) continue;
    const clusters = formClusters(window, isConflict, most);
    sizes.push(window.length / clusters.length);
    for (const [one, other] of clusters.flatMap(pairsWithin)) {
      parallelPairs += 1;
      if (isCollision(one, other)) collisions += 1;
    }
  }
  return { sizes, parallelPairs, collisions };
}

export function joinClusters(all: readonly ClusterFigures[]): {
  readonly meanCluster: number;
  readonly collidingPairs: number;
} {
  let [parallelPairs, collisions] = [0, 0];
  for (const figures of all) {
    parallelPairs += figures.parallelPairs;
    collisions += figures.collisions;
  }
  return {
    meanCluster: meanOf(all.flatMap(({ sizes }) => sizes)),
    collidingPairs: collisions / Math.max(1, parallelPairs),
  };
}
