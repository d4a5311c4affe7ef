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
  base: -0.68,
  places: {
    tasks: 0.95,
    files: 0.58,
    structure: 0.55,
    criteria: -0.04,
    notes: 0.15,
    code: -0.16,
    story: -0.52,
    learnings: -0.81,
    references: -0.02,
    dependencies: -0.48,
    scope: -0.24,
    tests: -0.47,
    other: 0.11,
  },
  deeds: { spare: -0.86, read: -0.46, create: 0.79, change: 0.56, add: 0.51, run: -0.31, none: -0.03 },
  count: 0.38,
  hasFolder: 0.17,
  isInCode: 0.45,
  isTest: 0.44,
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
