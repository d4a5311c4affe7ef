import type { MentionDeed } from "./mention-deed.ts";
import type { MentionPlace } from "./mention-place.ts";

/** All that a story says about one file, over all its lines. */
export interface Mentions {
  readonly places: ReadonlySet<MentionPlace>;
  readonly deeds: ReadonlySet<MentionDeed>;
  readonly count: number;
  readonly hasFolder: boolean;
  readonly isInCode: boolean;
  readonly isTest: boolean;
}

export interface MentionWeights {
  readonly base: number;
  readonly places: Readonly<Record<MentionPlace, number>>;
  readonly deeds: Readonly<Record<MentionDeed, number>>;
  readonly count: number;
  readonly hasFolder: number;
  readonly isInCode: number;
  readonly isTest: number;
}

/** Weights of a logistic regression over 15,000 mentions in 33 repositories: docs/conflicts.md says how it is made. */
export const MENTION_WEIGHTS: MentionWeights = {
  base: -0.8,
  places: {
    tasks: 1.02,
    files: 0.66,
    structure: 0.61,
    criteria: 0,
    notes: 0.21,
    code: -0.05,
    story: -0.45,
    learnings: -0.8,
    references: 0.04,
    dependencies: -0.48,
    scope: -0.16,
    tests: -0.38,
    other: 0.15,
  },
  deeds: { spare: -0.84, read: -0.44, create: 0.77, change: 0.56, add: 0.48, run: -0.29, none: -0.02 },
  count: 0.25,
  hasFolder: 0.23,
  isInCode: 0.43,
  isTest: 0.45,
};

export function logistic(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** How likely a story changes a file that it mentions in these ways; between 0 and 1. */
export function changeLikelihood(mentions: Mentions, weights: MentionWeights): number {
  let sum = weights.base + weights.count * Math.log(mentions.count);
  for (const place of mentions.places) sum += weights.places[place];
  for (const deed of mentions.deeds) sum += weights.deeds[deed];
  if (mentions.hasFolder) sum += weights.hasFolder;
  if (mentions.isInCode) sum += weights.isInCode;
  if (mentions.isTest) sum += weights.isTest;
  return logistic(sum);
}
