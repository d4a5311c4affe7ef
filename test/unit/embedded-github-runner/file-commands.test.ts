import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAssignments } from "../../../src/embedded-github/runner/step/file-commands.ts";

describe("parseAssignments", () => {
  test.each([
    { text: "", pairs: [] },
    { text: "\n\r\n", pairs: [] },
    {
      text: "a=1\nb=",
      pairs: [
        ["a", "1"],
        ["b", ""],
      ],
    },
    { text: "a=b=c<<d", pairs: [["a", "b=c<<d"]] },
    { text: "a<<E\nE", pairs: [["a", ""]] },
    {
      text: "a<<E\r\none\r\ntwo\r\nE\r\nb=2",
      pairs: [
        ["a", "one\ntwo"],
        ["b", "2"],
      ],
    },
    { text: "a<<E=F\nx\nE=F\n", pairs: [["a", "x"]] },
  ])("reads $text", ({ text, pairs }) => {
    expect(parseAssignments(text)).toEqual({ kind: "pairs", pairs });
  });

  test.each([
    { text: "word", message: "Invalid format 'word'" },
    { text: "=x", message: "Invalid format '=x'. Name must not be empty" },
    { text: "a<<E\nx", message: "Invalid value. Matching delimiter not found 'E'" },
    { text: "a<<", message: "Invalid value. Matching delimiter not found ''" },
  ])("refuses $text", ({ text, message }) => {
    expect(parseAssignments(text)).toEqual({ kind: "invalid", message });
  });

  test("gives back any value written between delimiters that it does not contain", () => {
    const line = fc.string().map((text) => text.replaceAll(/[\r\n]/gu, ""));
    const lines = fc.array(
      line.filter((text) => text !== "DELIMITER"),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, (value) => {
        const text = `name<<DELIMITER\n${value.join("\n")}\nDELIMITER\n`;

        expect(parseAssignments(text)).toEqual({ kind: "pairs", pairs: [["name", value.join("\n")]] });
      }),
    );
  });

  test("stays quick on hostile text", () => {
    const started = performance.now();
    parseAssignments("a<<E\n".repeat(200_000));

    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
