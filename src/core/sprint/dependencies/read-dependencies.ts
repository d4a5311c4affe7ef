/**
 * References to other stories in text: `Depends on: Story 1.2`, `Prerequisites: 1-2, 1-3`, bullets of
 * a Dependencies section. Numbers stand for stories only where the words around them say so, since
 * `Node 20.1` looks just like story 1 of epic 20.
 */
import { excerptOf } from "../excerpt.ts";
import type { DependencyMention } from "../story.ts";
import { keyCandidates, leadingCandidate } from "./key-candidates.ts";
import type { StoryLine } from "../story/story-lines.ts";

/** Up to four digits each; `2024-11` is a date and no epic. */
const YEAR = String.raw`(?!(?:19|20)\d\d[.-]\d)`;
const NUMBER = String.raw`(?:(?!(?:AC|FR|NFR|ADR|RFC|TD|TC|P|V|Post|Task|UTF|ISO|SHA)-?\d)[A-Za-z]{1,4}-?)?${YEAR}\d{1,4}[a-z]?(?:[.-]\d{1,4}[a-z]?){1,2}(?![\d+%]|\.\d)`;
const RANGE = String.raw`(?:[A-Za-z]{1,4}-?)?${YEAR}\d{1,4}[a-z]?(?:[.-]\d{1,4}[a-z]?){1,2}\s?(?:-|–|—|to|through)\s?(?:[A-Za-z]{1,4}-?)?\d{1,4}[a-z]?(?:[.-]\d{1,4}){1,2}(?![\d.])|${YEAR}\d{1,4}[a-z]?\.\d{1,4}\s?(?:-|–|—)\s?\d{1,4}(?![\d.])`;
const SLUG = String.raw`(?:-[A-Za-z][A-Za-z0-9-]{0,90})?`;
const CODE = String.raw`E\d{1,4}-S\d{1,4}\b`;
/** More stories of the epic named before: `E70-S01, S02` and `E99-S01..S04`. */
const SHORT_CODE = /^\s?(\.\.|–|—|-|to|through|,\s?(?:and\s)?|and|&|\+)\s?(S\d{1,4})\b/iu;
const NAMED = String.raw`story-[a-z0-9][a-z0-9-]{2,90}`;
const EPIC = String.raw`Epic\s\d{1,4}[a-z]?\b(?!\s?[.:]?\s?Stor(?:y|ies)\s\d)`;
const EPIC_STORY = String.raw`Epic\s\d{1,4}[a-z]?[\s,:.]{1,2}Story\s\d{1,4}[a-z]?\b(?![.-]\d)`;
const TOKEN = new RegExp(
  String.raw`(?<![\w.§/#-])(?:${RANGE}|(?:${CODE}|${NAMED}|${NUMBER})${SLUG}|${EPIC_STORY}|${EPIC})`,
  "giu",
);

