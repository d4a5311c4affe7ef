import { element, replaceElements, text, textOf, type Element, type Node, type Root } from "./tree.ts";

/** Longer drawings would keep the browser busy; Mermaid itself refuses text beyond 50,000 characters. */
const MOST_DIAGRAM_CHARACTERS = 50_000;

/** Diagrams wait for the browser to draw them; changes are coloured line by line. */
export function renderCodeBlocks(tree: Root): void {
  replaceElements(tree, (block) => {
    if (block.tagName !== "pre") return undefined;
    const [code] = block.children;
    if (code?.type !== "element" || code.tagName !== "code") return undefined;
    const language = languageOf(code);
    if (language === "mermaid") return diagram(textOf(code));
    return language === "diff" ? coloured(textOf(code)) : undefined;
  });
}

function languageOf(code: Element): string | undefined {
  const { className } = code.properties;
  const names = Array.isArray(className) ? className.map(String) : [];
  return names.find((name) => name.startsWith("language-"))?.slice("language-".length);
}

/**
 * Mermaid gives labels to the browser's parser before it cleans them, even at its strict level, so
 * only line breaks may stand in them as tags; a diagram with others stays text.
 */
const TAG = /<(?!br\s{0,3}\/?>)[a-z!/?]/iu;

/** The source stays readable where nothing draws it. */
function diagram(source: string): Element | undefined {
  if (source.length > MOST_DIAGRAM_CHARACTERS || TAG.test(source)) return undefined;
  return element("div", { className: ["diagram"] }, [
    element("pre", { className: ["diagram-source"] }, [text(source.trimEnd())]),
  ]);
}

function coloured(source: string): Element {
  const lines = diffLines(source).flatMap((line) => [line, text("\n")]);
  return element("pre", { className: ["diff-block"] }, [element("code", {}, lines)]);
}

function diffLines(source: string): readonly Node[] {
  const lines = source.replace(/\n$/u, "").split("\n");
  return lines.map((line) => element("span", { className: [lookOf(line)] }, [text(line)]));
}

function lookOf(line: string): string {
  if (line.startsWith("+")) return "added";
  if (line.startsWith("-")) return "removed";
  if (line.startsWith("!")) return "changed";
  return /^(?:@@|#)/u.test(line) ? "marked" : "plain";
}
