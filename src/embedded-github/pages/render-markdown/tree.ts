/** The tree of sanitised HTML between parsing and printing, and ways to walk it. */
import type rehypeSanitize from "rehype-sanitize";

export type Root = Parameters<ReturnType<typeof rehypeSanitize>>[0];
type Child = Root["children"][number];
export type Element = Extract<Child, { type: "element" }>;
export type Node = Element["children"][number];
export type Text = Extract<Node, { type: "text" }>;

export function element(
  tagName: string,
  properties: Element["properties"],
  children: readonly Node[],
): Element {
  return { type: "element", tagName, properties, children: [...children] };
}

export function text(value: string): Text {
  return { type: "text", value };
}

/** All text below a node, in order. */
export function textOf(node: Node): string {
  if (node.type === "text") return node.value;
  return node.type === "element" ? node.children.map(textOf).join("") : "";
}

/** Replaces elements, inner ones first; `undefined` keeps what is there. */
export function replaceElements(
  parent: Root | Element,
  replace: (element: Element) => Element | undefined,
): void {
  for (const [index, child] of parent.children.entries()) {
    if (child.type !== "element") continue;
    replaceElements(child, replace);
    const replacement = replace(child);
    if (replacement) parent.children[index] = replacement;
  }
}

/** Replaces texts outside the named elements by other nodes. */
export function replaceTexts(
  parent: Root | Element,
  outside: ReadonlySet<string>,
  replace: (text: string) => readonly Node[],
): void {
  const { children } = parent;
  for (let index = children.length - 1; index >= 0; index -= 1) {
    const child = children[index];
    if (child?.type === "text") children.splice(index, 1, ...replace(child.value));
    else if (child?.type === "element" && !outside.has(child.tagName)) replaceTexts(child, outside, replace);
  }
}
