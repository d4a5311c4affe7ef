/** Why two stories are taken for colliding: the measure that says most, in words, with the lines. */
import type { Conflict, FootprintEntry } from "../conflict.ts";
import { sharedLikely } from "../pairs/measure-pair.ts";
import type { Measure, MeasuredStory } from "../pairs/measure-pair.ts";
import { sharedFiles } from "../pairs/shared-files.ts";
import type { SharedFile } from "../pairs/shared-files.ts";
import { visitCommon } from "../pairs/sparse-vector.ts";
import type { ConflictLine } from "../story-pairs.ts";
import { lineOf, listed, MOST_LINES } from "./reason-words.ts";

export type Explanation = Pick<Conflict, "rule" | "strength" | "reason" | "lines">;

export interface PairContext {
  readonly isDatabase: (path: string) => boolean;
  readonly nameOf: (id: number) => string;
}

/** Both are likely to change it: with less, the lines only suggest the conflict. */
const SURE = 0.4;

type Pair = readonly [MeasuredStory, MeasuredStory];

function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function likeliestFirst(a: SharedFile, b: SharedFile): number {
  return b.likelihood - a.likelihood || byName(a.one.entry.name, b.one.entry.name);
}

function longerName({ one, other }: SharedFile): string {
  const [a, b] = [one.entry.name, other.entry.name];
  return a.length >= b.length ? a : b;
}

function explainFiles([one, other]: Pair, context: PairContext): Explanation | undefined {
  const shared = sharedFiles(one.profile, other.profile).toSorted(likeliestFirst);
  const [first] = shared;
  if (!first) return undefined;
  const isSure = first.likelihood >= SURE;
  const database = isSure ? shared.filter((file) => context.isDatabase(longerName(file))) : [];
  const named = database.length > 0 ? database : shared;
  const names = listed(named.map(longerName));
  const lines = named.flatMap((file) => [lineOf(file.one.entry), lineOf(file.other.entry)]);
  if (database.length > 0) {
    const reason = `Both change the structure of the database: ${names}.`;
    return { rule: "database-schema", strength: "stated", reason, lines: lines.slice(0, MOST_LINES) };
  }
  return {
    rule: "shared-file",
    strength: isSure ? "stated" : "assumed",
    reason: isSure ? `Both change ${names}.` : `Both name ${names} and may change it.`,
    lines: lines.slice(0, MOST_LINES),
  };
}

function likeliestIn(story: MeasuredStory, folder: number): FootprintEntry | undefined {
  const files = story.profile.files.filter((file) => file.folder === folder);
  return files.toSorted(
    (a, b) => b.entry.likelihood - a.entry.likelihood || byName(a.entry.name, b.entry.name),
  )[0]?.entry;
}

function folderName(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function explainFolders([one, other]: Pair): Explanation | undefined {
  const common: { readonly id: number; readonly mass: number }[] = [];
  visitCommon(one.profile.folders, other.profile.folders, ({ id, one: a, other: b }) => {
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
  visitCommon(one.profile.words, other.profile.words, ({ id, one: a, other: b }) => {
    common.push({ name: nameOf(id), weight: a * b });
  });
  const words = common.toSorted((a, b) => b.weight - a.weight || byName(a.name, b.name));
  const reason = `Their texts are much alike: both speak of ${listed(words.slice(0, 3).map(({ name }) => name))}.`;
  return { rule: "alike-text", strength: "assumed", reason, lines: [] };
}

function explainUnknown([one, other]: Pair, context: PairContext): Explanation {
  const unknown = [one, other]
    .filter(({ profile }) => profile.files.length === 0)
    .map(({ profile }) => profile.reading.story);
  const { reason } = explainWords([one, other], context);
  return {
    rule: "unknown-footprint",
    strength: "assumed",
    reason: `Nothing in ${unknown.join(" and ")} says which files it will change. ${reason}`,
    lines: [],
  };
}

function linesNaming(story: MeasuredStory, path: string): readonly ConflictLine[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const entry = story.profile.reading.files.find((file) => file.name.endsWith(name));
  return entry ? [lineOf(entry)] : [];
}

function explainEarlier([one, other]: Pair): Explanation | undefined {
  const shared = sharedLikely(one, other).toSorted(
    (a, b) => b.likelihood - a.likelihood || byName(a.one.path, b.one.path),
  );
  const [first] = shared;
  if (!first) return undefined;
  const because = [...new Set([first.one.because, first.other.because])].map((key) => `\`${key}\``);
  const verb = because.length === 1 ? "reads alike and" : "read alike and";
  return {
    rule: "likely-file",
    strength: "assumed",
    reason: `Both may change ${listed(shared.map((file) => file.one.path))}: ${because.join(" and ")}, which ${verb} went before, changed it.`,
    lines: [one, other].flatMap((story) => linesNaming(story, first.one.path)),
  };
}

/** The words for a measure; where it has none to show, the texts themselves speak. */
export function explainPair(measure: Measure, pair: Pair, context: PairContext): Explanation {
  switch (measure) {
    case "files":
      return explainFiles(pair, context) ?? explainWords(pair, context);
    case "folders":
    case "neighbours":
      return explainFolders(pair) ?? explainWords(pair, context);
    case "unknown":
      return explainUnknown(pair, context);
    case "earlier":
      return explainEarlier(pair) ?? explainWords(pair, context);
    case "words":
      return explainWords(pair, context);
  }
}
