import { describe, expect, test } from "vitest";
import { html } from "../../../../src/embedded-github/pages/html.ts";
import { icon } from "../../../../src/embedded-github/pages/icon.ts";

describe("the html tag", () => {
  test.each([
    ["a tag", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["an end of an attribute", `" onmouseover="alert(1)`, "&quot; onmouseover=&quot;alert(1)"],
    ["a single quote", "' x='", "&#39; x=&#39;"],
    ["an entity", "&lt;b&gt;", "&amp;lt;b&amp;gt;"],
    ["a control character", "a\u0000b\u001B[31m", "a\uFFFDb\uFFFD[31m"],
    ["lines and tabs", "a\n\tb", "a\n\tb"],
  ])("escapes %s", (_what, value, expected) => {
    expect(String(html`<b title="${value}">${value}</b>`)).toBe(`<b title="${expected}">${expected}</b>`);
  });

  test("takes in what is HTML already, lists of it, and nothing for absent values", () => {
    const items = ["a", "<"].map((text) => html`<i>${text}</i>`);

    const list = html`<b>${items}${undefined}${null}${false}${0}</b>`;

    expect(String(list)).toBe("<b><i>a</i><i>&lt;</i>0</b>");
  });

  test.each([
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//elsewhere.example/x",
    "/\\elsewhere.example/x",
    "relative",
  ])("leads nowhere instead of to %s", (address) => {
    expect(String(html`<a href="${address}">x</a>`)).toBe('<a href="#">x</a>');
    expect(String(html`<img src="${address}" />`)).toBe('<img src="#" />');
  });

  test.each(["/o/r/issues/1", "#L3", "?page=2", "https://example.org/?a=1&amp;b"])(
    "leads to %s",
    (address) => {
      expect(String(html`<a href="${address}">x</a>`)).toContain(`href="${address.replace("&", "&amp;")}"`);
    },
  );

  test("refuses an attribute without quotes, which a value could leave", () => {
    expect(() => html`<b class=${"a onclick=alert(1)"}></b>`).toThrow("without quotes");
    expect(String(html`<a href="?page=${2}">a = ${1}</a>`)).toBe('<a href="?page=2">a = 1</a>');
  });

  test("escapes what a picture is said to mean", () => {
    expect(String(icon("success", `"><script>`))).toContain('aria-label="&quot;&gt;&lt;script&gt;"');
    expect(String(icon("success"))).toContain('aria-hidden="true"');
  });
});
