/** In comments, unlike in files, the end of a line is one. Markdown's tree, before it becomes HTML. */
interface MarkdownNode {
  readonly type: string;
  value?: string;
  children?: MarkdownNode[];
}

export function breakLines(node: MarkdownNode): void {
  if (!node.children) return;
  for (const child of node.children) breakLines(child);
  node.children = node.children.flatMap((child) => (child.type === "text" ? brokenText(child) : [child]));
}

function brokenText(node: MarkdownNode): MarkdownNode[] {
  const lines = (node.value ?? "").split(/\r?\n/u);
  return lines.flatMap((value, index) => {
    const line: MarkdownNode[] = value === "" ? [] : [{ type: "text", value }];
    return index === 0 ? line : [{ type: "break" }, ...line];
  });
}
