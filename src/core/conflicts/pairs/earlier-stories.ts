/** What finished stories that read alike have really changed sharpens what a story only names. */
import type { StoryKey } from "../../sprint/story.ts";
import { logistic } from "../footprint/likelihood.ts";
import { isSamePath } from "./complete-path.ts";
import { overlap } from "./sparse-vector.ts";
import type { StoryProfile } from "./story-profile.ts";

export interface EarlierProfile {
  readonly key: StoryKey;
  readonly profile: StoryProfile;
  /** Paths it changed that count. */
  readonly touched: readonly string[];
}

interface LikelyFile {
  readonly path: string;
  /** Share of the stories that read alike, each by how alike it is. */
  readonly share: number;
  /** The story that reads most alike among those that changed it. */
  readonly because: StoryKey;
}

/** Likely files by their name without folders. */
export type LikelyFiles = ReadonlyMap<string, readonly LikelyFile[]>;

/** Of finished stories only the last ones: a repository changes, and each is compared with each. */
export const MOST_EARLIER = 200;
const MOST_ALIKE = 8;
/** Nobody reads quite alike: this much weight stands for changing something else. */
const DOUBT = 0.02;
/** What a share of 1 adds to the logarithm of the odds; fitted on mentions with a history behind them. */
const WEIGHT = 1.8;
/** Less is no reason to give. */
const SMALLEST_SHARE = 0.1;

function multiply(one: number, other: number): number {
  return one * other;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Files changed by the finished stories that read most alike. */
export function likelyFiles(story: StoryProfile, earlier: readonly EarlierProfile[]): LikelyFiles {
  const alike = earlier
    .map((other) => ({ other, weight: overlap(story.words, other.profile.words, multiply) ** 2 }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, MOST_ALIKE);
  let whole = DOUBT;
  for (const { weight } of alike) whole += weight;
  const byPath = new Map<string, LikelyFile>();
  for (const { other, weight } of alike) {
    for (const path of other.touched) {
      const known = byPath.get(path);
      const share = (known?.share ?? 0) + weight / whole;
      byPath.set(path, { path, share, because: known?.because ?? other.key });
    }
  }
  return byName(byPath.values());
}

function byName(files: Iterable<LikelyFile>): LikelyFiles {
  const likely = new Map<string, LikelyFile[]>();
  for (const file of files) {
    const name = baseName(file.path);
    const known = likely.get(name);
    if (known) known.push(file);
    else likely.set(name, [file]);
  }
  return likely;
}

/** A file that stories like this one changed is likelier to be changed by this one too. */
export function sharpen(profile: StoryProfile, likely: LikelyFiles): StoryProfile {
  if (likely.size === 0) return profile;
  const files = profile.files.map((file) => {
    const { entry } = file;
    const known = likely.get(baseName(entry.name))?.find(({ path }) => isSamePath(path, entry.name));
    if (!known || known.share < SMALLEST_SHARE) return file;
    const odds = Math.log(entry.likelihood / (1 - entry.likelihood)) + WEIGHT * known.share;
    return { ...file, entry: { ...entry, likelihood: logistic(odds) }, because: known.because };
  });
  return { ...profile, files };
}
