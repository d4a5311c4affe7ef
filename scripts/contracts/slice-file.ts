/** How slices stand in their files: with their source, a checksum, and lines short enough for a diff. */
import { createHash } from "node:crypto";

const SHORT = 1_000;

/** Against edits by hand: the source and everything that was cut out of it. */
export function checksumOf(slice: unknown): string {
  return `sha256-${createHash("sha256").update(JSON.stringify(slice)).digest("hex")}`;
}

export function jsonSliceFile<Slice extends { readonly source: string }>(slice: Slice): string {
  return `${inLines({ checksum: checksumOf(slice), ...slice }, "")}\n`;
}

export function graphqlSliceFile(source: string, schema: string): string {
  const checksum = checksumOf({ source, schema });
  return `# source: ${source}\n# checksum: ${checksum}\n\n${schema}`;
}

/** A value on one line if it is short, else each of its entries on lines of their own. */
function inLines(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (line.length <= SHORT || typeof value !== "object" || value === null) return line;
  const below = `${indent} `;
  const entries = Array.isArray(value)
    ? value.map((one) => below + inLines(one, below))
    : Object.entries(value).map(([key, one]) => `${below}${JSON.stringify(key)}: ${inLines(one, below)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${entries.join(",\n")}\n${indent}${close}`;
}
