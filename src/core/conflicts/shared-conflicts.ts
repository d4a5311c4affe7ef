import type { Claim, ConflictRule, Footprint } from "./conflict.ts";
import { endpointOfName } from "./endpoints-in-text.ts";
import { groupBy, pairId, pairsWithin } from "./story-pairs.ts";
import type { ConflictLine, ConflictStory, PlacedConflict } from "./story-pairs.ts";

interface SharingRule {
  readonly rule: ConflictRule;
  readonly claimsOf: (footprint: Footprint) => readonly Claim[];
  /** Claims of one name may clash. */
  readonly nameOf: (claim: Claim) => string;
  readonly clash: (a: Claim, b: Claim) => boolean;
  readonly reason: (names: readonly string[]) => string;
}

interface Sharing {
  readonly story: ConflictStory;
  readonly place: number;
  readonly claim: Claim;
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

function methodsClash(a: Claim, b: Claim): boolean {
  const [first, second] = [endpointOfName(a.name).method, endpointOfName(b.name).method];
  return first === undefined || second === undefined || first === second;
}

const RULES: readonly SharingRule[] = [
  {
    rule: "shared-file",
    claimsOf: (footprint) => footprint.files,
    nameOf: (claim) => claim.name,
    clash: () => true,
    reason: (names) => `Both change ${listed(names)}.`,
  },
  {
    rule: "shared-endpoint",
    claimsOf: (footprint) => footprint.endpoints,
    nameOf: (claim) => endpointOfName(claim.name).path,
    clash: methodsClash,
    reason: (names) => `Both change the endpoint ${listed(names)}.`,
  },
  {
    rule: "database-schema",
    claimsOf: (footprint) => footprint.database,
    nameOf: (claim) => claim.name,
    clash: () => true,
    reason: () => "Both change the structure of the database.",
  },
];

function lineOf({ file, line, excerpt }: Claim): ConflictLine {
  return { file, line, excerpt };
}

/** All pairs that share something under one rule, each once with everything it shares. */
function sharedPairs(stories: readonly ConflictStory[], rule: SharingRule): Iterable<SharedPair> {
  const sharings = stories.flatMap((story, place) =>
    rule
      .claimsOf(story.footprint)
      .filter((claim) => claim.grade === "exclusive")
      .map((claim): Sharing => ({ story, place, claim })),
  );
  const pairs = new Map<string, SharedPair>();
  for (const members of groupBy(sharings, ({ claim }) => rule.nameOf(claim)).values()) {
    for (const [first, second] of pairsWithin(members)) {
      if (first.place === second.place || !rule.clash(first.claim, second.claim)) continue;
      const id = pairId({ first: first.place, second: second.place });
      const pair = pairs.get(id) ?? { first, second, names: [], lines: [] };
      pairs.set(id, pair);
      pair.names.push(first.claim.name);
      pair.lines.push(lineOf(first.claim), lineOf(second.claim));
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
