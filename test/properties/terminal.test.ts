/** Text in columns: nothing gets lost, nothing is wider than it may be, whatever the script. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowsOf } from "../../src/core/presentation/terminal/layout.ts";
import { fitText, padText, textWidth, wrapText } from "../../src/core/presentation/terminal/text-width.ts";
import { oneLine } from "../../src/core/presentation/markdown/escape.ts";

const LINE = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => oneLine(text, 200));
const WIDTH = fc.integer({ min: 20, max: 120 });
const SCREEN = WIDTH.map((width) => ({ width, hasColours: false }));
const WORD = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .map((text) => oneLine(text, 20).replaceAll(" ", ""));
const SENTENCE = fc
  .array(WORD, { maxLength: 30 })
  .map((words) => words.filter((word) => word !== "").join(" "));

describe("safety: text in columns", () => {
  test("is cut and filled to exactly the column, or one short of a wide character", () => {
    fc.assert(
      fc.property(LINE, WIDTH, (text, width) => {
        const fitted = fitText(text, width);
        expect(textWidth(fitted)).toBeLessThanOrEqual(width);
        expect(textWidth(padText(fitted, width))).toBe(width);
      }),
    );
  });

  test("loses no word when it is broken, and passes the width by no line of several words", () => {
    fc.assert(
      fc.property(SENTENCE, WIDTH, (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join(" ")).toBe(text);
        const several = lines.filter((line) => line.includes(" "));
        expect(several.filter((line) => textWidth(line) > width)).toEqual([]);
      }),
    );
  });

  test("keeps every word of every cell in a table", () => {
    const row = fc.record({ name: WORD, title: SENTENCE, reason: SENTENCE });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), SCREEN, (rows, screen) => {
        const shown = rowsOf(rows, screen).join(" ").split(/ +/u).toSorted();
        const given = rows.flatMap(({ name, title, reason }) => `${name} ${title} ${reason}`.split(" "));
        expect(shown.filter((word) => word !== "")).toEqual(given.filter((word) => word !== "").toSorted());
      }),
    );
  });
});
