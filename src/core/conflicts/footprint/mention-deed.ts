/** What a sentence does with the files it names: reading a file is not changing it. */
export const MENTION_DEEDS = ["spare", "read", "create", "change", "add", "run", "none"] as const;
export type MentionDeed = (typeof MENTION_DEEDS)[number];

/** First match wins: `do not change a.ts` changes nothing. */
const SENTENCES: readonly (readonly [RegExp, MentionDeed])[] = [
  [
    /\b(?:do not|don't|never|without|no need to|must not|should not|not) (?:\w{1,20} )?(?:modif|chang|touch|edit|creat|add)|\bunchanged\b|\bno changes?\b|\bout of scope\b|\bdeferred\b|\balready (?:exist|implement|done|handle)/iu,
    "spare",
  ],
  [
    /\[?\bsource:|\bsee (?:also )?`|\b(?:patterns?|examples?|same|as|like|similar) (?:from|in|to|as) |\brefer(?:ence)?s?\b|\breads?\b|\breuse|\bexisting\b|\bfollow|\bestablished\b|\bfrom story\b/iu,
    "read",
  ],
  [/\b(?:creat|new|scaffold|generat)/iu, "create"],
  [
    /\b(?:modif|updat|extend|edit|refactor|chang|replac|remov|delet|renam|wire|regist|integrat|enhanc|fix|mov)/iu,
    "change",
  ],
  [/\b(?:add|implement|writ|build|export|defin|insert)/iu, "add"],
  [/\b(?:run|verif|ensur|check|confirm|test)/iu, "run"],
];

const LONGEST_SENTENCE = 2000;

export function mentionDeed(sentence: string): MentionDeed {
  const start = sentence.slice(0, LONGEST_SENTENCE);
  return SENTENCES.find(([pattern]) => pattern.test(start))?.[1] ?? "none";
}

/** A line that introduces what stands below it: a heading, bold words, an item with a box, a colon at its end. */
export function isIntroduction(line: string): boolean {
  const trimmed = line.trim();
  return /^(?:#|\*\*|- \[)/u.test(trimmed) || trimmed.endsWith(":");
}
