/** Schemas as OpenAPI 3.0 has them, made into plain JSON Schema. */

/** What says nothing about which values are valid. */
const PROSE = new Set([
  "description",
  "title",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
  "xml",
  "discriminator",
]);
/** Keywords whose keys are names of GitHub's, not keywords. */
const NAMING = new Set(["properties", "patternProperties"]);
const REFERENCE = "#/components/schemas/";

/** Twice is the same as once. */
export function asJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (!isObject(schema)) return schema;
  // OpenAPI 3.0: whatever stands beside a reference does not count.
  if (typeof schema["$ref"] === "string") return { $ref: schema["$ref"] };
  const { nullable, ...rest } = schema;
  const kept = Object.entries(rest)
    .filter(([key]) => !PROSE.has(key) && !key.startsWith("x-"))
    .map(([key, below]) => [key, NAMING.has(key) && isObject(below) ? eachOf(below) : asJsonSchema(below)]);
  const plain: Record<string, unknown> = Object.fromEntries(kept);
  return nullable === true ? orNull(plain) : plain;
}

function eachOf(schemas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, below]) => [name, asJsonSchema(below)]));
}

/** JSON Schema has no `nullable`: null is one more type, and one more value where values are listed. */
function orNull(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type, enum: values } = schema;
  if (typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
  const allowed = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  return { ...schema, type: [type, "null"], ...allowed };
}

/** Every schema that `start` leads to, made plain, by name in the order of the alphabet. */
export function reachableSchemas(
  start: unknown,
  schemas: Readonly<Record<string, unknown>>,
  plainOf: (schema: unknown) => unknown = asJsonSchema,
): Record<string, unknown> {
  const found = new Map<string, unknown>();
  const open = [...referencesIn(start)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    if (!(name in schemas))
      throw new Error(`GitHub's description refers to a schema ${name}, which it lacks.`);
    const schema = plainOf(schemas[name]);
    found.set(name, schema);
    open.push(...referencesIn(schema));
  }
  return Object.fromEntries([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === "$ref" && typeof below === "string" && below.startsWith(REFERENCE)
      ? [below.slice(REFERENCE.length)]
      : referencesIn(below),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
