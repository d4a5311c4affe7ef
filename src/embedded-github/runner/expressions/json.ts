/** Plain values on our side, expression values on the side of `@actions/expressions`. */
import { data } from "@actions/expressions";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Readonly<Record<string, Json>>;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function toData(value: Json): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (isJsonArray(value)) return new data.Array(...value.map(toData));
  const pairs = Object.entries(value).map(([key, item]) => ({ key, value: toData(item) }));
  return new data.Dictionary(...pairs);
}

export function fromData(value: data.ExpressionData): Json {
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map(({ key, value: item }) => [key, fromData(item)]));
  }
  if (value instanceof data.Null) return null;
  return value.value;
}

/** Text of a value as GitHub writes it into environment variables and names. */
export function toText(value: Json): string {
  return toData(value).coerceString();
}

export function isTruthy(value: Json): boolean {
  return !(value === null || value === false || value === 0 || value === "" || Number.isNaN(value));
}

/** Any JSON value that came from outside (a webhook payload, dispatch inputs) as `Json`. */
export function asJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
  }
  return null;
}
