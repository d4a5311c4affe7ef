/** GitHub's schemas, closed: a field they do not name is a mistake. */

const PARTS = ["allOf", "anyOf", "oneOf"] as const;

/**
 * `whole`: the value of a field, an item or a body, whose fields are all known after every schema
 * that speaks about it was heard; `part`: one of those schemas.
 */
export function closedSchema(schema: unknown, as: "whole" | "part"): object {
  if (!isObject(schema)) return {};
  const closed: Record<string, unknown> = { ...schema };
  if (typeof schema["$ref"] === "string") closed["$ref"] = `github${schema["$ref"]}`;
  if (isObject(schema["properties"])) closed["properties"] = eachClosed(schema["properties"]);
  for (const key of ["items", "additionalProperties"]) {
    if (isObject(schema[key])) closed[key] = closedSchema(schema[key], "whole");
  }
  for (const key of PARTS) {
    const parts: unknown = schema[key];
    if (Array.isArray(parts)) closed[key] = parts.map((part: unknown) => closedSchema(part, "part"));
  }
  return { ...closed, ...closing(schema, as) };
}

function closing(schema: Readonly<Record<string, unknown>>, as: "whole" | "part"): object {
  const speaksOfFields = ["$ref", "properties", ...PARTS].some((key) => key in schema);
  if (!speaksOfFields) return isFree(schema) ? { additionalProperties: true } : {};
  return as === "whole" ? { unevaluatedProperties: false } : {};
}

/** An object about which nothing is said may hold anything. */
function isFree(schema: Readonly<Record<string, unknown>>): boolean {
  const { type } = schema;
  const isObjectToo = type === "object" || (Array.isArray(type) && type.includes("object"));
  return !("additionalProperties" in schema) && (isObjectToo || Object.keys(schema).length === 0);
}

function eachClosed(properties: Readonly<Record<string, unknown>>): Record<string, object> {
  const entries = Object.entries(properties).map(([name, below]) => [name, closedSchema(below, "whole")]);
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
