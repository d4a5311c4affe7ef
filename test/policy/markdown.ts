/** Reads the project's documents as far as their tests need: tables, links, anchors, text outside code. */
import { filesBelow, readFromRoot, ROOT } from "../support/source-files.ts";
import { readdirSync } from "node:fs";

/** Every Markdown file that people read as documentation; not the sample sprint's own files. */
export function documents(): readonly string[] {
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  return [...atRoot, ...filesBelow("docs", ".md")].toSorted();
}

/** Rows of the first table after a mark such as `<!-- codes: X -->`, cells trimmed, without the head. */
export function tableAfter(path: string, mark: string): readonly (readonly string[])[] {
  const text = readFromRoot(path);
  const start = text.indexOf(mark);
  if (start === -1) throw new Error(`${path} has no mark ${mark}`);
  const lines = text.slice(start + mark.length).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  const table = lines.slice(first, length === -1 ? undefined : first + length);
  return table.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/u)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

/** What a cell holds between backticks, in order. */
export function codesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map((match) => match[1] ?? "");
}

/** The text with code blocks blanked out, so that line numbers stay. */
export function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^ {0,6}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,6}\1 *$/gmu, (block) =>
    block.replaceAll(/[^\n]/gu, ""),
  );
}

export interface Link {
  readonly from: string;
  readonly target: string;
}

/** Links and pictures, in Markdown and in HTML, outside code. */
export function linksOf(path: string, text: string = readFromRoot(path)): readonly Link[] {
  const prose = withoutCodeBlocks(text).replaceAll(/`[^`\n]*`/gu, "``");
  const inMarkdown = [...prose.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/gu)];
  const inHtml = [...prose.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]+)"/gu)];
  return [...inMarkdown, ...inHtml].map((match) => ({ from: path, target: match[1] ?? "" }));
}

/** Anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, title = ""] of withoutCodeBlocks(text).matchAll(/^#{1,6} +(.+?) *#*$/gmu)) {
    const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, "$1").toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const seen = counts.get(slug) ?? 0;
    counts.set(slug, seen + 1);
    anchors.add(seen === 0 ? slug : `${slug}-${seen}`);
  }
  return anchors;
}
