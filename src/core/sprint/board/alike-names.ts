/**
 * Slugs drift apart while numbers stay, but two sprints of one repository often use the same numbers.
 * A file is taken for a story by its number only when their names do not contradict each other.
 */
const SMALL = new Set(["and", "the", "for", "with", "from", "into", "story", "epic", "task"]);
const SHORTEST_PART = 4;

function wordsOf(normalised: string): readonly string[] {
  return normalised
    .split("-", 40)
    .filter((word) => word.length > 2 && !/^[a-z]?\d/u.test(word) && !SMALL.has(word));
}

/** `floatingactiontoolbar` and `toolbar` are one word here: people join and shorten them. */
function isSameWord(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < SHORTEST_PART) return a === b;
  return a.includes(b) || b.includes(a);
}

/** How many words of a key a file name repeats. Both come normalised. */
export function sharedWords(key: string, stem: string): number {
  const words = wordsOf(stem);
  return wordsOf(key).filter((word) => words.some((other) => isSameWord(word, other))).length;
}

/** A name without words contradicts nothing. */
export function isAlike(key: string, stem: string): boolean {
  return wordsOf(key).length === 0 || wordsOf(stem).length === 0 || sharedWords(key, stem) > 0;
}
