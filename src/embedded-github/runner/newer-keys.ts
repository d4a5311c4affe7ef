/**
 * Keys of the workflow syntax that GitHub knows and the pinned parser does not. They are blanked out
 * before parsing, so that every other position in the file stays what it is. A test fails as soon as
 * the parser accepts one of them: then the entry has to go.
 */
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";

export interface NewerKey {
  readonly key: string;
  readonly places: readonly ("workflow" | "job")[];
  readonly values: readonly string[];
  readonly reason: string;
}

export const NEWER_KEYS: readonly NewerKey[] = [
  {
    key: "cache-mode",
    places: ["workflow", "job"],
    values: ["read", "write", "write-only", "none"],
    reason: "GitHub added it on 2026-09-10; @actions/workflow-parser 0.3.61 calls it unexpected.",
  },
];

export interface StrippedWorkflow {
  readonly text: string;
  /** One message per value that GitHub would refuse, in the parser's form. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export function stripNewerKeys(text: string): StrippedWorkflow {
  const present = NEWER_KEYS.filter(({ key }) => text.includes(`${key}:`));
  const root = present.length === 0 ? undefined : parseDocument(text, { uniqueKeys: false }).contents;
  if (!isMap(root)) return { text, problems: [] };
  const blanks: { readonly start: number; readonly end: number }[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const [newer, pair] of findPairs(root, present)) {
    const range = rangeOf(pair);
    if (range === undefined) continue;
    const value = isScalar(pair.value) ? String(pair.value.value) : "";
    if (newer.values.includes(value)) blanks.push(range);
    else {
      const before = text.slice(0, range.start).split("\n");
      const column = (before.at(-1)?.length ?? 0) + 1;
      problems.push({
        line: before.length,
        message: `(Line: ${before.length}, Col: ${column}): Unexpected value '${value}'`,
      });
      blanks.push(range);
    }
  }
  return { text: blankOut(text, blanks), problems };
}

function findPairs(root: YAMLMap, keys: readonly NewerKey[]): [NewerKey, Pair][] {
  const jobs = root.get("jobs");
  const jobMaps = isMap(jobs) ? jobs.items.map((job) => job.value).filter((job) => isMap(job)) : [];
  return keys.flatMap((newer) => [
    ...(newer.places.includes("workflow") ? pairsOf(root, newer) : []),
    ...(newer.places.includes("job") ? jobMaps.flatMap((job) => pairsOf(job, newer)) : []),
  ]);
}

function pairsOf(map: YAMLMap, newer: NewerKey): [NewerKey, Pair][] {
  // In a flow map the comma would stay behind; nobody writes jobs that way.
  if (map.flow === true) return [];
  return map.items
    .filter((pair) => isScalar(pair.key) && pair.key.value === newer.key)
    .map((pair) => [newer, pair]);
}

function rangeOf(pair: Pair): { start: number; end: number } | undefined {
  const start = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  const end = isScalar(pair.value) ? pair.value.range?.[1] : undefined;
  return start === undefined || end === undefined ? undefined : { start, end };
}

function blankOut(text: string, blanks: readonly { readonly start: number; readonly end: number }[]): string {
  let result = text;
  for (const { start, end } of blanks) {
    result = result.slice(0, start) + " ".repeat(end - start) + result.slice(end);
  }
  return result;
}
