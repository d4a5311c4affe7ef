import { NO_EPIC } from "../sprint/parse-board.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { Conflict, ConflictIndex } from "./conflict.ts";
import type { FootprintContext, StoryReading } from "./find-footprint.ts";
import { likelyFiles, MOST_EARLIER, sharpen } from "./pairs/earlier-stories.ts";
import type { EarlierProfile } from "./pairs/earlier-stories.ts";
import { measurePair } from "./pairs/measure-pair.ts";
import { isConflict, PAIR_MODEL, strongestMeasure } from "./pairs/pair-model.ts";
import { sampleStories } from "./pairs/sample-stories.ts";
import { profileStory } from "./pairs/story-profile.ts";
import type { StoryProfile } from "./pairs/story-profile.ts";
import { createDependencyRule } from "./rules/dependency-rule.ts";
import { endpointConflict } from "./rules/endpoint-rule.ts";
import { explainPair } from "./rules/explain-pair.ts";
import type { Explanation } from "./rules/explain-pair.ts";
import type { ConflictStory, EarlierStory } from "./story-pairs.ts";

/** What a plan knows: the unfinished stories in any order, and the finished ones in the board's. */
export interface ConflictInput {
  readonly stories: readonly ConflictStory[];
  readonly earlier: readonly EarlierStory[];
  readonly context: FootprintContext;
}

type ReadStory = (story: ConflictStory) => StoryProfile;

function earlierReader(
  { earlier, context }: ConflictInput,
  profile: (reading: StoryReading) => StoryProfile,
): () => readonly EarlierProfile[] {
  let profiles: readonly EarlierProfile[] | undefined;
  return () => {
    profiles ??= earlier.slice(-MOST_EARLIER).map(({ key, footprint, touched }) => ({
      key,
      profile: profile(footprint),
      touched: touched.filter((path) => context.readPath(path).grade === "exclusive"),
    }));
    return profiles;
  };
}

/** Stories are read when somebody asks about them, and once. */
function storyReader(input: ConflictInput): ReadStory {
  const { context, stories, earlier } = input;
  const shared = { names: context.words, ...sampleStories([...stories, ...earlier]) };
  const earlierProfiles = earlierReader(input, (reading) => profileStory(reading, shared));
  const known = new Map<StoryKey, StoryProfile>();
  return (story) => {
    const read = known.get(story.key);
    if (read) return read;
    const profile = profileStory(story.footprint, shared);
    const sharpened = sharpen(profile, likelyFiles(profile, earlierProfiles()));
    known.set(story.key, sharpened);
    return sharpened;
  };
}

/** Most conflicts are only counted; words and lines are looked up for the few that people read. */
function explainedWhenAsked(stories: Conflict["stories"], explain: () => Explanation): Conflict {
  let known: Explanation | undefined;
  function explanation(): Explanation {
    known ??= explain();
    return known;
  }
  return {
    stories,
    get rule() {
      return explanation().rule;
    },
    get strength() {
      return explanation().strength;
    },
    get reason() {
      return explanation().reason;
    },
    get lines() {
      return explanation().lines;
    },
  };
}

/** Builds in the time it takes to read a sample of the stories; answers in microseconds. */
export function indexConflicts(input: ConflictInput): ConflictIndex {
  const byKey = new Map(input.stories.map((story) => [story.key, story]));
  const dependency = createDependencyRule(byKey);
  const { context } = input;
  const words = {
    isDatabase: (path: string) => context.readPath(path).isDatabase,
    nameOf: context.words.nameOf,
  };
  let read: ReadStory | undefined;

  function collision(one: ConflictStory, other: ConflictStory): Conflict | undefined {
    read ??= storyReader(input);
    const pair = [read(one), read(other)] as const;
    const epic = one.epic === other.epic && one.epic !== NO_EPIC ? one.epic : undefined;
    const measures = measurePair(...pair, epic !== undefined);
    if (!isConflict(measures, PAIR_MODEL)) return undefined;
    const measure = strongestMeasure(measures, PAIR_MODEL);
    return explainedWhenAsked([one.key, other.key], () => explainPair(measure, pair, { ...words, epic }));
  }

  return {
    between(a, b) {
      const [one, other] = [byKey.get(a < b ? a : b), byKey.get(a < b ? b : a)];
      if (!one || !other || one === other) return undefined;
      return dependency(one, other) ?? endpointConflict(one, other) ?? collision(one, other);
    },
  };
}
