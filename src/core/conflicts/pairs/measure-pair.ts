/** What two stories have in common, as a few numbers. Symmetric; linear in what the stories name. */
import { sharedFiles } from "./shared-files.ts";
import type { SharedFile } from "./shared-files.ts";
import { overlap } from "./sparse-vector.ts";
import { isUnknown } from "./story-profile.ts";
import type { StoryProfile } from "./story-profile.ts";

export const MEASURES = ["files", "folders", "apart", "words", "unknown"] as const;
export type Measure = (typeof MEASURES)[number];
export interface Measures extends Readonly<Record<Measure, number>> {
  /** The likeliest file that both change: no measure, since one alone can be reason enough. */
  readonly surest: number;
  /** Neither says what it will change, or one does not and both stand under one epic. */
  readonly isBlind: boolean;
}

/** A likelihood of 1 would make the logarithm endless. */
const SUREST = 0.99;

/** Both change at least one of these: minus the logarithm of the chance that they change none. */
function chanceOfAny(likelihoods: Iterable<number>): number {
  let sum = 0;
  for (const likelihood of likelihoods) sum -= Math.log(1 - Math.min(SUREST, likelihood));
  return sum;
}

/** Files that many stories name and of these two only one: they work in different corners. */
function namedByOneOnly(story: StoryProfile, shared: ReadonlySet<string>): number {
  let sum = 0;
  for (const { entry, popularity } of story.files) {
    if (!shared.has(entry.name)) sum += entry.likelihood * popularity;
  }
  return sum;
}

function likelihoodsOf(files: readonly { readonly likelihood: number }[]): readonly number[] {
  return files.map(({ likelihood }) => likelihood);
}

/** `isSameEpic` counts only where nothing else is known: elsewhere it tells nothing. */
export function measurePair(a: StoryProfile, b: StoryProfile, isSameEpic: boolean): Measures {
  const unknown = [a, b].filter(isUnknown).length;
  const shared: readonly SharedFile[] = sharedFiles(a, b);
  const ofOne = new Set(shared.map((file) => file.one.entry.name));
  const ofOther = new Set(shared.map((file) => file.other.entry.name));
  return {
    files: Math.sqrt(chanceOfAny(likelihoodsOf(shared))),
    folders: Math.sqrt(overlap(a.folders, b.folders, Math.min)),
    apart: Math.sqrt(namedByOneOnly(a, ofOne) + namedByOneOnly(b, ofOther)),
    words: Math.sqrt(overlap(a.words, b.words, (left, right) => left * right)),
    unknown: unknown > 0 ? 1 : 0,
    surest: Math.max(0, ...likelihoodsOf(shared)),
    isBlind: unknown === 2 || (unknown === 1 && isSameEpic),
  };
}
