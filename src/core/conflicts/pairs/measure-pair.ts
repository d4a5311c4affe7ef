/** What two stories have in common, as a few numbers. Symmetric; linear in what the stories name. */
import type { LikelyFile } from "./earlier-stories.ts";
import { sharedFiles } from "./shared-files.ts";
import type { SharedFile } from "./shared-files.ts";
import { overlap, weightOf } from "./sparse-vector.ts";
import type { StoryProfile } from "./story-profile.ts";

export const MEASURES = ["files", "folders", "neighbours", "words", "unknown", "earlier"] as const;
export type Measure = (typeof MEASURES)[number];
export type Measures = Readonly<Record<Measure, number>>;

/** A story with what finished stories tell about it. */
export interface MeasuredStory {
  readonly profile: StoryProfile;
  readonly likely: ReadonlyMap<string, LikelyFile>;
}

/** A likelihood of 1 would make the logarithm endless. */
const SUREST = 0.99;

/** Both change at least one of these: minus the logarithm of the chance that they change none. */
function chanceOfAny(likelihoods: Iterable<number>): number {
  let sum = 0;
  for (const likelihood of likelihoods) sum -= Math.log(1 - Math.min(SUREST, likelihood));
  return sum;
}

/** Files of their own in folders where the other works too: people who plan side by side name them. */
function filesBeside(story: StoryProfile, other: StoryProfile, shared: ReadonlySet<string>): number {
  let sum = 0;
  for (const { folder, entry } of story.files) {
    const isBeside = folder !== undefined && !shared.has(entry.name) && weightOf(other.folders, folder) > 0;
    if (isBeside) sum += entry.likelihood;
  }
  return sum;
}

export interface SharedLikely {
  readonly one: LikelyFile;
  readonly other: LikelyFile;
  readonly likelihood: number;
}

/** Files that finished stories suggest for both. */
export function sharedLikely(one: MeasuredStory, other: MeasuredStory): readonly SharedLikely[] {
  const [few, many] = one.likely.size <= other.likely.size ? [one, other] : [other, one];
  const shared: SharedLikely[] = [];
  for (const file of few.likely.values()) {
    const match = many.likely.get(file.path);
    if (!match) continue;
    const [first, second] = few === one ? [file, match] : [match, file];
    shared.push({ one: first, other: second, likelihood: file.likelihood * match.likelihood });
  }
  return shared;
}

function likelihoodsOf(files: readonly { readonly likelihood: number }[]): readonly number[] {
  return files.map(({ likelihood }) => likelihood);
}

export function measurePair(one: MeasuredStory, other: MeasuredStory): Measures {
  const [a, b] = [one.profile, other.profile];
  const shared: readonly SharedFile[] = sharedFiles(a, b);
  const ofOne = new Set(shared.map((file) => file.one.entry.name));
  const ofOther = new Set(shared.map((file) => file.other.entry.name));
  const unknown = [a, b].filter(({ files }) => files.length === 0).length;
  return {
    files: Math.sqrt(chanceOfAny(likelihoodsOf(shared))),
    folders: Math.sqrt(overlap(a.folders, b.folders, Math.min)),
    neighbours: Math.sqrt(filesBeside(a, b, ofOne) + filesBeside(b, a, ofOther)),
    words: Math.sqrt(overlap(a.words, b.words, (left, right) => left * right)),
    unknown: unknown > 0 ? 1 : 0,
    earlier: Math.sqrt(chanceOfAny(likelihoodsOf(sharedLikely(one, other)))),
  };
}
