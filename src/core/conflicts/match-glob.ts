/**
 * Globs over repository paths: `*` and `?` inside one segment, `**` over any number of segments.
 * A pattern without a slash matches the file name anywhere. No regular expressions, so that no
 * pattern can take more than pattern length times path length.
 */

/** The classic two-pointer match: on failure only the last star is widened. */
function matchSequence<T>(
  pattern: readonly T[],
  subject: readonly T[],
  rules: { readonly isStar: (item: T) => boolean; readonly fits: (item: T, other: T) => boolean },
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

function matchSegment(pattern: string, segment: string): boolean {
  if (!/[*?]/u.test(pattern)) return pattern === segment;
  return matchSequence(pattern.split(""), segment.split(""), {
    isStar: (item) => item === "*",
    fits: (item, other) => item === "?" || item === other,
  });
}

export function matchGlob(pattern: string, path: string): boolean {
  const wanted = pattern.includes("/") ? pattern : `**/${pattern}`;
  return matchSequence(wanted.replace(/^\.?\//u, "").split("/"), path.split("/"), {
    isStar: (item) => item === "**",
    fits: matchSegment,
  });
}

export function matchesAny(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matchGlob(pattern, path));
}
