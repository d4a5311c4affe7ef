/** `strategy.matrix` → one combination per job, with the rules of include and exclude. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, toText } from "../expressions/json.ts";

export interface Combination {
  readonly values: JsonObject;
  /** What GitHub appends to the job's name in parentheses. */
  readonly labels: readonly string[];
}

export type Expansion =
  | { readonly kind: "combinations"; readonly combinations: readonly Combination[] }
  | { readonly kind: "unusable"; readonly reason: string };

/** GitHub allows a run no more. */
const MAX_COMBINATIONS = 256;

export function expandMatrix(matrix: Json): Expansion {
  if (!isJsonObject(matrix)) return unusable("A mapping was expected");
  const { include, exclude, ...vectors } = matrix;
  const filters = { include: objectsIn(include), exclude: objectsIn(exclude) };
  if (filters.include === undefined || filters.exclude === undefined) {
    return unusable("A sequence of mappings was expected");
  }
  const flaw = flawOf(vectors, filters.include);
  if (flaw !== undefined) return unusable(flaw);
  const combinations = combine(vectors, filters.include, filters.exclude);
  if (combinations.length === 0) return unusable("Matrix must define at least one combination");
  if (combinations.length > MAX_COMBINATIONS) {
    return unusable(`Matrix must not define more than ${MAX_COMBINATIONS} combinations`);
  }
  return { kind: "combinations", combinations };
}

function flawOf(vectors: JsonObject, include: readonly JsonObject[]): string | undefined {
  let size = 1;
  for (const [name, values] of Object.entries(vectors)) {
    if (!isJsonArray(values)) return "A sequence was expected";
    if (values.length === 0) return `Matrix vector '${name}' does not contain any values`;
    size *= values.length;
  }
  // Excludes may shrink a product, but nobody excludes this many.
  if (size > MAX_COMBINATIONS * MAX_COMBINATIONS) {
    return `Matrix must not define more than ${MAX_COMBINATIONS} combinations`;
  }
  const isEmpty = Object.keys(vectors).length === 0 && include.length === 0;
  return isEmpty ? "Matrix must define at least one vector" : undefined;
}

function combine(
  vectors: JsonObject,
  include: readonly JsonObject[],
  exclude: readonly JsonObject[],
): readonly Combination[] {
  const products = product(vectors).filter((values) => !exclude.some((filter) => matches(values, filter)));
  const matched = new Set<JsonObject>();
  const combinations = products.map((values) => {
    const extras: JsonObject[] = [];
    for (const entry of include) {
      const { filter, extra } = split(entry, vectors);
      if (matches(values, filter)) {
        matched.add(entry);
        extras.push(extra);
      }
    }
    return { values: Object.assign({ ...values }, ...extras), labels: labelsOf(values) };
  });
  const alone = include.filter((entry) => !matched.has(entry));
  return [...combinations, ...alone.map((values) => ({ values, labels: labelsOf(values) }))];
}

function product(vectors: JsonObject): readonly JsonObject[] {
  const names = Object.keys(vectors);
  if (names.length === 0) return [];
  let combinations: JsonObject[] = [{}];
  for (const name of names) {
    const values = vectors[name];
    combinations = combinations.flatMap((combination) =>
      isJsonArray(values) ? values.map((value) => ({ ...combination, [name]: value })) : [],
    );
  }
  return combinations;
}

/** Keys that are vectors decide which combinations an entry extends, the others are added. */
function split(
  entry: JsonObject,
  vectors: JsonObject,
): { readonly filter: JsonObject; readonly extra: JsonObject } {
  const pairs = Object.entries(entry);
  return {
    filter: Object.fromEntries(pairs.filter(([key]) => key in vectors)),
    extra: Object.fromEntries(pairs.filter(([key]) => !(key in vectors))),
  };
}

/** An object in a filter matches when all its keys do; anything else must be equal. */
function matches(value: Json, filter: Json): boolean {
  if (isJsonObject(filter)) {
    return (
      isJsonObject(value) && Object.entries(filter).every(([key, part]) => matches(value[key] ?? null, part))
    );
  }
  if (isJsonArray(filter)) {
    return (
      isJsonArray(value) &&
      value.length === filter.length &&
      filter.every((part, index) => matches(value[index] ?? null, part))
    );
  }
  return value === filter;
}

function labelsOf(value: Json): readonly string[] {
  if (isJsonArray(value)) return value.flatMap(labelsOf);
  if (isJsonObject(value)) return Object.values(value).flatMap(labelsOf);
  const label = value === null ? "" : toText(value);
  return label === "" ? [] : [label];
}

function objectsIn(value: Json | undefined): readonly JsonObject[] | undefined {
  if (value === null || value === undefined) return [];
  return isJsonArray(value) && value.every((item) => isJsonObject(item)) ? value : undefined;
}

function unusable(reason: string): Expansion {
  return { kind: "unusable", reason };
}
