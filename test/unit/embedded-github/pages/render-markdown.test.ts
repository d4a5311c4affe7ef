import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderMarkdown } from "../../../../src/embedded-github/pages/render-markdown/render-markdown.ts";
import type { Repository } from "../../../../src/embedded-github/world/repository.ts";
import { World } from "../../../../src/embedded-github/world/world.ts";

const URLS = {
  api: "http://127.0.0.1:1",
  graphql: "",
  git: "",
  results: "",
  html: "https://github.com",
};

let folder: string;
let world: World;
let repository: Repository;
let head: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "render-markdown-"));
  world = new World({ folder, urls: URLS });
  const files = new Map([["README.md", "# Orchard\n"]]);
  repository = await world.createRepository({ owner: "octo", name: "orchard", files });
  head = (await repository.git.resolve("refs/heads/main")) ?? "";
  world.openIssue("octo/orchard", { title: `A <b>"title"</b>`, body: "", by: "maria" });
});

afterAll(async () => {
  world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As in a comment. */
async function comment(markdown: string): Promise<string> {
  return inner(await renderMarkdown(markdown, { world, repository, file: undefined }));
}

async function fileText(markdown: string, path = "docs/guide.md"): Promise<string> {
  return inner(await renderMarkdown(markdown, { world, repository, file: { ref: "main", path } }));
}

function inner(html: { toString(): string }): string {
  return html.toString().replace(/^<div class="markdown">([\s\S]*)<\/div>$/u, "$1");
}

describe("Markdown", () => {
  test.each([
    ["a table", "| a | b |\n| - | -: |\n| 1 | 2 |", '<td align="right">2</td>'],
    ["struck text", "~~gone~~", "<del>gone</del>"],
    ["a task", "- [x] done", '<input type="checkbox" checked disabled> done'],
    ["a bare address", "https://example.org/a", '<a href="https://example.org/a" rel="nofollow noreferrer">'],
    ["a folded part", "<details>\n<summary>More</summary>\n\n**x**\n\n</details>", "<summary>More</summary>"],
    ["an end of a line", "one\ntwo", "<p>one<br>\ntwo</p>"],
    ["code", "```js\nlet a = 1 < 2;\n```", '<code class="language-js">let a = 1 &#x3C; 2;\n</code>'],
    ["a heading", "## What happens?", '<h2 id="user-content-what-happens">'],
    ["a footnote", "a[^1]\n\n[^1]: b", '<a href="#user-content-fn-1"'],
    ["small text", "<sub>x</sub>", "<sub>x</sub>"],
  ])("shows %s", async (_what, markdown, expected) => {
    expect(await comment(markdown)).toContain(expected);
  });

  test("keeps the ends of lines of a file as spaces", async () => {
    expect(await fileText("one\ntwo")).toBe("<p>one\ntwo</p>");
  });

  test("finds the place that a footnote leads to", async () => {
    const text = await comment("a[^1]\n\n[^1]: b");

    expect(text).toContain('<li id="user-content-fn-1">');
  });

  test.each([
    ["NOTE", "note", "Note"],
    ["TIP", "tip", "Tip"],
    ["IMPORTANT", "important", "Important"],
    ["WARNING", "warning", "Warning"],
    ["CAUTION", "caution", "Caution"],
  ])("shows [!%s] as an alert", async (kind, look, title) => {
    const text = await comment(`> [!${kind}]\n> **Look** at it.\n>\n> - a list`);

    expect(text).toContain(`<div class="alert alert-${look}"><p class="alert-title">`);
    expect(text).toContain(`</svg>${title}</p>`);
    expect(text).toContain("<strong>Look</strong> at it.</p>");
    expect(text).toContain("<li>a list</li>");
    expect(text).not.toContain("[!");
  });

  test.each(["> [!OTHER]\n> x", "> NOTE\n> x", "> [!NOTE] on the same line", "[!NOTE]", "> - [!NOTE]\n> x"])(
    "takes %j for no alert",
    async (markdown) => {
      expect(await comment(markdown)).not.toContain("alert");
    },
  );

  test("leaves a diagram as its source for the browser to draw", async () => {
    const text = await comment('```mermaid\ngraph LR\n  a["one<br/>two"] <--> b\n```');

    expect(text).toContain('<div class="diagram"><pre class="diagram-source">graph LR');
    expect(text).toContain("one&#x3C;br/>two");
  });

  test.each(["<img src=x>", "</b>", "<!-- x -->", "<BR onclick=x>", "<svg/onload=x>"])(
    "has no diagram drawn that holds %s",
    async (tag) => {
      const text = await comment(`\`\`\`mermaid\ngraph LR\n  a["${tag}"] --> b\n\`\`\``);

      expect(text).toContain('<pre><code class="language-mermaid">');
      expect(text).not.toContain("diagram");
    },
  );

  test("colours changes line by line", async () => {
    const text = await comment("```diff\n+ new <b>\n- old\n~ else\n@@ here\n```");

    expect(text).toContain('<span class="added">+ new &#x3C;b></span>');
    expect(text).toContain('<span class="removed">- old</span>');
    expect(text).toContain('<span class="plain">~ else</span>');
    expect(text).toContain('<span class="marked">@@ here</span>');
  });
});

describe("references", () => {
  test("lead to issues, pull requests and commits that exist", async () => {
    expect(await comment("see #1.")).toContain('see <a href="/octo/orchard/issues/1"');
    expect(await comment("octo/orchard#1")).toContain('<a href="/octo/orchard/issues/1"');
    expect(await comment(`in ${head.slice(0, 8)}`)).toContain(
      `<a href="/octo/orchard/commit/${head}"><code>${head.slice(0, 7)}</code></a>`,
    );
    expect(await comment("thanks @maria!")).toContain('<strong class="mention">@maria</strong>!');
  });

  test.each(["#2", "a#1", "#1a", "`#1`", "@nobody", "me@maria.example", "deadbeef", "&#1;", "octo/other#1"])(
    "leave %s alone",
    async (words) => {
      const text = await comment(words);

      expect(text).not.toContain("/issues/");
      expect(text).not.toContain("/commit/");
      expect(text).not.toContain("mention");
    },
  );

  test("carry a title that cannot leave its attribute", async () => {
    expect(await comment("#1")).toContain('title="A <b>&#x22;title&#x22;</b>"');
  });
});

describe("links", () => {
  test("to github.com stay here where the repository does", async () => {
    expect(await comment("[a](https://github.com/octo/orchard/pull/3)")).toContain(
      '<a href="/octo/orchard/pull/3">a</a>',
    );
    expect(await comment("https://github.com/octo/orchard/issues/1")).toContain(
      '<a href="/octo/orchard/issues/1">#1</a>',
    );
    expect(await comment("[a](https://github.com/somebody/else)")).toContain(
      'href="https://github.com/somebody/else"',
    );
    expect(await comment("[a](https://github.com.example/octo/orchard)")).toContain(
      'href="https://github.com.example/octo/orchard"',
    );
  });

  test("of a file lead to what lies beside it and never out of the repository", async () => {
    expect(await fileText("[a](other.md)")).toContain('href="/octo/orchard/blob/main/docs/other.md"');
    expect(await fileText("[a](../src/a%20b.js#L3)")).toContain(
      'href="/octo/orchard/blob/main/src/a%20b.js"',
    );
    expect(await fileText("[a](../../../../etc/passwd)")).toContain(
      'href="/octo/orchard/blob/main/etc/passwd"',
    );
    expect(await fileText("[a](#there)")).toContain('href="#user-content-there"');
  });

  test("stand for pictures from elsewhere, which are not loaded", async () => {
    const text = await comment("![a tree](https://example.org/tree.png)");

    expect(text).toContain('<a href="https://example.org/tree.png" rel="nofollow noreferrer">🖼 a tree</a>');
    expect(text).not.toContain("<img");
    expect(await fileText("![t](tree.png)")).toContain(
      '<img src="/octo/orchard/raw/main/docs/tree.png" alt="t">',
    );
  });
});

describe("hostile Markdown", () => {
  test.each([
    ["a script", "<script>alert(1)</script>"],
    ["a script in SVG", "<svg><script>alert(1)</script></svg>"],
    ["a handler", "<img src=x onerror=alert(1)>"],
    [
      "a handler on what is allowed",
      '<details open ontoggle="alert(1)"><summary onclick=alert(1)>x</summary></details>',
    ],
    ["a link to a script", "[x](javascript:alert(1))"],
    ["a link with a tab in it", "[x](java\tscript:alert(1))"],
    ["an encoded link to a script", '<a href="jav&#x61;script:alert(1)">x</a>'],
    ["a data address", "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)"],
    ["a picture that is data", '<img src="data:image/svg+xml,<svg onload=alert(1)>">'],
    ["a style", "<style>body{display:none}</style><p style='position:fixed'>x</p>"],
    ["a frame", '<iframe src="javascript:alert(1)"></iframe><iframe srcdoc="<script>alert(1)</script>">'],
    [
      "a form",
      '<form action="https://evil.example"><input name=a><button formaction="javascript:alert(1)">x</form>',
    ],
    ["an object", "<object data=x.swf></object><embed src=x><base href=//evil.example>"],
    ["a refresh", '<meta http-equiv="refresh" content="0;url=https://evil.example">'],
    ["a comment that is none", "<!--><script>alert(1)</script>-->"],
    ["a hidden comment", "a <!-- <script>alert(1)</script> --> b"],
    ["a broken tag", "<<script>alert(1)//<</script>"],
    [
      "mathematics",
      "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
    ["a title that ends", '[x](https://e.example "a\\" onmouseover=\\"alert(1)")'],
    ["a code language", '```"><script>alert(1)</script>\nx\n```'],
    ["an alert with tags", "> [!NOTE]\n> <script>alert(1)</script><img src=x onerror=alert(1)>"],
    ["classes of the page", '<div class="comment badge" id="content"><svg class="icon"></svg></div>'],
    ["a relative address out", '<a href="//evil.example">x</a> <img src="//evil.example/x.png">'],
  ])("loses what could act: %s", async (_what, markdown) => {
    for (const text of [await comment(markdown), await fileText(markdown)]) {
      // A tag ends at the first > outside of quotes; what stands in quotes is only text.
      const tags = text.match(/<[a-z](?:[^>"]|"[^"]*")*>/giu)?.join("\n") ?? "";
      const names = tags.replaceAll(/"[^"]*"/gu, '""');

      expect(names).not.toMatch(
        /<(?:script|style|iframe|object|embed|base|meta|form|button|math|link|template)\b/iu,
      );
      expect(names).not.toMatch(/\son\w+\s*=|\sstyle\s*=|srcdoc|formaction/iu);
      expect(tags).not.toMatch(/(?:href|src)="\s*(?:javascript|data|vbscript):/iu);
      expect(tags).not.toMatch(/class="(?:comment|badge)|id="content"/u);
      expect(tags).not.toMatch(/<img[^>]*src="(?!\/octo\/)/u);
      expect(text).not.toContain("<!--");
    }
  });

  test.each([
    ["quotations in each other", ">".repeat(60_000)],
    ["spaced quotations", "> ".repeat(30_000)],
    ["lists in each other", "- ".repeat(30_000)],
    ["tags in each other", "<div>".repeat(12_000)],
    ["open emphasis", "*a_ ".repeat(15_000)],
    ["open strong text", "**a".repeat(20_000)],
    ["open links", "[a](".repeat(15_000)],
    ["open brackets", "[".repeat(60_000)],
    ["footnotes", "[^a]".repeat(15_000)],
    ["references", `${"#1 @maria ".repeat(6000)}`],
    ["words like commits", "deadbeef ".repeat(7000)],
  ])(
    "does not take long: %s",
    async (_what, markdown) => {
      const startedAt = performance.now();

      expect((await comment(markdown)).length).toBeGreaterThan(0);
      expect(performance.now() - startedAt).toBeLessThan(4000);
    },
    20_000,
  );
});
