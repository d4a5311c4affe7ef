/** What finished stories that read alike have really changed. */
import type { StoryKey } from "../../sprint/story.ts";
import { overlap } from "./sparse-vector.ts";
import type { StoryProfile } from "./story-profile.ts";

export interface EarlierProfile {
  readonly key: StoryKey;
  readonly profile: StoryProfile;
  /** Paths it changed that count. */
  readonly touched: readonly string[];
}

export interface LikelyFile {
  readonly path: string;
  readonly likelihood: number;
  /** The story that reads most alike among those that changed it. */
  readonly because: StoryKey;
}

const MOST_ALIKE = 8;
/** Nobody reads quite alike: this much weight stands for changing something else. */
const DOUBT = 0.05;

function multiply(one: number, other: number): number {
  return one * other;
}

/** By path: how likely the story changes it, going by the finished stories that read most alike. */
export function likelyFiles(
  story: StoryProfile,
  earlier: readonly EarlierProfile[],
): ReadonlyMap<string, LikelyFile> {
  const alike = earlier
    .map((other) => ({ other, alike: overlap(story.words, other.profile.words, multiply) ** 2 }))
    .toSorted((a, b) => b.alike - a.alike)
    .slice(0, MOST_ALIKE);
  let whole = DOUBT;
  for (const { alike: weight } of alike) whole += weight;
  const likely = new Map<string, LikelyFile>();
  for (const { other, alike: weight } of alike) {
    for (const path of other.touched) {
      const known = likely.get(path);
      const likelihood = (known?.likelihood ?? 0) + weight / whole;
      likely.set(path, { path, likelihood, because: known?.because ?? other.key });
    }
  }
  return likely;
}
