import type { FootprintEntry, ConflictRule, Footprint } from "./conflict.ts";
import { endpointOfName } from "./endpoints-in-text.ts";
import { groupBy, pairId, pairsWithin } from "./story-pairs.ts";
import type { ConflictLine, ConflictStory, PlacedConflict } from "./story-pairs.ts";

interface SharingRule {
  readonly rule: ConflictRule;
  readonly entriesOf: (footprint: Footprint) => readonly FootprintEntry[];
  /** Entries of one name may clash. */
  readonly nameOf: (entry: FootprintEntry) => string;
  readonly clash: (a: FootprintEntry, b: FootprintEntry) => boolean;
  readonly reason: (names: readonly string[]) => string;
}

interface Sharing {
  readonly story: ConflictStory;
  readonly place: number;
  readonly entry: FootprintEntry;
}

interface SharedPair {
  readonly first: Sharing;
  readonly second: Sharing;
  readonly names: string[];
  readonly lines: ConflictLine[];
}

const NAMES_SHOWN = 3;
const LINES_SHOWN = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `\`${name}\``);
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return `${shown.join(", ")}${more}`;
}

function methodsClash(a: FootprintEntry, b: FootprintEntry): boolean {
  const [first, second] = [endpointOfName(a.name).method, endpointOfName(b.name).method];
  return first === undefined || second === undefined || first === second;
}

const RULES: readonly SharingRule[] = [
  {
    rule: "shared-file",
    entriesOf: (footprint) => footprint.files,
    nameOf: (entry) => entry.name,
    clash: () => true,
    reason: (names) => `Both change ${listed(names)}.`,
  },
  {
    rule: "shared-endpoint",
    entriesOf: (footprint) => footprint.endpoints,
    nameOf: (entry) => endpointOfName(entry.name).path,
    clash: methodsClash,
    reason: (names) => `Both change the endpoint ${listed(names)}.`,
  },
  {
    rule: "database-schema",
    entriesOf: (footprint) => footprint.database,
    nameOf: (entry) => entry.name,
    clash: () => true,
    reason: () => "Both change the structure of the database.",
  },
];

function lineOf({ file, line, excerpt }: FootprintEntry): ConflictLine {
  return { file, line, excerpt };
}

/** All pairs that share something under one rule, each once with everything it shares. */
function sharedPairs(stories: readonly ConflictStory[], rule: SharingRule): Iterable<SharedPair> {
  const sharings = stories.flatMap((story, place) =>
    rule
      .entriesOf(story.footprint)
      .filter((entry) => entry.grade === "exclusive")
      .map((entry): Sharing => ({ story, place, entry })),
  );
  const pairs = new Map<string, SharedPair>();
  for (const members of groupBy(sharings, ({ entry }) => rule.nameOf(entry)).values()) {
    for (const [first, second] of pairsWithin(members)) {
      if (first.place === second.place || !rule.clash(first.entry, second.entry)) continue;
      const id = pairId({ first: first.place, second: second.place });
      const pair = pairs.get(id) ?? { first, second, names: [], lines: [] };
      pairs.set(id, pair);
      pair.names.push(first.entry.name);
      pair.lines.push(lineOf(first.entry), lineOf(second.entry));
    }
  }
  return pairs.values();
}

/** Conflicts that rest on a file, endpoint or database object both stories name. */
export function sharedConflicts(stories: readonly ConflictStory[]): readonly PlacedConflict[] {
  return RULES.flatMap((rule) =>
    [...sharedPairs(stories, rule)].map(({ first, second, names, lines }): PlacedConflict => ({
      first: first.place,
      second: second.place,
      conflict: {
        stories: [first.story.key, second.story.key],
        rule: rule.rule,
        strength: "stated",
        reason: rule.reason([...new Set(names)]),
        lines: lines.slice(0, LINES_SHOWN),
      },
    })),
  );
}
