import { describe, expect, it } from "vitest";
import {
  fitText,
  padText,
  textWidth,
  wrapText,
} from "../../../../../src/core/presentation/terminal/text-width.ts";

describe("the width of a text", () => {
  it.each([
    ["plain", 5],
    ["日本語", 6],
    ["naïve", 5],
    ["nai\u0308ve", 5],
    ["✅ ok", 5],
    ["👩‍💻", 2],
    ["한글", 4],
    ["→ …", 3],
    ["", 0],
  ])("of %j is %i columns", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it("is what a padded or cut text has", () => {
    for (const text of ["日本語のタイトル", "a longer plain title", "👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻"]) {
      expect(textWidth(padText(fitText(text, 9), 9))).toBe(9);
    }
  });

  it("never passes the limit of a wrapped line but for a single word", () => {
    const lines = wrapText("a quick 日本語 fox https://example.org/very/long/address jumps", 12);
    expect(lines).toEqual(["a quick", "日本語 fox", "https://example.org/very/long/address", "jumps"]);
  });
});