/** Words in front of a number that make it a story. */
const BEFORE = /(?:\bstor(?:y|ies):?\s+[`*#[(]*|[`*]|^\s*(?:[-*+]|\d{1,2}[.)])\s+[`*[]*|^\s*)$/iu;
/** What may stand between two numbers of one list. */
const BETWEEN =
  /^[`*\]"]*\s*(?:\([^)]{0,80}\))?[`*\]"]*\s*(?:,|;|&|\+|and|,\s*and)\s*(?:epic\s\d{1,4}\s)?(?:stor(?:y|ies)\s+)?[`*[]*$/iu;
/** An item of a Dependencies section names a story at its start, at most behind such words. */
const OPENING =
  /^(?:[^A-Za-z0-9]|\b(?:hard|soft|blocking|internal|external|upstream|story|stories|requires?|required|needs?|depends?|on|after|from|uses?|builds?|upon|prerequisites?|dependenc(?:y|ies)|completion|of|the|must|be|complete|done|epic \d{1,4})\b)*$/iu;
/** `Builds on the service worker from Story 8.1`: the story stands behind what is taken from it. */
const BUILDS_ON = /^[\s*_+-]*builds (?:up)?on\b[^.;]{0,80}\b(?:from|of|in)\s+(?:stor(?:y|ies)\s+)?[`*[]*$/iu;

/** Behind these words a line speaks of something else than what this story needs. */
const ELSEWHERE =
  /\b(?:blocks|unblocks|enables|provides|leads to|prerequisite for|integration point|used in|will be|independent of|in parallel|parallel with|required by|used by|needed by|downstream|benefits? from|before (?:stor(?:y|ies)|epics?|[`*]?\d)|not? (?:dependen|blocked|depend)|unlike|instead of|related to)\b/iu;
const NOTHING =
  /^[\s*_:`-]*(?:none\b|n\/a\b|no (?:hard |other |story |external )?(?:dependenc|prerequisite|blocker)|nothing\b|-\s*$)/iu;

/** What may stand in front of a label: marks, a number, a box. */
const LABEL_START = String.raw`^[^A-Za-z0-9]{0,12}(?:(?:x\]|\d{1,2}[.)])[\s*_]{1,6})?`;
const NEEDED = String.raw`(?:hard |story |blocking |upstream )?(?:depend(?:s|ency|encies)[ -](?:on|from)|dependenc(?:y|ies)|prerequisites?(?: stor(?:y|ies))?|blocked[ -]by|requires(?: stor(?:y|ies))?|required stor(?:y|ies)|this story (?:depends on|requires)|must follow)`;
/** With a colon or a cell's border behind it, or right in front of a story: `Depends on E1-S2 …`. */
const DEPENDENCY_LABEL = new RegExp(
  String.raw`${LABEL_START}${NEEDED}\b(?: \([^)]{0,40}\))?(?:[\s*_]*[:|]|(?=\s(?:stor(?:y|ies)\s[A-Za-z]{0,4}-?\d|E\d{1,4}-S\d)))[\s*_]*`,
  "iu",
);
/** Labels of what needs this story, comes later or merely has to do with it. */
const OTHER_LABEL = new RegExp(
  String.raw`${LABEL_START}(?:(?:this story|stories|story|epic|work)\s+(?:that\s+|which\s+)?)?(?:directly\s+)?(?:blocks|unblocks|blocked stor|enables|downstream|(?:required|used|needed|consumed) by|can parallel|parallel|related|enhances|dependents?\b|depend(?:s|ing)? on (?:this|it)|follow[- ]?(?:on|up)|future|next|later|subsequent|successor|waiting (?:for|on) this)[^:]{0,60}:`,
  "iu",
);
/** What stands behind a label that turns it round: it is this story that the others need. */
const REVERSED = /\bdepends? on (?:this|these|it)\b|\bcreated here\b/iu;
/** An item that is said to come later, or to build on this story. */
const LATER =
  /\((?:next|future|parallel|blocks|later|follow-?up)[),;]|\bfeeds (?:in)?to\b|\bno (?:direct |hard |real )?dependenc|\bwill (?:extend|replace|consume|depend|need|require)\b|\b(?:builds on|extends|depends on|needs|consumes|requires) this\b|\(this story\)/iu;

/** The part of a line that can name what is needed. */
function neededPart(text: string): string {
  if (NOTHING.test(text)) return "";
  const end = text.search(ELSEWHERE);
  return end === -1 ? text : text.slice(0, end);
}

/** Behind a story that is the subject of its sentence: `Story 2.3 depends on …`, `Story 5.3: will use …`. */
const SUBJECT =
  /^[`*"\])\s:–—-]*(?:\([^)]{0,60}\)[`*\s:–—-]*)?(?:depends on|requires|needs|uses?|will|can|cannot|is [*_]*blocked)\b/iu;

interface Token {
  readonly text: string;
  readonly index: number;
}

/** Whether the words around a token make it a reference to a story. */
function isReference(part: string, token: Token, listEnd: number | undefined): boolean {
  const behind = part.slice(token.index + token.text.length);
  if (SUBJECT.test(behind)) return false;
  const isNumber = /^(?:[a-z]{1,4}-?)?\d/iu.test(token.text) && !/^E\d{1,4}-S/iu.test(token.text);
  if (!isNumber) return true;
  if (listEnd !== undefined && BETWEEN.test(part.slice(listEnd, token.index))) return true;
  return BEFORE.test(part.slice(Math.max(token.index - 40, 0), token.index));
}

/** The epic's further stories behind a code; a range comes as one reference. */
function shortCodes(code: string, behind: string): readonly string[] {
  const [, epic] = /^(E\d{1,4}-)S\d{1,4}$/iu.exec(code) ?? [];
  const references: string[] = [];
  let rest = behind;
  for (let match = SHORT_CODE.exec(rest); epic !== undefined && match; match = SHORT_CODE.exec(rest)) {
    const [whole, between = "", short = ""] = match;
    const isList = /[,&+]|and/iu.test(between);
    references.push(isList ? `${epic}${short}` : `${references.at(-1) ?? code} to ${epic}${short}`);
    rest = rest.slice(whole.length);
  }
  return references;
}

type Reference = Pick<DependencyMention, "reference" | "isCandidate" | "except">;

/** Behind these words a story is named because it is not needed: `1.1 through 1.4, except 1.3`. */
const NOT_NEEDED =
  /\b(?:not|without|except(?:ing)?|excluding)\s(?:for\s|on\s)?(?:stor(?:y|ies)\s)?[`*[]{0,4}$/iu;

function wordsBefore(part: string, index: number): string {
  return part.slice(Math.max(index - 40, 0), index);
}

/** Whole keys that the numbers and codes of the part do not cover. */
function candidatesIn(part: string, taken: readonly Token[]): readonly Reference[] {
  const free = keyCandidates(part).filter(({ text, index }) => {
    const isTaken = taken.some(
      (token) => index < token.index + token.text.length && token.index < index + text.length,
    );
    const behind = part.slice(index + text.length);
    return !isTaken && !SUBJECT.test(behind) && !NOT_NEEDED.test(wordsBefore(part, index));
  });
  return free.map(({ text }) => ({ reference: text, isCandidate: true }));
}

/** References in a piece of text that is known to speak of what is needed. */
function referencesIn(text: string): readonly Reference[] {
  const part = neededPart(text.slice(0, 2000));
  const references: string[] = [];
  const except: string[] = [];
  const taken: Token[] = [];
  let listEnd: number | undefined;
  let isNeeded = true;
  for (const match of part.matchAll(TOKEN)) {
    const token = { text: match[0], index: match.index };
    const isListed = listEnd !== undefined && BETWEEN.test(part.slice(listEnd, token.index));
    if (NOT_NEEDED.test(wordsBefore(part, token.index))) isNeeded = false;
    else if (!isReference(part, token, listEnd)) continue;
    else if (!isListed) isNeeded = true;
    listEnd = token.index + token.text.length;
    taken.push(token);
    const group = isNeeded ? references : except;
    group.push(token.text.replace(/\s+/gu, " "), ...shortCodes(token.text, part.slice(listEnd)));
  }
  const stated = references.map((reference) => ({ reference, ...(except.length > 0 && { except }) }));
  return [...stated, ...candidatesIn(part, taken)];
}

/** References of an item in a Dependencies section: prose is common there, so they must lead the item. */
function leadingReferences(text: string): readonly Reference[] {
  const part = text.slice(0, 2000);
  if (LATER.test(part)) return [];
  const tokens = isTelling(part)
    ? [...part.matchAll(TOKEN)].map((match) => ({ text: match[0], index: match.index }))
    : [];
  if (tokens.some(({ text: word, index }) => SUBJECT.test(part.slice(index + word.length)))) return [];
  const first = tokens.find((token) => isReference(part, token, undefined));
  const isFirst =
    first && (OPENING.test(part.slice(0, first.index)) || BUILDS_ON.test(part.slice(0, first.index)));
  if (isFirst) return referencesIn(part);
  const candidate = leadingCandidate(part);
  if (!candidate || SUBJECT.test(part.slice(candidate.index + candidate.text.length))) return [];
  return [{ reference: candidate.text, isCandidate: true }];
}

const ITEM = /^\s*(?:[-*+]\s|\||\d{1,2}[.)]\s)/u;

/** What the list below a label is about. */
type Topic = "needed" | "other" | undefined;

interface Reader {
  topic: Topic;
}

/** Only such a line can be a label or name a story; most lines cannot, and this says so quickly. */
function isTelling(text: string): boolean {
  return /[:|\d]/u.test(text) || text.includes("tory-");
}

function referencesBelow(line: StoryLine, reader: Reader): readonly Reference[] {
  if (!ITEM.test(line.text) && line.text.trim() !== "") reader.topic = undefined;
  if (reader.topic === "other") return [];
  if (reader.topic === "needed" || line.section === "dependencies") return leadingReferences(line.text);
  return [];
}

function referencesOfLine(line: StoryLine, reader: Reader): readonly Reference[] {
  const mayTell = isTelling(line.text);
  if (mayTell && OTHER_LABEL.test(line.text)) {
    reader.topic = "other";
    return [];
  }
  const label = mayTell ? DEPENDENCY_LABEL.exec(line.text) : null;
  if (!label) return referencesBelow(line, reader);
  const rest = line.text.slice(label[0].length);
  // The list below belongs to a label with nothing behind it.
  reader.topic = rest.trim() === "" ? "needed" : undefined;
  return REVERSED.test(rest) ? [] : referencesIn(rest);
}

/** `### Dependency on Story 7.1`. A heading ends what a label said. */
function referencesOfHeading(line: StoryLine, reader: Reader): readonly Reference[] {
  reader.topic = undefined;
  const title = line.section === "dependencies" ? (line.heading?.title ?? "") : "";
  const label = DEPENDENCY_LABEL.exec(title);
  return label ? referencesIn(title.slice(label[0].length)) : [];
}

const SILENT = new Set(["review", "afterwards", "references", "dependents", "checklist"]);

/** A reference that is spelled out from a short form stands where its line begins. */
function columnOf(line: string, reference: string): number {
  const found = line.indexOf(reference);
  return (found === -1 ? line.length - line.trimStart().length : found) + 1;
}

/** Mentions in the text of a story or of a story's part of an epics file. */
export function statedDependencies(lines: readonly StoryLine[], file: string): readonly DependencyMention[] {
  const mentions: DependencyMention[] = [];
  const reader: Reader = { topic: undefined };
  for (const line of lines) {
    if (line.isVerbatim || SILENT.has(line.section)) continue;
    for (const found of line.heading ? referencesOfHeading(line, reader) : referencesOfLine(line, reader)) {
      const isLabelled = line.heading !== undefined || DEPENDENCY_LABEL.test(line.text);
      const isProse = line.section === "dependencies" && !isLabelled;
      const column = columnOf(line.text, found.reference);
      const mention = { ...found, file, line: line.number, column, excerpt: excerptOf(line.text) };
      mentions.push(isProse ? { ...mention, isProse } : mention);
    }
  }
  return mentions;
}
