import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import { readStatus, STATUS_WORDS } from "../../src/core/sprint/board/status-words.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import { parseStory } from "../../src/core/sprint/parse-story.ts";
import { storyFilesToRead } from "../../src/core/sprint/story-files.ts";
import { FORMAT_CASES } from "../support/format-cases.ts";
import { codesIn, tableAfter } from "./markdown.ts";

const DOCUMENT = "docs/formats.md";

function rows(mark: string): readonly (readonly string[])[] {
  return tableAfter(DOCUMENT, `<!-- ${mark} -->`);
}

function firstCodes(mark: string): readonly string[] {
  return rows(mark).map(([cell = ""]) => codesIn(cell)[0] ?? "");
}

function boardWith(...keys: readonly string[]): ReturnType<typeof parseBoard> {
  return parseBoard(
    `development_status:\n${keys.map((key) => `  ${key}: backlog\n`).join("")}`,
    "docs/b.yaml",
  );
}

function kindOf(key: string, ...others: readonly string[]): string {
  const board = boardWith(...others, key);
  const story = board.stories.find((candidate) => candidate.key === key);
  if (story) return `story of \`${story.epic}\``;
  if (board.epics.some((epic) => epic.key === key)) return "epic";
  return board.problems.some(({ code }) => code === "board-unknown-key") ? "unknown" : "retrospective";
}

const LINES: Readonly<Record<string, (line: string) => string>> = {
  frontmatter: (line) => `---\n${line}\n---\n# T\n`,
  anywhere: (line) => `# T\n\n## Notes\n\n${line}\n`,
  section: (line) => `# T\n\n## Dependencies\n\n${line}\n`,
};

function foundIn(path: string): boolean {
  const files = storyFilesToRead({
    board: boardWith("2-3-login-page"),
    paths: [path],
    config: DEFAULT_CONFIG,
  });
  return [...files.stories.values()][0]?.path !== undefined;
}

describe("the table of formats", () => {
  test.each(["BOARDS", "STORIES", "REVIEWS", "EPICS"] as const)(
    "names each sample of %s, in its order",
    (mark) => {
      expect(firstCodes(`cases: ${mark}`)).toEqual(FORMAT_CASES[mark].map(({ id }) => id));
    },
  );

  test.each(Object.values(FORMAT_CASES).flat())("$id is read as it says", ({ text, read, expected }) => {
    expect(read(text)).toBe(expected);
  });

  test.each(rows("read: keys"))("the key %s is %s", (key, kind) => {
    const [written = ""] = codesIn(key);
    expect(kind.startsWith(kindOf(written))).toBe(true);
    const [, otherwise] = codesIn(kind);
    const told = otherwise === undefined ? undefined : kindOf(written, otherwise);
    expect(told).toBe(otherwise && `story of \`${otherwise}\``);
  });

  test("lists every status word, each with what it means", () => {
    const listed = rows("read: statuses").map(([status = "", words = ""]) => [
      codesIn(status)[0],
      codesIn(words),
    ]);
    expect(listed).toEqual(Object.entries(STATUS_WORDS).map(([status, words]) => [status, words.split(" ")]));
    for (const [status, words] of Object.entries(STATUS_WORDS)) {
      expect(words.split(" ").map((word) => readStatus(word))).toEqual(words.split(" ").map(() => status));
    }
  });

  test.each(rows("read: lookup"))("the file %s is found %s", (name, where) => {
    const [path = ""] = codesIn(name);
    const found = [foundIn(`docs/stories/${path}`), foundIn(`somewhere/else/${path}`)];
    expect(found).toEqual([where !== "never", where === "everywhere"]);
  });

  test.each(rows("read: dependencies"))("%s: %s needs %s", (where, line, needed) => {
    const place = LINES[where];
    const text = place?.(codesIn(line)[0] ?? "") ?? "";
    const references = parseStory(text, "s.md").dependsOn.map(({ reference }) => reference);
    expect(references).toEqual(codesIn(needed));
    expect(references.length > 0 || needed === "nothing").toBe(true);
  });
});
