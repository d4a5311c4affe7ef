import { describe, expect, test } from "vitest";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";

/** Far above what a reading takes, far below what quadratic time takes on such a text. */
const DEADLINE_MS = 5_000;
const SIZE = 200_000;

function msFor(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

describe("a text made to be slow", () => {
  test.each([
    ['"', "open quotes"],
    ["* ", "aliases"],
    ["- ", "nested lists"],
    ["? ", "explicit keys"],
    ["a: b: ", "colons"],
    ["{", "braces"],
    ["\t\n", "tabs"],
  ])("%j repeated (%s) is refused as a board in linear time", (piece) => {
    const text = `development_status:\n  1-1-a: done\n${piece.repeat(SIZE / piece.length)}`;

    expect(msFor(() => parseBoard(text, "sprint-status.yaml"))).toBeLessThan(DEADLINE_MS);
  });

  test.each([['"'], ["* "], ["- [ ] "], ["`"], ["#"], ["a: b: "]])(
    "%j repeated is read as a story in linear time",
    (piece) => {
      const many = piece.repeat(SIZE / piece.length);
      const text = `---\ntitle: ${many}\n---\n# Story 1.1: A\n\n## Tasks\n\n- [ ] ${many}\n`;

      expect(msFor(() => parseStory(text, "1-1-a.md"))).toBeLessThan(DEADLINE_MS);
    },
  );
});
