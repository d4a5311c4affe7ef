import type { ProfileFile, StoryProfile } from "./story-profile.ts";

export interface SharedFile {
  readonly one: ProfileFile;
  readonly other: ProfileFile;
  /** How likely both change it. */
  readonly likelihood: number;
}

/** `login.ts` and `src/auth/login.ts` are one file; `src/a/login.ts` is another one. */
export function isSamePath(one: string, other: string): boolean {
  if (one.length === other.length) return one === other;
  return one.length > other.length ? one.endsWith(`/${other}`) : other.endsWith(`/${one}`);
}

function sameNames(files: readonly ProfileFile[], start: number): number {
  let end = start + 1;
  while (files[end]?.base === files[start]?.base) end += 1;
  return end;
}

/** Each file of the shorter list with the likeliest one of the longer list that is the same. */
function matchGroup(ones: readonly ProfileFile[], others: readonly ProfileFile[]): readonly SharedFile[] {
  if (ones.length > others.length) {
    return matchGroup(others, ones).map(({ one, other, likelihood }) => ({
      one: other,
      other: one,
      likelihood,
    }));
  }
  return ones.flatMap((one) => {
    const same = others.filter((other) => isSamePath(one.entry.name, other.entry.name));
    const [other] = same.toSorted((a, b) => b.entry.likelihood - a.entry.likelihood);
    return other ? [{ one, other, likelihood: one.entry.likelihood * other.entry.likelihood }] : [];
  });
}

/** Files that both stories name. */
export function sharedFiles(one: StoryProfile, other: StoryProfile): readonly SharedFile[] {
  const shared: SharedFile[] = [];
  let [left, right] = [0, 0];
  for (;;) {
    const [a, b] = [one.files[left], other.files[right]];
    if (!a || !b) return shared;
    if (a.base < b.base) left += 1;
    else if (a.base > b.base) right += 1;
    else {
      const [leftEnd, rightEnd] = [sameNames(one.files, left), sameNames(other.files, right)];
      shared.push(...matchGroup(one.files.slice(left, leftEnd), other.files.slice(right, rightEnd)));
      [left, right] = [leftEnd, rightEnd];
    }
  }
}
