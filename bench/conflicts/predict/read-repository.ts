/** A repository of the corpus as the product reads it; nothing here knows what happened later. */
import { DEFAULT_CONFIG } from "../../../src/core/config/config.ts";
import { footprintContext, readFootprint } from "../../../src/core/conflicts/find-footprint.ts";
import type { FootprintContext, StoryReading } from "../../../src/core/conflicts/find-footprint.ts";
import { changeLikelihood } from "../../../src/core/conflicts/footprint/likelihood.ts";
import type { MentionWeights } from "../../../src/core/conflicts/footprint/likelihood.ts";
import { likelyFiles, MOST_EARLIER, sharpen } from "../../../src/core/conflicts/pairs/earlier-stories.ts";
import type { LikelyFiles } from "../../../src/core/conflicts/pairs/earlier-stories.ts";
import { measurePair } from "../../../src/core/conflicts/pairs/measure-pair.ts";
import type { Measures } from "../../../src/core/conflicts/pairs/measure-pair.ts";
import { sampleStories } from "../../../src/core/conflicts/pairs/sample-stories.ts";
import { profileStory } from "../../../src/core/conflicts/pairs/story-profile.ts";
import type { StoryProfile } from "../../../src/core/conflicts/pairs/story-profile.ts";
import { endpointConflict } from "../../../src/core/conflicts/rules/endpoint-rule.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import type { CorpusRepository } from "../corpus/read-corpus.ts";

export interface ReadRepository {
  readonly corpus: CorpusRepository;
  readonly context: FootprintContext;
  readonly readings: readonly StoryReading[];
  /** For each pair: both say the same endpoint. */
  readonly endpoints: readonly boolean[];
  /** For each pair what stories before the first of it tell about both; empty without history. */
  readonly likely: readonly (readonly [LikelyFiles, LikelyFiles])[];
}

export interface Sight {
  /** Paths of the tree as it is at the end complete what stories shorten. */
  readonly tree: boolean;
  /** What stories earlier on the board touched. */
  readonly history: boolean;
}

const NOTHING: LikelyFiles = new Map();

function storyKey(key: string): StoryKey {
  const parsed = StoryKey.safeParse(key);
  return parsed.success
    ? parsed.data
    : StoryKey.parse(`story-${key.replaceAll(/[^A-Za-z0-9]+/gu, "-")}`.slice(0, 90));
}

function profiles(readings: readonly StoryReading[], context: FootprintContext): readonly StoryProfile[] {
  const sample = sampleStories(readings.map((footprint) => ({ key: footprint.story, footprint })));
  return readings.map((reading) => profileStory(reading, { names: context.words, ...sample }));
}

function readEarlier(
  corpus: CorpusRepository,
  all: readonly StoryProfile[],
): (story: number, before: number) => LikelyFiles {
  const earlier = corpus.stories.flatMap(({ hard }, place) => {
    const profile = all[place];
    return profile ? [{ key: profile.reading.story, profile, touched: [...hard] }] : [];
  });
  const known = new Map<string, LikelyFiles>();
  return (story, before) => {
    const profile = all[story];
    const name = `${story} ${before}`;
    const found =
      known.get(name) ??
      (profile ? likelyFiles(profile, earlier.slice(Math.max(0, before - MOST_EARLIER), before)) : NOTHING);
    known.set(name, found);
    return found;
  };
}

export function readRepository(corpus: CorpusRepository, sight: Sight): ReadRepository {
  const context = footprintContext(sight.tree ? corpus.tree : [], DEFAULT_CONFIG);
  const readings = corpus.stories.map(({ key, plan }) =>
    readFootprint({ path: `${key}.md`, text: plan }, storyKey(key), context),
  );
  const stories = readings.map((footprint, place) => ({
    key: footprint.story,
    epic: corpus.stories[place]?.epic ?? "",
    footprint,
    dependsOn: [],
  }));
  const endpoints = corpus.pairs.map((pair) => {
    const [one, other] = [stories[pair.one], stories[pair.other]];
    return one !== undefined && other !== undefined && endpointConflict(one, other) !== undefined;
  });
  const earlier = readEarlier(corpus, sight.history ? profiles(readings, context) : []);
  const likely = corpus.pairs.map(({ one, other }): readonly [LikelyFiles, LikelyFiles] =>
    sight.history ? [earlier(one, one), earlier(other, one)] : [NOTHING, NOTHING],
  );
  return { corpus, context, readings, endpoints, likely };
}

/** What each pair has in common, when mentions weigh as given. */
export function measureRepository(repository: ReadRepository, weights: MentionWeights): readonly Measures[] {
  const readings = repository.readings.map((reading) => ({
    ...reading,
    files: reading.files.map((file) => {
      const mentions = reading.mentions.get(file.name);
      return mentions ? { ...file, likelihood: changeLikelihood(mentions, weights) } : file;
    }),
  }));
  const all = profiles(readings, repository.context);
  return repository.corpus.pairs.map((pair, place) => {
    const [one, other] = [all[pair.one], all[pair.other]];
    if (!one || !other) throw new Error("bug: a pair names a story that is not there");
    const [likelyOne, likelyOther] = repository.likely[place] ?? [NOTHING, NOTHING];
    const { stories } = repository.corpus;
    const isSameEpic = stories[pair.one]?.epic === stories[pair.other]?.epic;
    return measurePair(sharpen(one, likelyOne), sharpen(other, likelyOther), isSameEpic);
  });
}
