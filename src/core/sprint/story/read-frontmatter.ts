import { LineCounter, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { YAMLMap } from "yaml";
import { isNestedTooDeep } from "../../is-nested-too-deep.ts";
import type { Problem } from "../../problem.ts";
import { excerptOf } from "../excerpt.ts";
import { frontmatterLength } from "./story-lines.ts";

export interface FrontmatterValue {
  readonly text: string;
  /** 1-based place in the story file. */
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
}

export interface Frontmatter {
  /** Values by key; lists as their items, anything deeper is left out. */
  readonly values: ReadonlyMap<string, readonly FrontmatterValue[]>;
  readonly problems: readonly Problem[];
}

/** Frontmatter has some hundred characters; the parser keeps an error for every odd one of them. */
const LONGEST = 50_000;

const NOTHING: Frontmatter = { values: new Map(), problems: [] };

function valuesOf(
  map: YAMLMap,
  lineCounter: LineCounter,
  lines: readonly { readonly text: string }[],
): Frontmatter["values"] {
  const values = new Map<string, readonly FrontmatterValue[]>();
  for (const pair of map.items) {
    const nodes = isSeq(pair.value) ? pair.value.items : [pair.value];
    const found = nodes.flatMap((node) => {
      if (!isScalar(node) || node.value === null) return [];
      const text = node.source ?? "";
      // The frontmatter starts behind its own `---` line.
      const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
      const quote = node.type?.startsWith("QUOTE") === true ? 1 : 0;
      return [{ text, line: line + 1, column: col + quote, excerpt: excerptOf(lines[line]?.text ?? "") }];
    });
    if (isScalar(pair.key)) values.set(pair.key.source ?? "", found);
  }
  return values;
}

/** Reads the frontmatter of a story. What is wrong with it is a warning: the rest of the story counts. */
export function readFrontmatter(lines: readonly { readonly text: string }[], path: string): Frontmatter {
  const length = frontmatterLength(lines);
  if (length === 0) return NOTHING;
  const text = lines
    .slice(1, length - 1)
    .map((line) => line.text)
    .join("\n");
  if (text.length > LONGEST || isNestedTooDeep(text)) {
    return { values: NOTHING.values, problems: [frontmatterProblem({ path, lines }, 1, 1)] };
  }
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      lineCounter,
      logLevel: "silent",
      // They draw a picture for every error, which takes quadratic time.
      prettyErrors: false,
    });
    const values = isMap(document.contents)
      ? valuesOf(document.contents, lineCounter, lines)
      : NOTHING.values;
    const [error] = document.errors;
    if (!error) return { values, problems: [] };
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return { values, problems: [frontmatterProblem({ path, lines }, line + 1, col)] };
  } catch {
    // A bug of the parser; reading a story never throws.
    return { values: NOTHING.values, problems: [frontmatterProblem({ path, lines }, 1, 1)] };
  }
}

function frontmatterProblem(
  source: { readonly path: string; readonly lines: readonly { readonly text: string }[] },
  line: number,
  column: number,
): Problem {
  return {
    code: "story-frontmatter",
    severity: "warning",
    message: "The frontmatter of the story is not valid YAML; only what could be read of it counts.",
    at: { file: source.path, line, column, excerpt: excerptOf(source.lines[line - 1]?.text ?? "") },
    hint: "Correct this line so that the text between the `---` lines is valid YAML.",
  };
}
