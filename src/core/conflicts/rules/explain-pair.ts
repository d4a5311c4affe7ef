/** Why two stories are taken for colliding: the measure that says most, in words, with the lines. */
import type { Conflict, FootprintEntry } from "../conflict.ts";
import type { Measure } from "../pairs/measure-pair.ts";
import { SURE } from "../pairs/pair-model.ts";
import { sharedFiles } from "../pairs/shared-files.ts";
import type { SharedFile } from "../pairs/shared-files.ts";
import { visitCommon } from "../pairs/sparse-vector.ts";
import { isUnknown } from "../pairs/story-profile.ts";
import type { StoryProfile } from "../pairs/story-profile.ts";
import { QUIET_WORDS } from "./quiet-words.ts";
import { lineOf, listed, MOST_LINES } from "./reason-words.ts";

export type Explanation = Pick<Conflict, "rule" | "strength" | "reason" | "lines">;

export interface PairContext {
  readonly isDatabase: (path: string) => boolean;
  readonly nameOf: (id: number) => string;
  /** The epic under which both stand, if it is one. */
  readonly epic: string | undefined;
}

type Pair = readonly [StoryProfile, StoryProfile];

function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function likeliestFirst(a: SharedFile, b: SharedFile): number {
  return b.likelihood - a.likelihood || byName(a.one.entry.name, b.one.entry.name);
}

const WORDS_SHOWN = 3;
/** What both change less likely than this is no reason to give. */
const SMALLEST = 0.1;

/** What history adds, in words. */
function learnedFrom(file: SharedFile): string {
  const keys = [...new Set([file.one.because, file.other.because])].filter((key) => key !== undefined);
  if (keys.length === 0) return "";
  const names = keys.toSorted(byName).map((key) => `\`${key}\``);
  const verb = keys.length === 1 ? "which reads" : "which read";
  return ` ${names.join(" and ")}, ${verb} alike, changed \`${file.one.entry.name}\`.`;
}

function explainFiles([one, other]: Pair, context: PairContext): Explanation | undefined {
  const shared = sharedFiles(one, other).toSorted(likeliestFirst);
  const [first] = shared;
  if (!first) return undefined;
  const learned = learnedFrom(first);
  const sure = shared.filter(({ likelihood }) => likelihood >= SURE);
  const isSure = sure.length > 0;
  const database = sure.filter((file) => context.isDatabase(file.one.entry.name));
  const likely = shared.filter(({ likelihood }) => likelihood >= SMALLEST);
  const named = [database, sure, likely].find((files) => files.length > 0) ?? [first];
  const names = listed(named.map((file) => file.one.entry.name));
  const lines = named.flatMap((file) => [lineOf(file.one.entry), lineOf(file.other.entry)]);
  if (database.length > 0) {
    const reason = `Both change the structure of the database: ${names}.${learned}`;
    return { rule: "database-schema", strength: "stated", reason, lines: lines.slice(0, MOST_LINES) };
  }
  return {
    rule: "shared-file",
    strength: isSure ? "stated" : "assumed",
    reason: isSure
      ? `Both change ${names}.${learned}`
      : `Both name ${names}, which they may change.${learned}`,
    lines: lines.slice(0, MOST_LINES),
  };
}

function likeliestIn(story: StoryProfile, folder: number): FootprintEntry | undefined {
  const files = [...story.files, ...story.places].filter((file) => file.folder === folder);
  return files.toSorted(
    (a, b) => b.entry.likelihood - a.entry.likelihood || byName(a.entry.name, b.entry.name),
  )[0]?.entry;
}

function folderName(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function explainFolders([one, other]: Pair): Explanation | undefined {
  const common: { readonly id: number; readonly mass: number }[] = [];
  visitCommon(one.folders, other.folders, ({ id, one: a, other: b }) => {
    common.push({ id, mass: Math.min(a, b) });
  });
  const found = common.flatMap(({ id, mass }) => {
    const entries = [likeliestIn(one, id), likeliestIn(other, id)].filter((entry) => entry !== undefined);
    const [first] = entries;
    return first ? [{ name: folderName(first.name), mass, entries }] : [];
  });
  const folders = found.toSorted((a, b) => b.mass - a.mass || byName(a.name, b.name));
  if (folders.length === 0) return undefined;
  return {
    rule: "same-folder",
    strength: "assumed",
    reason: `Both work in ${listed(folders.map(({ name }) => name))}.`,
    lines: folders.flatMap(({ entries }) => entries.map(lineOf)).slice(0, MOST_LINES),
  };
}

function explainWords([one, other]: Pair, { nameOf }: PairContext): Explanation {
  const common: { readonly name: string; readonly weight: number }[] = [];
  visitCommon(one.words, other.words, ({ id, one: a, other: b }) => {
    common.push({ name: nameOf(id), weight: a * b });
  });
  const inOrder = common.toSorted((a, b) => b.weight - a.weight || byName(a.name, b.name));
  const telling = inOrder.filter(({ name }) => !QUIET_WORDS.has(name));
  const words = (telling.length > 0 ? telling : inOrder).slice(0, WORDS_SHOWN);
  const names = words.map(({ name }) => name);
  const quotes = names.flatMap((name) => [one, other].flatMap(({ reading }) => reading.quote(name) ?? []));
  // Several words may stand in one line, which is quoted once.
  const lines = [...new Map(quotes.map((quote) => [`${quote.file}:${quote.line}`, quote])).values()];
  const reason = `Their texts are much alike: both speak of ${listed(names)}.`;
  return { rule: "alike-text", strength: "assumed", reason, lines: lines.slice(0, MOST_LINES) };
}

function explainUnknown([one, other]: Pair, context: PairContext): Explanation {
  const unknown = [one, other].filter(isUnknown).map(({ reading }) => reading.story);
  const nothing = `Nothing in ${unknown.join(" and ")} says which files it will change`;
  const alike = explainWords([one, other], context);
  // Two of which nothing is known need no other reason, nor does one beside another of its epic.
  const isEnough = unknown.length === 2 || context.epic !== undefined;
  const isBeside = unknown.length === 1 && context.epic !== undefined;
  const reason = isEnough
    ? `${nothing}${isBeside ? `, and both stand under ${context.epic}` : ""}.`
    : `${nothing}. ${alike.reason}`;
  return { rule: "unknown-footprint", strength: "assumed", reason, lines: isEnough ? [] : alike.lines };
}

/** The words for a measure; where it has none to show, the texts themselves speak. */
export function explainPair(measure: Measure, pair: Pair, context: PairContext): Explanation {
  switch (measure) {
    case "files":
      return explainFiles(pair, context) ?? explainWords(pair, context);
    case "folders":
    case "apart":
      return explainFolders(pair) ?? explainWords(pair, context);
    case "unknown":
      return explainUnknown(pair, context);
    case "words":
      return explainWords(pair, context);
  }
}
