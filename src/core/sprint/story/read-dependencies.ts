/**
 * References to other stories in text: `Depends on: Story 1.2`, `Prerequisites: 1-2, 1-3`, bullets of
 * a Dependencies section. Numbers stand for stories only where the words around them say so, since
 * `Node 20.1` looks just like story 1 of epic 20.
 */
import { excerptOf } from "../excerpt.ts";
import type { DependencyMention } from "../story.ts";
import type { FrontmatterValue } from "./read-frontmatter.ts";
import type { StoryLine } from "./story-lines.ts";

const NUMBER = String.raw`(?:(?!(?:AC|FR|NFR|ADR|RFC|TD|TC|P|V|Post|Task|UTF|ISO|SHA)-?\d)[A-Za-z]{1,4}-?)?\d{1,3}[a-z]?(?:[.-]\d{1,3}[a-z]?){1,2}(?![\d+%]|\.\d)`;
const RANGE = String.raw`\d{1,3}[a-z]?[.-]\d{1,3}[a-z]?\s?(?:-|–|—|to|through)\s?\d{1,3}[a-z]?[.-]\d{1,3}(?![\d.])|\d{1,3}[a-z]?\.\d{1,3}\s?(?:-|–|—)\s?\d{1,3}(?![\d.])`;
const SLUG = String.raw`(?:-[A-Za-z][A-Za-z0-9-]{0,90})?`;
const CODE = String.raw`E\d{1,3}-S\d{1,3}\b`;
const NAMED = String.raw`story-[a-z0-9][a-z0-9-]{2,90}`;
const EPIC = String.raw`Epic\s\d{1,3}[a-z]?\b(?!\s?[.:]?\s?Stor(?:y|ies)\s\d)`;
const TOKEN = new RegExp(
  String.raw`(?<![\w.§/#-])(?:${RANGE}|(?:${CODE}|${NAMED}|${NUMBER})${SLUG}|${EPIC})`,
  "giu",
);

/** Words in front of a number that make it a story. */
const BEFORE = /(?:\bstor(?:y|ies):?\s+[`*#[(]*|[`*]|^\s*(?:[-*+]|\d{1,2}[.)])\s+[`*[]*|^\s*)$/iu;
/** What may stand between two numbers of one list. */
const BETWEEN =
  /^[`*\]"]*\s*(?:\([^)]{0,80}\))?[`*\]"]*\s*(?:,|;|&|\+|and|,\s*and)\s*(?:epic\s\d{1,3}\s)?(?:stor(?:y|ies)\s+)?[`*[]*$/iu;
/** An item of a Dependencies section names a story at its start, at most behind such words. */
const OPENING =
  /^(?:[^A-Za-z0-9]|\b(?:hard|soft|blocking|internal|external|upstream|story|stories|requires?|required|needs?|depends?|on|after|from|uses?|builds?|upon|prerequisites?|dependenc(?:y|ies)|completion|of|the|must|be|complete|done|epic \d{1,3})\b)*$/iu;

/** Behind these words a line speaks of something else than what this story needs. */
const ELSEWHERE =
  /\b(?:blocks|unblocks|enables|provides|leads to|prerequisite for|integration point|used in|will be|independent of|in parallel|parallel with|required by|used by|needed by|downstream|benefits? from|not? (?:dependen|blocked|depend)|unlike|instead of|related to)\b/iu;
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

/** Behind a story that is the subject of its sentence: `Story 2.3 depends on …`, `Story 5.3: will use …`. */
const SUBJECT =
  /^[`*"\])\s:–—-]*(?:\([^)]{0,60}\)[`*\s:–—-]*)?(?:depends on|requires|needs|uses?|will|can|is blocked)\b/iu;

interface Token {
  readonly text: string;
  readonly index: number;
}

/** Whether the words around a token make it a reference to a story. */
function isReference(part: string, token: Token, listEnd: number | undefined): boolean {
  const behind = part.slice(token.index + token.text.length);
  if (SUBJECT.test(behind)) return false;
  const isNumber = /^(?:[a-z]{1,4}-?)?\d/iu.test(token.text) && !/^E\d{1,3}-S/iu.test(token.text);
  if (!isNumber) return true;
  if (listEnd !== undefined && BETWEEN.test(part.slice(listEnd, token.index))) return true;
  return BEFORE.test(part.slice(Math.max(token.index - 40, 0), token.index));
}

/** References in a piece of text that is known to speak of what is needed. */
export function referencesIn(text: string): readonly string[] {
  const part = neededPart(text.slice(0, 2000));
  const references: string[] = [];
  let listEnd: number | undefined;
  for (const match of part.matchAll(TOKEN)) {
    const token = { text: match[0], index: match.index };
    if (!isReference(part, token, listEnd)) continue;
    references.push(token.text.replace(/\s+/gu, " "));
    listEnd = token.index + token.text.length;
  }
  return references;
}

/** References of an item in a Dependencies section: prose is common there, so they must lead the item. */
function leadingReferences(text: string): readonly string[] {
  const part = text.slice(0, 2000);
  const tokens = [...part.matchAll(TOKEN)].map((match) => ({ text: match[0], index: match.index }));
  if (tokens.some(({ text: word, index }) => SUBJECT.test(part.slice(index + word.length)))) return [];
  const first = tokens.find((token) => isReference(part, token, undefined));
  if (!first || !OPENING.test(part.slice(0, first.index))) return [];
  return referencesIn(part);
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

/** What the list below a label is about. */
type Topic = "needed" | "other" | undefined;

interface Reader {
  topic: Topic;
}

function referencesOfLine(line: StoryLine, reader: Reader): readonly string[] {
  if (OTHER_LABEL.test(line.text)) {
    reader.topic = "other";
    return [];
  }
  const label = DEPENDENCY_LABEL.exec(line.text);
  if (label) {
    const rest = line.text.slice(label[0].length);
    // The list below belongs to a label with nothing behind it.
    reader.topic = rest.trim() === "" ? "needed" : undefined;
    return referencesIn(rest);
  }
  const isItem = /^\s*(?:[-*+]\s|\||\d{1,2}[.)]\s)/u.test(line.text);
  if (!isItem && line.text.trim() !== "") reader.topic = undefined;
  if (reader.topic === "other") return [];
  if (reader.topic === "needed" || line.section === "dependencies") return leadingReferences(line.text);
  return [];
}

const SILENT = new Set(["review", "afterwards", "references", "dependents", "checklist"]);

/** Mentions in the text of a story or of a story's part of an epics file. */
export function statedDependencies(lines: readonly StoryLine[], file: string): readonly DependencyMention[] {
  const mentions: DependencyMention[] = [];
  const reader: Reader = { topic: undefined };
  for (const line of lines) {
    if (line.heading) reader.topic = undefined;
    if (line.isVerbatim || line.heading || SILENT.has(line.section)) continue;
    for (const reference of referencesOfLine(line, reader)) {
      const isProse = line.section === "dependencies" && !DEPENDENCY_LABEL.test(line.text);
      const mention = { reference, file, line: line.number, excerpt: excerptOf(line.text) };
      mentions.push(isProse ? { ...mention, isProse } : mention);
    }
  }
  return mentions;
}
