import { describe, expect, test } from "vitest";
import {
  cut,
  escapeCodeBlock,
  escapeHtml,
  escapeInlineCode,
  escapeProse,
  escapeText,
  plainLine,
} from "../../../../../src/core/presentation/markdown/escape.ts";

/** Makes the invisible space that breaks things visible. */
function visible(text: string): string {
  return text.replaceAll("\u200B", "·");
}

describe("escapeText", () => {
  test.each([
    ["a mention", "thanks @ada and @acme/team", "thanks @·ada and @·acme/team"],
    ["a closing keyword", "fixes #12, closes acme/shop#3", "fixes #·12, closes acme/shop#·3"],
    ["another form of reference", "see GH-12 and gh-3", "see GH-·12 and gh-·3"],
    ["a link", "https://evil.example www.evil.example", "https:·//evil.example www·.evil.example"],
    ["our marker", "<!-- batch-stories:tracking -->", "&lt;·!-- batch-stories:tracking --&gt;"],
    ["HTML", "<img src=x onerror=1> &amp;", "&lt;img src=x onerror=1&gt; &amp;amp;"],
    ["Markdown", "*a* _b_ `c` [d](e) ~f~ $g$ \\", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~f\\~ \\$g\\$ \\\\"],
    ["a table's bar", "a | b", "a &#124; b"],
    ["lines", "a\nb\r\n\n# c\u2028d", "a b # c d"],
    ["a heading", "# a", "\\# a"],
    ["a list", "- a", "\\- a"],
    ["a numbered list", "1. a", "1\\. a"],
    ["a plain number", "97.6% of 12", "97.6% of 12"],
    ["controls and bidirectional tricks", "a\u0000b\u202Ec\u200Fd\uFEFF\u{E0041}", "abcd"],
    ["half a character", "a\uD83Db", "ab"],
    ["emoji", "⚖️ done", "⚖️ done"],
    ["a skipped check", "[skip ci] [ci skip] [no ci]", "\\[·skip ci\\] \\[·ci skip\\] \\[·no ci\\]"],
  ])("takes the power from %s", (_what, text, expected) => {
    expect(visible(escapeText(text))).toBe(expected);
  });

  test("cuts long texts, and says so", () => {
    expect(escapeText("abcdef", 4)).toBe("abc…");
    expect(escapeText(" ".repeat(100) + "abc", 4)).toBe("…");
  });
});

describe("escapeProse", () => {
  test.each([
    ["keeps code spans", "Add `2-9` or <b>", "Add `2-9` or &lt;b&gt;"],
    ["shows an open quote literally", "a ` b @c", "a \\` b @·c"],
    ["keeps code inert", "`<!-- x -->` and `a|b`", "`<·!-- x -->` and `a¦b`"],
    ["escapes a list's start", "- a", "\\- a"],
  ])("%s", (_what, text, expected) => {
    expect(visible(escapeProse(text))).toBe(expected);
  });
});

describe("escapeInlineCode", () => {
  test.each([
    ["", ""],
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["a``b`", "``` a``b` ```"],
    ["a|b\nc", "`a¦b c`"],
  ])("shows %j as %j", (text, expected) => {
    expect(escapeInlineCode(text)).toBe(expected);
  });
});

describe("escapeCodeBlock", () => {
  test("cannot be left by the text, and keeps its lines", () => {
    expect(visible(escapeCodeBlock("a\r\n```\n<!-- x -->\u202E\n\n", 100))).toBe(
      "````text\na\n```\n<·!-- x -->\n````",
    );
    expect(escapeCodeBlock("abcdef", 4, "diff")).toBe("```diff\nabc…\n```");
  });
});

describe("escapeHtml", () => {
  test("stays inside its tag and its line", () => {
    expect(visible(escapeHtml('</summary>\n"@ada" & #1'))).toBe(
      "&lt;/summary&gt; &quot;@·ada&quot; &amp; #·1",
    );
  });
});

describe("plainLine", () => {
  test("breaks what GitHub acts on in titles and commit messages", () => {
    expect(visible(plainLine("Login [skip ci]\n\nfixes #3 @ada"))).toBe("Login [·skip ci] fixes #·3 @·ada");
  });
});

describe("cut", () => {
  test("never leaves half a character", () => {
    expect(cut("ab😀cd", 4)).toBe("ab…");
    expect(cut("abc", 3)).toBe("abc");
  });
});
