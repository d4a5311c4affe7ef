/** Reads `.github/batch-stories.yml`: every problem at once, each at its line. */
import { isMap, isScalar, LineCounter, parseDocument, visit, type Alias, type Document } from "yaml";
import type { z } from "zod";
import { closestWord } from "../closest-word.ts";
import { isNestedTooDeep } from "../is-nested-too-deep.ts";
import type { Place, Problem } from "../problem.ts";
import { Config, DEFAULT_CONFIG } from "./config.ts";
import { choicesAt, expectedValue, keysAt, schemaAt, type ConfigPath } from "./expected-value.ts";

/** Far above any honest configuration; keeps parsing quick. */
const LONGEST_TEXT = 64_000;
/** One slip brings many errors after it. */
const MOST_SYNTAX_PROBLEMS = 10;
const EXCERPT_CHARACTERS = 200;

export interface ParsedConfig {
  /** The defaults when anything is wrong: nothing runs on half a configuration. */
  readonly config: Config;
  readonly problems: readonly Problem[];
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly document: Document;
}

export function parseConfig(text: string | undefined, path: string): ParsedConfig {
  if (text === undefined) return { config: DEFAULT_CONFIG, problems: [] };
  if (text.length > LONGEST_TEXT) {
    const message = `The configuration has ${text.length} characters; ${LONGEST_TEXT} are the most.`;
    return refused([unreadable(message, { file: path }, "Shorten the file.")]);
  }
  if (isNestedTooDeep(text)) {
    const message = "The configuration is nested too deep to be read.";
    return refused([unreadable(message, { file: path }, "Write one `key: value` a line.")]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source: Source = { path, text, lines, document };
  if (document.errors.length > 0) {
    const shown = document.errors.slice(0, MOST_SYNTAX_PROBLEMS);
    return refused(shown.map((error) => syntaxProblem(error, source)));
  }
  return checkValues(source);
}

function checkValues(source: Source): ParsedConfig {
  const read = readValues(source);
  if (read.kind === "problem") return refused([read.problem]);
  const parsed = Config.safeParse(read.values);
  if (parsed.success) return { config: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, read.values, source));
  return refused(problems.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0)));
}

function refused(problems: readonly Problem[]): ParsedConfig {
  return { config: DEFAULT_CONFIG, problems };
}

type Values =
  | { readonly kind: "values"; readonly values: unknown }
  | { readonly kind: "problem"; readonly problem: Problem };

function readValues(source: Source): Values {
  const { document } = source;
  const alias = firstAlias(document);
  if (alias) {
    const message = `The configuration uses the alias \`*${shortened(alias.source)}\`; aliases are not supported.`;
    const at = placeOf(alias.range?.[0] ?? 0, source);
    return { kind: "problem", problem: unreadable(message, at, "Write the value out.") };
  }
  const values: unknown = document.toJS() ?? {};
  if (isGroup(values)) return { kind: "values", values: withoutEmpty(values, []) };
  const message = "The configuration is not a group of keys.";
  const hint = "Write one `key: value` a line, for example `maxWorkers: 3`.";
  const start = placeOf(document.contents?.range?.[0] ?? 0, source);
  return { kind: "problem", problem: unreadable(message, start, hint) };
}

/** Nobody needs aliases here, and they can blow a small text up into a huge value. */
function firstAlias(document: Document): Alias | undefined {
  let first: Alias | undefined;
  visit(document, {
    Alias(_key, alias) {
      first = alias;
      return visit.BREAK;
    },
  });
  return first;
}

/** A known key whose value is commented out counts as not given. */
function withoutEmpty(group: Readonly<Record<string, unknown>>, path: ConfigPath): Record<string, unknown> {
  const known = keysAt(path);
  const kept = Object.entries(group).filter(([key, value]) => value !== null || !known.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, isGroup(value) ? withoutEmpty(value, [...path, key]) : value]),
  );
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function syntaxProblem(
  error: { readonly message: string; readonly pos: [number, number] },
  source: Source,
): Problem {
  const message = `The configuration is not valid YAML: ${error.message.replace(/[.:\s]+$/u, "")}.`;
  return unreadable(
    message,
    placeOf(error.pos[0], source),
    "Correct this line; values with `: ` or `#` need quotes.",
  );
}

function unreadable(message: string, at: Place, hint: string): Problem {
  return { code: "config-unreadable", severity: "error", message, at, hint };
}

function problemsOf(issue: z.core.$ZodIssue, values: unknown, source: Source): readonly Problem[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, source));
  return [badValue(path, values, source)];
}

function unknownKey(key: string, path: ConfigPath, source: Source): Problem {
  const allowed = keysAt(path);
  const meant = closestWord(key, allowed);
  const list = `${path.length > 0 ? `\`${path.join(".")}\` has` : "There are"} ${quoted(allowed)}.`;
  return {
    code: "config-unknown-key",
    severity: "error",
    message: `There is no key \`${[...path, shortened(key)].join(".")}\`.`,
    at: placeOf(keyOffset(key, path, source.document), source),
    hint: meant ? `Did you mean \`${meant}\`? ${list}` : list,
  };
}

function badValue(path: ConfigPath, values: unknown, source: Source): Problem {
  const schema = schemaAt(path);
  const value = valueAt(values, path);
  const name = path.join(".");
  const isTooLong = typeof value === "string" && schema?.type === "string" && schema.maxLength !== undefined;
  const limit = isTooLong ? ` of at most ${schema.maxLength} characters` : "";
  return {
    code: "config-value",
    severity: "error",
    message: `\`${name}\` takes ${expectedValue(schema ?? {})}${limit}, not ${inWords(value)}.`,
    at: placeOf(valueOffset(path, source.document), source),
    hint: valueHint(path, value),
  };
}

function valueHint(path: ConfigPath, value: unknown): string {
  const name = path.join(".");
  if (typeof value === "string") {
    const meant = closestWord(value, choicesAt(path));
    if (meant) return `Did you mean \`${meant}\`?`;
    if (schemaAt(path)?.type === "array")
      return `Put each entry of \`${name}\` on a line of its own, after \`- \`.`;
  }
  return `Correct \`${name}\`, or remove it to get the default.`;
}

function valueAt(values: unknown, path: ConfigPath): unknown {
  let value = values;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isGroup(value) ? value[step] : undefined;
  }
  return value;
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  if (typeof value !== "string") return `\`${JSON.stringify(value)}\``;
  return value.length > 60 ? `a text of ${value.length} characters` : `the text \`${shortened(value)}\``;
}

function shortened(text: string): string {
  const line = text.replaceAll(/[\s`]+/gu, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function keyOffset(key: string, path: ConfigPath, document: Document): number {
  const group: unknown = path.length > 0 ? document.getIn(path, true) : document.contents;
  if (!isMap(group)) return 0;
  const pair = group.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return pair && isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function valueOffset(path: ConfigPath, document: Document): number {
  const node: unknown = document.getIn(path, true);
  return hasRange(node) ? (node.range[0] ?? 0) : 0;
}

function hasRange(node: unknown): node is { readonly range: readonly number[] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function placeOf(offset: number, source: Source): Place {
  const { line, col } = source.lines.linePos(offset);
  const start = source.lines.lineStarts[line - 1] ?? 0;
  const excerpt = source.text.slice(start, start + 2 * EXCERPT_CHARACTERS).split(/\r\n|\r|\n/u, 1)[0] ?? "";
  return { file: source.path, line, column: col, excerpt: excerpt.slice(0, EXCERPT_CHARACTERS) };
}
