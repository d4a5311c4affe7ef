/**
 * Globs over repository paths: `*` and `?` inside one segment, `**` over any number of segments.
 * A pattern without a slash matches the file name anywhere. No regular expressions, so that no
 * pattern can take more than pattern length times path length.
 */

/** The classic two-pointer match: on failure only the last star is widened. */
function matchSequence<P, S>(
  pattern: readonly P[],
  subject: readonly S[],
  rules: { readonly isStar: (item: P) => boolean; readonly fits: (item: P, other: S) => boolean },
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < subject.length) {
    const item = pattern[at];
    const other = subject[position];
    if (item !== undefined && rules.isStar(item)) {
      star = at;
      resume = position;
      at += 1;
    } else if (item !== undefined && other !== undefined && rules.fits(item, other)) {
      at += 1;
      position += 1;
    } else if (star === -1) {
      return false;
    } else {
      resume += 1;
      position = resume;
      at = star + 1;
    }
  }
  return pattern.slice(at).every((item) => rules.isStar(item));
}

/** One segment of a pattern: any number of segments, a plain name, or a name with wildcards. */
type Segment =
  | { readonly kind: "any" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "wild"; readonly characters: readonly string[] };

function compileSegment(segment: string): Segment {
  if (segment === "**") return { kind: "any" };
  if (/[*?]/u.test(segment)) return { kind: "wild", characters: segment.split("") };
  return { kind: "name", name: segment };
}

const WITHIN_SEGMENT = {
  isStar: (item: string): boolean => item === "*",
  fits: (item: string, other: string): boolean => item === "?" || item === other,
};

function fitsSegment(item: Segment, other: string): boolean {
  if (item.kind === "wild") return matchSequence(item.characters, other.split(""), WITHIN_SEGMENT);
  return item.kind === "name" && item.name === other;
}

const BETWEEN_SEGMENTS = {
  isStar: (item: Segment): boolean => item.kind === "any",
  fits: fitsSegment,
};

export type PathMatcher = (path: string) => boolean;

/** Compiles a list once; most patterns of the lists are plain file names and cost one look-up together. */
export function compileGlobs(patterns: readonly string[]): PathMatcher {
  const names = new Set(patterns.filter((pattern) => !/[*?/]/u.test(pattern)));
  const others = patterns
    .filter((pattern) => !names.has(pattern))
    .map((pattern) => (pattern.includes("/") ? pattern : `**/${pattern}`))
    .map((pattern) =>
      pattern
        .replace(/^\.?\//u, "")
        .split("/")
        .map(compileSegment),
    );
  return (path) => {
    if (names.has(path.slice(path.lastIndexOf("/") + 1))) return true;
    const segments = path.split("/");
    return others.some((pattern) => matchSequence(pattern, segments, BETWEEN_SEGMENTS));
  };
}
