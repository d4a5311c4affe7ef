import type { ProfileFile, StoryProfile } from "./story-profile.ts";

export interface SharedFile {
  readonly one: ProfileFile;
  readonly other: ProfileFile;
  /** How likely both change it. */
  readonly likelihood: number;
}

/** Files that both stories name, under the full names they are known by. */
export function sharedFiles(one: StoryProfile, other: StoryProfile): readonly SharedFile[] {
  const shared: SharedFile[] = [];
  let [left, right] = [0, 0];
  for (;;) {
    const [a, b] = [one.files[left], other.files[right]];
    if (!a || !b) return shared;
    if (a.path === b.path) {
      shared.push({ one: a, other: b, likelihood: a.entry.likelihood * b.entry.likelihood });
    }
    if (a.path <= b.path) left += 1;
    if (b.path <= a.path) right += 1;
  }
}
