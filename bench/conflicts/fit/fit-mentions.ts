/** How likely a mentioned file is changed, from what stories mentioned and then really changed. */
import type { Mentions, MentionWeights } from "../../../src/core/conflicts/footprint/likelihood.ts";
import { MENTION_DEEDS } from "../../../src/core/conflicts/footprint/mention-deed.ts";
import { MENTION_PLACES } from "../../../src/core/conflicts/footprint/mention-place.ts";
import { isSamePath } from "../../../src/core/conflicts/pairs/complete-path.ts";
import type { ReadRepository } from "../predict/read-repository.ts";
import { fitLogistic } from "./logistic-regression.ts";
import type { Sample } from "./logistic-regression.ts";

const PENALTY = 10;

function inputsOf(mentions: Mentions): readonly number[] {
  return [
    1,
    ...MENTION_PLACES.map((place) => (mentions.places.has(place) ? 1 : 0)),
    ...MENTION_DEEDS.map((deed) => (mentions.deeds.has(deed) ? 1 : 0)),
    Math.log(mentions.count),
    mentions.hasFolder ? 1 : 0,
    mentions.isInCode ? 1 : 0,
    mentions.isTest ? 1 : 0,
  ];
}

/** A repository counts by the root of its size: a large one is not many repositories. */
export function scaled(samples: readonly Omit<Sample, "weight">[]): readonly Sample[] {
  return samples.map((sample) => ({ ...sample, weight: 1 / Math.sqrt(samples.length) }));
}

export function toUnitMean(samples: readonly Sample[]): readonly Sample[] {
  let sum = 0;
  for (const { weight } of samples) sum += weight;
  return samples.map((sample) => ({ ...sample, weight: (sample.weight * samples.length) / sum }));
}

export function mentionSamples({ corpus, readings }: ReadRepository): readonly Sample[] {
  return scaled(
    readings.flatMap((reading, place) => {
      const touched = [...(corpus.stories[place]?.hard ?? [])];
      return (
        reading.files
          // Something in a folder is changed more easily than a file: folders weigh as files do, and teach nothing.
          .filter(({ grade, name }) => grade === "exclusive" && !name.endsWith("/"))
          .flatMap(({ name }) => {
            const mentions = reading.mentions.get(name);
            const isTrue = touched.some((path) => isSamePath(path, name));
            return mentions ? [{ inputs: inputsOf(mentions), isTrue }] : [];
          })
      );
    }),
  );
}

export function fitMentions(samples: readonly Sample[]): MentionWeights {
  const weights = fitLogistic(toUnitMean(samples), PENALTY);
  function at(place: number): number {
    return Math.round((weights[place] ?? 0) * 100) / 100;
  }
  const [firstDeed, rest] = [1 + MENTION_PLACES.length, 1 + MENTION_PLACES.length + MENTION_DEEDS.length];
  const places = Object.fromEntries(MENTION_PLACES.map((place, index) => [place, at(1 + index)]));
  const deeds = Object.fromEntries(MENTION_DEEDS.map((deed, index) => [deed, at(firstDeed + index)]));
  return {
    base: at(0),
    places: { ...ZERO_PLACES, ...places },
    deeds: { ...ZERO_DEEDS, ...deeds },
    count: at(rest),
    hasFolder: at(rest + 1),
    isInCode: at(rest + 2),
    isTest: at(rest + 3),
  };
}

const ZERO_PLACES: MentionWeights["places"] = {
  tasks: 0,
  files: 0,
  structure: 0,
  criteria: 0,
  notes: 0,
  code: 0,
  story: 0,
  learnings: 0,
  references: 0,
  dependencies: 0,
  scope: 0,
  tests: 0,
  other: 0,
};
const ZERO_DEEDS: MentionWeights["deeds"] = {
  spare: 0,
  read: 0,
  create: 0,
  change: 0,
  add: 0,
  run: 0,
  none: 0,
};
