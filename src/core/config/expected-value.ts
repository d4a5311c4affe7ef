/** Says in plain words which values a key of the configuration takes, read from the schema itself. */
import { z } from "zod";
import { Config } from "./config.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const ROOT: JsonSchema = z.toJSONSchema(Config, { io: "input" });

const PLAIN_WORDS = {
  boolean: "`true` or `false`",
  object: "a group of keys",
  string: "a text",
  null: "another value",
} as const;

export type ConfigPath = readonly (string | number)[];

export function schemaAt(path: ConfigPath): JsonSchema | undefined {
  let schema: JsonSchema | undefined = ROOT;
  for (const step of path) {
    const next: unknown = typeof step === "number" ? schema?.items : schema?.properties?.[step];
    schema = isSchema(next) ? next : undefined;
  }
  return schema;
}

export function keysAt(path: ConfigPath): readonly string[] {
  return Object.keys(schemaAt(path)?.properties ?? {});
}

export function choicesAt(path: ConfigPath): readonly string[] {
  return (schemaAt(path)?.enum ?? []).filter((choice) => typeof choice === "string");
}

/** `a whole number from 1 to 50`, `one of rolling, waves`, `a list of texts`. Lengths of texts are said elsewhere. */
export function expectedValue(schema: JsonSchema): string {
  if (schema.enum) return oneOf(schema.enum.map((choice) => `\`${String(choice)}\``));
  const { type } = schema;
  if (type === "integer") return `a whole number${rangeOf(schema)}`;
  if (type === "number") return `a number${rangeOf(schema)}`;
  if (type === "array")
    return isSchema(schema.items) && schema.items.type === "string" ? "a list of texts" : "a list";
  return typeof type === "string" ? PLAIN_WORDS[type] : PLAIN_WORDS.null;
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `only ${choices.join("")}` : `one of ${choices.join(", ")}`;
}

function rangeOf(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum } = schema;
  const from = exclusiveMinimum === undefined ? ` from ${minimum}` : ` above ${exclusiveMinimum}`;
  if (maximum === undefined) return minimum === undefined && exclusiveMinimum === undefined ? "" : from;
  return exclusiveMinimum === undefined ? `${from} to ${maximum}` : `${from}, at most ${maximum}`;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
