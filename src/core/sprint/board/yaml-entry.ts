import { isMap, isScalar, isSeq } from "yaml";
import type { LineCounter, Pair, Scalar, YAMLMap } from "yaml";
import { excerptOf } from "../excerpt.ts";
import type { DependencyMention } from "../story.ts";
import { fieldReferences } from "../dependencies/field-dependencies.ts";
import type { RawEntry, ScalarStyle } from "./board-text.ts";

export interface EntryContext {
  readonly text: string;
  readonly path: string;
  readonly lineCounter: LineCounter;
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
};

/** A scalar as text: plain ones as written, so that `1.10` stays `1.10`. Empty for anything else. */
export function scalarText(node: unknown): string {
  if (!isScalar(node)) return "";
  if (node.type === "PLAIN") return node.source ?? "";
  return typeof node.value === "string" ? node.value : "";
}

/** The value below a key of a map, by name. */
export function valueNamed(map: YAMLMap, names: readonly string[]): unknown {
  return map.items.find((pair) => names.includes(scalarText(pair.key)))?.value;
}

function placeOf(node: Scalar, context: EntryContext): { line: number; column: number } {
  const { line, col } = context.lineCounter.linePos(node.range?.[0] ?? 0);
  return { line, column: col };
}

/** `key:` with nothing behind it. */
function isAbsent(value: unknown): boolean {
  return value === null || (isScalar(value) && value.type === "PLAIN" && !value.source);
}

/** The status scalar with the offsets an edit may replace; undefined for maps, lists and block text. */
function statusOf(
  value: unknown,
  key: Scalar,
  context: EntryContext,
): Pick<RawEntry, "status" | "start" | "end" | "style"> | undefined {
  if (isAbsent(value)) {
    const colon = context.text.indexOf(":", key.range?.[1] ?? 0) + 1;
    return { status: "", start: colon, end: colon, style: "empty" };
  }
  if (!isScalar(value) || !value.range) return undefined;
  const style = STYLES[value.type ?? ""];
  if (!style) return undefined;
  const quote = style === "plain" ? 0 : 1;
  const [start, end] = value.range;
  return { status: scalarText(value), start: start + quote, end: end - quote, style };
}

function lineAt(offset: number, { text }: EntryContext): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end === -1 ? text.length : end);
}

const DEPENDENCY_FIELDS = ["depends_on", "dependencies", "blocked_by", "dependsOn"];

/** References stated in the entry itself, where a story is a map. */
export function statedDependencies(map: YAMLMap, context: EntryContext): readonly DependencyMention[] {
  const value = valueNamed(map, DEPENDENCY_FIELDS);
  const nodes = isSeq(value) ? value.items : [value];
  const mentions: DependencyMention[] = [];
  for (const node of nodes) {
    if (!isScalar(node)) continue;
    const place = placeOf(node, context);
    const excerpt = excerptOf(lineAt(node.range?.[0] ?? 0, context));
    for (const reference of fieldReferences(scalarText(node))) {
      mentions.push({ reference, file: context.path, ...place, excerpt });
    }
  }
  return mentions;
}

/** An entry at the place of a pair that is no status: there is nothing that an edit could replace. */
export function entryWithoutStatus(pair: Pair, context: EntryContext): RawEntry | undefined {
  if (!isScalar(pair.key)) return undefined;
  const end = pair.key.range?.[1] ?? 0;
  const key = scalarText(pair.key);
  return { key, status: "", start: end, end, style: "absent", ...placeOf(pair.key, context) };
}

/** `key: status`, or `key:` with a map that holds a `status`. */
export function entryOfPair(pair: Pair, context: EntryContext): RawEntry | undefined {
  if (!isScalar(pair.key)) return undefined;
  const key = scalarText(pair.key);
  const map = isMap(pair.value) ? pair.value : undefined;
  const statusPair = map?.items.find((inner) => scalarText(inner.key) === "status");
  if (map && !statusPair) return undefined;
  const owner = isScalar(statusPair?.key) ? statusPair.key : pair.key;
  const status = statusOf(statusPair ? statusPair.value : pair.value, owner, context);
  if (!status) return undefined;
  const dependsOn = map ? statedDependencies(map, context) : [];
  const stated = dependsOn.length > 0 ? { dependsOn } : {};
  return { key, ...status, ...placeOf(pair.key, context), ...stated };
}
