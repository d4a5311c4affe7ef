/**
 * Words that may be the whole key of a story, such as `login-form` or `PROJ-123-login`. Only the board
 * knows, so they are carried along and count where they are exactly one of its keys.
 */

export interface KeyCandidate {
  readonly text: string;
  readonly index: number;
}

const WORD = /(?<![\w.§/#@-])[A-Za-z0-9][\w.-]{0,99}/gu;
const MOST = 50;
const LEADING = /^\s{0,20}(?:[-*+]|\d{1,2}[.)])\s{1,4}(?:\[[ xX]\]\s)?[`*["]{0,4}(?:story\s)?/iu;

/** `login-form` can be nothing but a name; `login` and `3` are words and numbers like others. */
function isCompound(word: string): boolean {
  return /[-_]/u.test(word) && /[a-z]/iu.test(word);
}

function bare(word: string): string {
  return word.replace(/[.-]{1,5}$/u, "");
}

/** What an item of a list consists of, if that is one word. */
function soleWord(item: string): string {
  const plain = item
    .replace(/\([^()]{0,80}\)/gu, "")
    .replace(/[`*[\]"]/gu, "")
    .trim();
  const word = bare(plain.replace(/^stor(?:y|ies)\s/iu, ""));
  return /^[A-Za-z0-9][\w.-]{0,99}$/u.test(word) ? word : "";
}

/** Candidates in text that is known to speak of what is needed, in its order. */
export function keyCandidates(part: string): readonly KeyCandidate[] {
  const sole = new Set(part.split(/,|;|&|\band\b/u).map(soleWord));
  const found = [...part.matchAll(WORD)].map((match) => ({ text: bare(match[0]), index: match.index }));
  return found.filter(({ text }) => isCompound(text) || sole.has(text)).slice(0, MOST);
}

/** The candidate that an item of a list begins with. */
export function leadingCandidate(item: string): KeyCandidate | undefined {
  const start = LEADING.exec(item)?.[0].length;
  if (start === undefined) return undefined;
  const text = bare(/^[A-Za-z0-9][\w.-]{0,99}/u.exec(item.slice(start, start + 100))?.[0] ?? "");
  const isSole = soleWord(item.slice(start)) === text;
  return text !== "" && (isCompound(text) || isSole) ? { text, index: start } : undefined;
}
