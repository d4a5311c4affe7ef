import { closestWord } from "../closest-word.ts";
import type { Problem } from "../problem.ts";
import type { RunFlags } from "./command.ts";
import { FLAGS, type FlagName, type FlagValue } from "./command-registry.ts";

/** Longer values are cut in messages. */
const SHOWN_CHARACTERS = 60;

export type ParsedFlags =
  | { readonly kind: "flags"; readonly flags: RunFlags }
  | { readonly kind: "problem"; readonly problem: Problem };

type FlagReading =
  | { readonly kind: "read"; readonly name: FlagName; readonly value: Value; readonly next: number }
  | { readonly kind: "problem"; readonly problem: Problem };
export type Value = true | number | string | readonly string[];

/** How people who gave a value know it: `--limit` in a comment, `limit` in a form. */
export interface Spelling {
  readonly name: string;
  readonly example: string;
}

const ALL_FLAGS: readonly string[] = FLAGS.map((flag) => flag.name);

/**
 * Reads the words after the command's name. The first thing that is wrong is reported; of the flags
 * that could have been meant, `offered` are named.
 */
export function parseFlags(words: readonly string[], offered = ALL_FLAGS): ParsedFlags {
  const values = new Map<FlagName, Value>();
  let index = 0;
  while (index < words.length) {
    const reading = readFlag(words, index, offered);
    if (reading.kind === "problem") return reading;
    if (values.has(reading.name)) {
      return flagProblem(`\`${reading.name}\` is given twice.`, `Give \`${reading.name}\` once.`);
    }
    values.set(reading.name, reading.value);
    index = reading.next;
  }
  return { kind: "flags", flags: toRunFlags(values) };
}

export function flagProblem(
  message: string,
  hint: string,
): { readonly kind: "problem"; readonly problem: Problem } {
  return { kind: "problem", problem: { code: "command-flag", severity: "error", message, hint } };
}

export function shown(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return `\`${cut.replaceAll("`", "'")}\``;
}

function readFlag(words: readonly string[], index: number, offered: readonly string[]): FlagReading {
  const word = withPlainDashes(words[index] ?? "");
  const [name, inline] = splitAtEquals(word);
  const definition = FLAGS.find((flag) => flag.name === name.toLowerCase());
  if (!definition) return unknownFlag(name, offered);
  if (definition.value.kind === "switch") {
    if (inline === undefined) return { kind: "read", name: definition.name, value: true, next: index + 1 };
    return flagProblem(`\`${definition.name}\` takes no value.`, `Write \`${definition.example}\`.`);
  }
  const given = inline === undefined ? takeValue(words, index + 1) : takeInline(inline, words, index + 1);
  if (given.text === "") {
    return flagProblem(
      `\`${definition.name}\` needs a value.`,
      `Write for example \`${definition.example}\`.`,
    );
  }
  const value = readValue(given.text, definition.value);
  if (value === undefined) return badValue(definition, given.text, definition.value);
  return { kind: "read", name: definition.name, value, next: given.next };
}

/** Phones turn two hyphens into a dash. */
function withPlainDashes(word: string): string {
  return word.replace(/^[—–]/u, "--");
}

function isFlag(word: string): boolean {
  return withPlainDashes(word).startsWith("--");
}

function splitAtEquals(word: string): readonly [string, string?] {
  const at = word.indexOf("=");
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

interface Given {
  readonly text: string;
  readonly next: number;
}

function takeValue(words: readonly string[], index: number): Given {
  const first = words[index];
  if (first === undefined || isFlag(first)) return { text: "", next: index };
  return takeInline(first, words, index + 1);
}

/** `1, 2` is one list, whatever the spaces around its commas. */
function takeInline(first: string, words: readonly string[], index: number): Given {
  const parts = [first];
  let next = index;
  for (;;) {
    const word = words[next];
    const last = parts.at(-1) ?? "";
    if (word === undefined || isFlag(word) || !(last.endsWith(",") || word.startsWith(","))) break;
    parts.push(word);
    next += 1;
  }
  return { text: parts.join("").trim(), next };
}

export function readValue(text: string, kind: FlagValue): Value | undefined {
  switch (kind.kind) {
    case "list": {
      const entries = text.split(",").map((entry) => entry.trim());
      const named = entries.filter((entry) => entry !== "");
      return named.length > 0 ? [...new Set(named)] : undefined;
    }
    case "count":
      return /^\d{1,6}$/u.test(text) && Number(text) >= 1 && Number(text) <= kind.max
        ? Number(text)
        : undefined;
    case "choice":
      return kind.of.find((choice) => choice === text.toLowerCase());
    case "switch":
      return undefined;
  }
}

export function badValue(
  { name, example: written }: Spelling,
  text: string,
  kind: FlagValue,
): ReturnType<typeof flagProblem> {
  const example = `Write for example \`${written}\`.`;
  switch (kind.kind) {
    case "count":
      return flagProblem(
        `\`${name}\` takes a whole number from 1 to ${kind.max}, not ${shown(text)}.`,
        example,
      );
    case "choice": {
      const meant = closestWord(text, kind.of);
      const choices = kind.of.map((choice) => `\`${choice}\``).join(" or ");
      return flagProblem(
        `\`${name}\` takes ${choices}, not ${shown(text)}.`,
        meant ? `Did you mean \`${name} ${meant}\`?` : example,
      );
    }
    case "list":
    case "switch":
      return flagProblem(`\`${name}\` cannot be ${shown(text)}.`, example);
  }
}

function unknownFlag(name: string, allowed: readonly string[]): FlagReading {
  const list = `The flags are ${allowed.map((flag) => `\`${flag}\``).join(", ")}.`;
  if (!name.startsWith("-")) {
    return flagProblem(
      `${shown(name)} stands where a flag was expected.`,
      `To choose stories write \`--stories 1-2,1-3\`. ${list}`,
    );
  }
  const meant = closestWord(name.replace(/^-+/u, "--"), allowed);
  return flagProblem(`There is no flag ${shown(name)}.`, meant ? `Did you mean \`${meant}\`? ${list}` : list);
}

export function toRunFlags(values: ReadonlyMap<FlagName, Value>): RunFlags {
  const epics = listOf(values.get("--epic"))?.map((epic) => epic.replace(/^epic[- ]?/iu, ""));
  const stories = listOf(values.get("--stories"));
  const exclude = listOf(values.get("--exclude"));
  const limit = countOf(values.get("--limit"));
  const maxWorkers = countOf(values.get("--max-workers"));
  const maxAttempts = countOf(values.get("--attempts"));
  const schedule = values.get("--schedule");
  return {
    ...(epics && { epics }),
    ...(stories && { stories }),
    ...(exclude && { exclude }),
    ...(limit !== undefined && { limit }),
    ...(maxWorkers !== undefined && { maxWorkers }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...((schedule === "rolling" || schedule === "waves") && { schedule }),
    ...(values.has("--dry-run") && { dryRun: true }),
  };
}

function listOf(value: Value | undefined): readonly string[] | undefined {
  return typeof value === "object" ? value : undefined;
}

function countOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
