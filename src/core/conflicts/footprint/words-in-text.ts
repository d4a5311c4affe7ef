const LONGEST_LINE = 2000;
/** Runs of letters and digits; underscores bind, everything else parts. */
const RUN = /[A-Za-z][A-Za-z0-9_]{2,60}/gu;
const IS_PLAIN = /^[A-Z]?[a-z0-9]+$/u;

/** The words of a line, lower-cased; of `UserMenu` and `user_menu` the parts and the whole. */
export function wordsInText(line: string): readonly string[] {
  const words: string[] = [];
  for (const run of line.slice(0, LONGEST_LINE).match(RUN) ?? []) {
    if (IS_PLAIN.test(run)) {
      words.push(run.toLowerCase());
      continue;
    }
    const parts = run
      .replace(/([a-z0-9])(?=[A-Z])/gu, "$1_")
      .toLowerCase()
      .split("_");
    words.push(...parts.filter((part) => part.length > 2));
    if (parts.length > 1) words.push(parts.join(""));
  }
  return words;
}
