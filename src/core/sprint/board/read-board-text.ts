import { LineCounter, isMap, isScalar, parseDocument, visit } from "yaml";
import type { Document, Node, Pair, YAMLMap, YAMLParseError } from "yaml";
import { isNestedTooDeep } from "../../is-nested-too-deep.ts";
import type { Problem } from "../../problem.ts";
import { excerptOf } from "../excerpt.ts";
import { textLines } from "../text-lines.ts";
import type { BoardText, RawEntry } from "./board-text.ts";
import { isStoryNumber } from "./entry-kind.ts";
import { listedEntries } from "./listed-entries.ts";
import { scanEntries } from "./scan-entries.ts";
import { readStatus } from "./status-words.ts";
import { entryOfPair, scalarText } from "./yaml-entry.ts";
import type { EntryContext } from "./yaml-entry.ts";

interface YamlFailure {
  readonly message: string;
  readonly offset: number;
}

type Read =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "broken"; readonly failure: YamlFailure };

/** Pretty errors draw a picture for every error, which takes quadratic time on a board full of them. */
const READING = { uniqueKeys: false, logLevel: "silent", prettyErrors: false } as const;

function readYaml(text: string, lineCounter: LineCounter): Read {
  if (isNestedTooDeep(text)) {
    return { kind: "broken", failure: { message: "it is nested too deep", offset: 0 } };
  }
  try {
    const document = parseDocument(text, { ...READING, lineCounter });
    const [error] = document.errors;
    if (!error) return { kind: "document", document };
    return { kind: "broken", failure: { message: error.message, offset: placeOf(error, document) } };
  } catch (error) {
    // A bug of the parser; reading a board never throws.
    return { kind: "broken", failure: { message: String(error), offset: 0 } };
  }
}

/** A quote or bracket that is never closed is noticed far below; what is wrong is where it opens. */
function placeOf(error: YAMLParseError, document: Document): number {
  const [found] = error.pos;
  let place = found;
  if (error.code !== "MISSING_CHAR" && error.code !== "BAD_INDENT") return place;
  visit(document, {
    Value(_key, node) {
      const [start, end] = node.range ?? [found, found];
      const isOpen = isScalar(node) ? node.type?.startsWith("QUOTE") : node.flow;
      if (isOpen === true && start < found && found <= end) place = Math.min(place, start);
    },
  });
  return place;
}

/** The first sentence of the parser's message; it goes on with a picture of the text. */
function plainMessage(message: string): string {
  const first = message.split("\n", 1)[0] ?? "";
  return first.replace(/ at line \d{1,9}, column \d{1,9}:?$/u, "").replace(/[.:]$/u, "");
}

const INDENTATION = /same column|compact mapping|indent/iu;

function hintFor(line: string, message: string): string {
  if (/^(?:<{7}|={7}|>{7})/u.test(line)) return "Resolve the merge conflict and remove its markers.";
  if (/[:\s]\{[^}]*\}/u.test(line)) return "Put the value with the braces into double quotes.";
  if (line.includes("\\")) return "Put the Windows path into single quotes, or use forward slashes.";
  if (/:\s+\S.*:(?:\s|$)/u.test(line)) return "Put the value that holds a colon into double quotes.";
  if (line.includes("\t")) return "Indent with spaces instead of tabs.";
  if (/^\s*[^\s:#]{1,200}\s*$/u.test(line)) return "Write the line as `key: status`, or remove it.";
  if (INDENTATION.test(message)) return "Indent all keys of one level alike, here and in the next line.";
  return "Correct this line so that the file is valid YAML.";
}

function readTolerantly(text: string, path: string, failure: YamlFailure): BoardText {
  const scanned = scanEntries(text);
  const lines = textLines(text);
  const before = lines.findIndex((line) => line.start > failure.offset);
  const index = (before === -1 ? lines.length : before) - 1;
  const line = lines[Math.max(index, 0)];
  const number = Math.max(index, 0) + 1;
  const isInside = number >= scanned.firstLine && number <= scanned.lastLine;
  const isHarmless = scanned.entries.length > 0 && !isInside;
  const problem: Problem = {
    code: "board-unreadable",
    severity: isHarmless ? "warning" : "error",
    message: `The board is not valid YAML (${plainMessage(failure.message)}); its statuses were read line by line.`,
    at: {
      file: path,
      line: number,
      column: Math.max(failure.offset - (line?.start ?? 0), 0) + 1,
      excerpt: excerptOf(line?.text ?? ""),
    },
    hint: hintFor(line?.text ?? "", failure.message),
  };
  return { entries: scanned.entries, storyLocation: scanned.storyLocation, problems: [problem] };
}

function isPairNamed(pair: Pair, name: string): boolean {
  return scalarText(pair.key) === name;
}

function statusEntries(map: YAMLMap, context: EntryContext): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  for (const pair of map.items) {
    const entry = entryOfPair(pair, context);
    if (entry) entries.push(entry);
  }
  return entries;
}

function shapeProblem(path: string, text: string): Problem {
  // Comments and empty lines say nothing about the shape.
  const lines = textLines(text);
  const index = Math.max(
    lines.findIndex((line) => /^[^\s#]/u.test(line.text)),
    0,
  );
  return {
    code: "board-shape",
    severity: "error",
    message: "The board has no `development_status` map and no list of stories.",
    at: { file: path, line: index + 1, column: 1, excerpt: excerptOf(lines[index]?.text ?? "") },
    hint: "List the stories under `development_status:`, one `key: status` a line.",
  };
}

function entriesOf(root: Node | null, context: EntryContext): readonly RawEntry[] | undefined {
  const listed = listedEntries(root, context);
  if (!isMap(root)) return listed.length > 0 ? listed : undefined;
  const statuses = root.items.find((pair) => isPairNamed(pair, "development_status"));
  if (isMap(statuses?.value)) return statusEntries(statuses.value, context);
  if (statuses && isScalar(statuses.value)) return [];
  return listed.length > 0 ? listed : undefined;
}

/** Stories that lost their indentation are keys of the file, and would be missed without a word. */
function strayProblems(root: Node | null, context: EntryContext): readonly Problem[] {
  if (!isMap(root) || !root.items.some((pair) => isPairNamed(pair, "development_status"))) return [];
  const strays = statusEntries(root, context).filter(
    ({ key, status }) => isStoryNumber(key) && readStatus(status) !== "unknown",
  );
  return strays.map(({ key, status, line, column }) => ({
    code: "board-unknown-key",
    severity: "error",
    message: `\`${excerptOf(key)}\` stands outside \`development_status\`; the story is left out.`,
    at: { file: context.path, line, column, excerpt: excerptOf(`${key}: ${status}`) },
    hint: "Indent the line like the stories above it.",
  }));
}

/** Entries in file order, duplicates included. Never throws. */
export function readBoardText(text: string, path: string): BoardText {
  const lineCounter = new LineCounter();
  const read = readYaml(text, lineCounter);
  if (read.kind === "broken") return readTolerantly(text, path, read.failure);
  const root = read.document.contents;
  const context = { text, path, lineCounter };
  const entries = entriesOf(root, context);
  const location = isMap(root)
    ? root.items.find((pair) => isPairNamed(pair, "story_location"))?.value
    : undefined;
  return {
    entries: entries ?? [],
    storyLocation: scalarText(location) || undefined,
    problems: entries ? strayProblems(root, context) : [shapeProblem(path, text)],
  };
}
