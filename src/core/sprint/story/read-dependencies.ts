/**
 * References to other stories in text: `Depends on: Story 1.2`, `Prerequisites: 1-2, 1-3`, bullets of
 * a Dependencies section. Numbers stand for stories only where the words around them say so, since
 * `Node 20.1` looks just like story 1 of epic 20.
 */
import { excerptOf } from "../excerpt.ts";
import type { DependencyMention } from "../story.ts";
import type { FrontmatterValue } from "./read-frontmatter.ts";
import type { StoryLine } from "./story-lines.ts";

const NUMBER = String.raw`(?:[A-Za-z]{1,4}-?)?\d{1,4}[a-z]?(?:[.-]\d{1,4}[a-z]?){1,2}(?![\d+%])`;
const SLUG = String.raw`(?:-[A-Za-z][A-Za-z0-9-]{0,90})?`;
const CODE = String.raw`E\d{1,3}-S\d{1,3}\b${SLUG}`;
const NAMED = String.raw`story-[a-z0-9][a-z0-9-]{2,90}`;
const RANGE = String.raw`(?:\s?(?:-|–|—|to|through)\s?(?:\d{1,4}[a-z]?[.-])?\d{1,4}(?![\d.]))?`;
const TOKEN = new RegExp(
  String.raw`(?<![\w.§/#-])(?:${CODE}|${NAMED}|${NUMBER}${SLUG}${RANGE}|Epic\s\d{1,3}[a-z]?\b)`,
  "giu",
);

/** Words in front of a number that make it a story. */
const BEFORE = /(?:\bstor(?:y|ies):?\s+[`*#"[(]*|[`*["]|^\s*(?:[-*+]|\d{1,2}[.)])\s+[`*["]*|^\s*)$/iu;
/** What may stand between two numbers of one list. */
const BETWEEN =
  /^[`*\]"]*\s*(?:\([^)]{0,80}\))?[`*\]"]*\s*(?:,|;|&|\+|and|,\s*and)\s*(?:stor(?:y|ies)\s+)?[`*["]*$/iu;

/** Behind these words a line speaks of something else than what this story needs. */
const ELSEWHERE =
  /\b(?:blocks|unblocks|enables|independent of|in parallel|parallel with|required by|used by|needed by|downstream|benefits? from|not? (?:dependen|blocked|depend)|unlike|instead of|related to)\b/iu;
const NOTHING =
  /^[\s*_:`-]*(?:none\b|n\/a\b|no (?:hard |other |story |external )?(?:dependenc|prerequisite|blocker)|nothing\b|-\s*$)/iu;

export const DEPENDENCY_LABEL =
  /^[\s>|*_-]*(?:\d{1,2}[.)]\s+)?(?:hard |story |blocking )?(?:depends[ -]on|dependenc(?:y|ies)|prerequisites?|blocked[ -]by|requires(?: stor(?:y|ies))?|this story (?:depends on|requires)|must follow)\b(?: \([^)]{0,40}\))?[\s*_]*(?::|\s(?=stor(?:y|ies) \d))[\s*_]*/iu;
const OTHER_LABEL =
  /^[\s>|*_-]*(?:blocks|unblocks|enables|downstream|required by|can parallel|parallel|related|enhances)\b[^:]{0,40}:/iu;

/** The part of a line that can name what is needed. */
function neededPart(text: string): string {
  if (NOTHING.test(text)) return "";
  const end = text.search(ELSEWHERE);
  return end === -1 ? text : text.slice(0, end);
}

/** References in one piece of text that is known to speak of dependencies. */
export function referencesIn(text: string): readonly string[] {
  const part = neededPart(text.slice(0, 2000));
  const references: string[] = [];
  let end: number | undefined;
  for (const match of part.matchAll(TOKEN)) {
    const [token] = match;
    const isNumber = /^(?:[a-z]{1,4}-?)?\d/iu.test(token) && !/^E\d+-S/iu.test(token);
    const before = part.slice(Math.max(match.index - 40, 0), match.index);
    const isListed = end !== undefined && BETWEEN.test(part.slice(end, match.index));
    if (isNumber && !isListed && !BEFORE.test(before)) continue;
    // `Story 2.3 depends on …`: the subject of the sentence, not what it needs.
    if (
      /^[`*"\])\s]*(?:\([^)]{0,60}\)\s*)?(?:depends on|requires|needs)\b/iu.test(
        part.slice(match.index + token.length),
      )
    )
      continue;
    references.push(token.replace(/\s+/gu, " "));
    end = match.index + token.length;
  }
  return references;
}

const FIELDS = [
  "depends_on",
  "dependsOn",
  "depends-on",
  "dependencies",
  "blocked_by",
  "prerequisites",
  "requires",
];

/** References of frontmatter fields. A field is a statement of its own: anything with a digit in it counts. */
export function fieldDependencies(
  values: ReadonlyMap<string, readonly FrontmatterValue[]>,
  file: string,
): readonly DependencyMention[] {
  return FIELDS.flatMap((field) =>
    (values.get(field) ?? []).flatMap((value) => {
      const parts = value.text.split(/[,;]/u).map((part) => part.trim());
      return parts
        .filter((part) => /\d/u.test(part) && part.length <= 120 && !NOTHING.test(part))
        .map((reference) => {
          const excerpt = excerptOf(`${field}: ${value.text}`);
          return { reference, file, line: value.line, excerpt };
        });
    }),
  );
}

/** What a label or section says about the lines below it. */
type Topic = "needs" | "other" | undefined;

interface Reading {
  topic: Topic;
  /** Lines below a label belong to it while they are list items. */
  isList: boolean;
}

function textOfDependencies(line: StoryLine, reading: Reading): string {
  if (OTHER_LABEL.test(line.text)) {
    reading.topic = "other";
    reading.isList = true;
    return "";
  }
  const label = DEPENDENCY_LABEL.exec(line.text);
  if (label) {
    const rest = line.text.slice(label[0].length);
    reading.topic = "needs";
    reading.isList = true;
    return rest;
  }
  const isItem = /^\s*(?:[-*+|]|\d{1,2}[.)])\s?/u.test(line.text);
  if (reading.isList && !isItem && line.text.trim() !== "") {
    reading.topic = undefined;
    reading.isList = false;
  }
  if (reading.topic === "other") return "";
  return reading.topic === "needs" || line.section === "dependencies" ? line.text : "";
}

const SILENT = new Set(["review", "afterwards", "references", "dependents", "checklist"]);

/** Mentions in the text of a story or of a story's part of an epics file. */
export function statedDependencies(lines: readonly StoryLine[], file: string): readonly DependencyMention[] {
  const mentions: DependencyMention[] = [];
  let reading: Reading = { topic: undefined, isList: false };
  for (const line of lines) {
    if (line.heading) reading = { topic: undefined, isList: false };
    if (line.isVerbatim || line.heading || SILENT.has(line.section)) continue;
    const text = textOfDependencies(line, reading);
    if (text === "") continue;
    for (const reference of referencesIn(text)) {
      mentions.push({ reference, file, line: line.number, excerpt: excerptOf(line.text) });
    }
  }
  return mentions;
}
