/**
 * Markdown as GitHub shows it: GFM, alerts, diagrams, references. What people wrote becomes a tree
 * that is sanitised by GitHub's rules; only then this module adds what those rules would remove.
 */
import rehypeRaw from "rehype-raw";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { Html, html } from "../html.ts";
import { renderAlerts } from "./alerts.ts";
import { renderCodeBlocks } from "./code-blocks.ts";
import { breakLines } from "./hard-breaks.ts";
import { nameHeadings, settleLinks, type LinkPlace } from "./links.ts";
import { commitsIn, linkReferences } from "./references.ts";
import type { Root } from "./tree.ts";

/** Of files; comments are never so long. */
const MOST_CHARACTERS = 200_000;
/** Quotations and lists in each other; more says nothing to people and costs the parser seconds. */
const DEEPEST = 60;
/** Marks of emphasis and links in one paragraph: the parser's time grows with their square. */
const MOST_MARKS = 2000;

const SCHEMA = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== "picture" && name !== "source"),
};

export async function renderMarkdown(markdown: string, place: LinkPlace): Promise<Html> {
  if (markdown.length > MOST_CHARACTERS || isTooDeep(markdown) || isTooDense(markdown))
    return asItIs(markdown);
  const commits = await commitsIn(markdown, place.repository);
  try {
    const tree = sanitisedTree(markdown, place.file === undefined);
    settleLinks(tree, place);
    linkReferences(tree, place, commits);
    renderAlerts(tree);
    renderCodeBlocks(tree);
    nameHeadings(tree);
    const text = unified().use(rehypeStringify).stringify(tree);
    return html`<div class="markdown">${new Html(text)}</div>`;
  } catch (error) {
    // Tags nested by the thousand are more than the parser's stack can hold.
    if (error instanceof RangeError) return asItIs(markdown);
    throw error;
  }
}

function sanitisedTree(markdown: string, isComment: boolean): Root {
  const parsed = unified().use(remarkParse).use(remarkGfm).parse(markdown);
  if (isComment) breakLines(parsed);
  const toHtml = unified()
    .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: "" })
    .use(rehypeRaw)
    .use(rehypeSanitize, SCHEMA);
  return toHtml.runSync(parsed);
}

function isTooDeep(markdown: string): boolean {
  return markdown.split("\n").some((line) => {
    const [marks = ""] = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*/u.exec(line) ?? [];
    return marks.replaceAll(/[\s\d]/gu, "").length > DEEPEST || /^[ \t]{300}/u.test(line);
  });
}

function isTooDense(markdown: string): boolean {
  return markdown
    .split(/\n[ \t]*\n/u)
    .some((paragraph) => paragraph.length > MOST_MARKS && countMarks(paragraph) > MOST_MARKS);
}

function countMarks(text: string): number {
  return text.replaceAll(/[^*_~[]/gu, "").length;
}

function asItIs(markdown: string): Html {
  return html`<pre class="plain">${markdown}</pre>`;
}
