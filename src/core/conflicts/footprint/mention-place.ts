/** The kind of section in which a story mentions a file: it says how likely the file is changed. */
export const MENTION_PLACES = [
  "tasks",
  "files",
  "structure",
  "criteria",
  "notes",
  "code",
  "story",
  "learnings",
  "references",
  "dependencies",
  "scope",
  "tests",
  "other",
] as const;
export type MentionPlace = (typeof MENTION_PLACES)[number];

/** First match wins; titles come lower-cased. */
const TITLES: readonly (readonly [RegExp, MentionPlace])[] = [
  [/\b(?:sub)?tasks?\b/u, "tasks"],
  [/acceptance|criteria/u, "criteria"],
  [/previous|learning|intelligence|\bgit\b|recent/u, "learnings"],
  [/references?\b|sources?\b(?! tree)/u, "references"],
  [/files? to|files? (?:modif|chang|creat|list|impact)|touch|affected|key files|relevant files/u, "files"],
  [/structure|source tree|location|files$|organi[sz]/u, "structure"],
  [/test/u, "tests"],
  [/depend|prerequisite|block/u, "dependencies"],
  [/scope|do not|avoid|pitfall|warning|constraint/u, "scope"],
  [/code|example|snippet|pattern/u, "code"],
  [/notes|technical|architect|implementation|design/u, "notes"],
  [/story|description/u, "story"],
];

const LONGEST_TITLE = 120;

/** Undefined when the title says nothing: then the section above it counts. */
export function mentionPlace(title: string): MentionPlace | undefined {
  const plain = title.slice(0, LONGEST_TITLE).toLowerCase();
  return TITLES.find(([pattern]) => pattern.test(plain))?.[1];
}

interface Open {
  readonly level: number;
  readonly place: MentionPlace;
}

/** Follows the headings of one story; answers with the place below the heading. */
export function createPlaceTracker(): (heading: { level: number; title: string }) => MentionPlace {
  const stack: Open[] = [];
  return ({ level, title }) => {
    while ((stack.at(-1)?.level ?? 0) >= level) stack.pop();
    // The title of the story itself opens nothing.
    const place = (level > 1 ? mentionPlace(title) : undefined) ?? stack.at(-1)?.place ?? "other";
    stack.push({ level, place });
    return place;
  };
}
