const LONGEST_EXCERPT = 200;

/** One line as people wrote it, cut so that it fits into a message. */
export function excerptOf(line: string): string {
  const trimmed = line.trim();
  return trimmed.length > LONGEST_EXCERPT ? `${trimmed.slice(0, LONGEST_EXCERPT - 1)}…` : trimmed;
}
