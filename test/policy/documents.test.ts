import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { filesBelow, readFromRoot, ROOT } from "../support/source-files.ts";
import { IMPORT_LAW } from "./import-law.ts";
import { anchorsOf, codesIn, documents, linksOf, tableAfter, withoutCodeBlocks } from "./markdown.ts";

/** What a document may not be longer than, so that it is read. */
const BUDGETS: Readonly<Record<string, number>> = { "README.md": 200, "AGENTS.md": 60, "SECURITY.md": 80 };
const RECORD_LINES = 40;

function lineCount(path: string): number {
  return readFromRoot(path).trimEnd().split("\n").length;
}

/** Why a link of a document leads nowhere; undefined when it leads somewhere. Other sites are not asked. */
function brokenLink(from: string, target: string): string | undefined {
  if (/^(?:https?:|mailto:)/u.test(target)) return undefined;
  const [file = "", anchor] = target.split("#", 2);
  const path =
    file === "" ? from : posix.normalize(posix.join(posix.dirname(from), decodeURIComponent(file)));
  if (path.startsWith("..") || !existsSync(join(ROOT, path))) return `${from}: ${target} does not exist`;
  if (anchor === undefined || !path.endsWith(".md")) return undefined;
  return anchorsOf(readFromRoot(path)).has(anchor) ? undefined : `${from}: ${target} has no such heading`;
}

/** Folders of this repository; what begins otherwise between backticks is no path of ours. */
const OUR_PATH = /^(?:src|test|docs|scripts|templates|examples|schemas|bench|dist|\.github|\.ci)\/[^\s]*$/u;
/** Paths in the repositories of people who use the product. */
const THEIR_PATHS = new Set([".github/batch-stories.yml", ".github/workflows/batch-stories.yml"]);

/** Whether something stands there; `<x>` and `*` stand for any part of one name. */
function standsThere(path: string): boolean {
  if (!/[<*]/u.test(path)) return existsSync(join(ROOT, path));
  const parts = path.split(/<[^>]+>|\*/u).map((part) => part.replaceAll(/[.+()[\]{}|\\^$]/gu, "\\$&"));
  const pattern = new RegExp(`^${parts.join("[^/]+")}`, "u");
  return filesBelow(path.slice(0, path.indexOf("/")), "").some((file) => pattern.test(file));
}

/** Paths between backticks of which nothing exists. */
function missingPaths(from: string, text: string): readonly string[] {
  const paragraphs = withoutCodeBlocks(text).split(/\n\s*\n/u);
  return paragraphs
    .flatMap((paragraph) => codesIn(paragraph.replaceAll("\n", " ")))
    .map((code) => code.replace(/:\d+$/u, ""))
    .filter((code) => OUR_PATH.test(code) && !THEIR_PATHS.has(code) && !standsThere(code))
    .map((code) => `${from}: ${code}`);
}

describe("the documents", () => {
  const ALL = documents();

  test("link only to what exists, down to the heading", () => {
    const links = ALL.flatMap((path) => linksOf(path));
    const broken = links.map(({ from, target }) => brokenLink(from, target));

    expect(links.length).toBeGreaterThan(30);
    expect(broken.filter((sentence) => sentence !== undefined)).toEqual([]);
  });

  test.each([
    ["a file that is missing", "README.md", "docs/nowhere.md"],
    ["a heading that is missing", "README.md", "docs/errors.md#nowhere"],
    ["something outside the repository", "docs/errors.md", "../../outside.md"],
  ])("would not get away with a link to %s", (_what, from, target) => {
    expect(brokenLink(from, target)).toContain(target);
  });

  test("name only paths that exist", () => {
    expect(ALL.flatMap((path) => missingPaths(path, readFromRoot(path)))).toEqual([]);
    expect(missingPaths("a.md", "`src/core/` `src/nowhere.ts` `src/*/compose.ts` and\n`test/<x>/y`")).toEqual(
      ["a.md: src/nowhere.ts", "a.md: test/<x>/y"],
    );
  });

  test("are short enough to be read", () => {
    const records = ALL.filter((path) => /^docs\/decisions\/\d/u.test(path));
    const limits = [...Object.entries(BUDGETS), ...records.map((path) => [path, RECORD_LINES] as const)];
    const lengths = limits.map(([path, limit]) => ({ path, isTooLong: lineCount(path) > limit }));

    expect(records.length).toBeGreaterThan(6);
    expect(lengths.filter(({ isTooLong }) => isTooLong)).toEqual([]);
  });

  test("are all found from the README in two steps", () => {
    const found = new Set(["README.md"]);
    for (const step of [1, 2]) {
      for (const path of [...found].filter((each) => each.endsWith(".md"))) {
        for (const { target } of linksOf(path)) {
          found.add(posix.normalize(posix.join(posix.dirname(path), target.split("#")[0] ?? "")));
        }
      }
      expect(found.size).toBeGreaterThan(step);
    }

    expect(ALL.filter((path) => !found.has(path))).toEqual([]);
  });
});

describe("the decision records", () => {
  const RECORDS = documents().filter((path) => /^docs\/decisions\/\d/u.test(path));

  test("are numbered without a gap, each called as its file is", () => {
    const numbers = RECORDS.map((path) => path.slice("docs/decisions/".length, -".md".length).slice(0, 4));
    const titles = RECORDS.map((path) => /^# (\d+)\. \S/u.exec(readFromRoot(path))?.[1]);

    expect(numbers).toEqual(RECORDS.map((_, index) => String(index + 1).padStart(4, "0")));
    expect(titles).toEqual(RECORDS.map((_, index) => String(index + 1)));
  });

  test("say context, decision, alternatives and consequences, in this order", () => {
    const parts = ["Context", "Decision", "Alternatives", "Consequences"];
    const found = RECORDS.map((path) =>
      [...readFromRoot(path).matchAll(/^\*\*(\w+)\.\*\* /gmu)].map((match) => match[1]),
    );

    expect(found).toEqual(RECORDS.map(() => parts));
  });
});

describe("the table of imports", () => {
  const ROWS = tableAfter("docs/architecture.md", "<!-- table: import law -->");

  test("says what the import law says, row by row", () => {
    const documented = ROWS.map(([, mayImport = "", packages = "", node = "", why = ""]) => ({
      mayImport: codesIn(mayImport),
      ownFolder: mayImport.includes("its own folder"),
      packages: packages === "any" ? "any" : codesIn(packages),
      node: node === "yes",
      why,
    }));
    const law = IMPORT_LAW.map(({ mayImport, packages, node, why }) => ({
      mayImport: mayImport.filter((path) => !path.includes("$1")),
      ownFolder: mayImport.some((path) => path.includes("$1")),
      packages,
      node,
      why,
    }));

    expect(documented).toEqual(law);
  });

  test("names the folders that each rule is about", () => {
    const folders = ROWS.map(([files = ""]) => codesIn(files));
    const rules = folders.map((names) =>
      names.map((name) => IMPORT_LAW.findIndex(({ files }) => files.test(name.replace("<x>", "git")))),
    );

    expect(rules).toEqual(folders.map((names, index) => names.map(() => index)));
    expect(folders.flat()).toHaveLength(7);
  });
});
