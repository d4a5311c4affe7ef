/** A list item, with or without a check box. All patterns are linear. */
const ITEM = /^(\s*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[([ xX✓✔~-]?)\](?:[ \t]+|$))?(.*)$/u;

export interface ListItem {
  /** Columns of indentation, a tab counting four. */
  readonly indent: number;
  /** Undefined when the item has no box. */
  readonly checked: boolean | undefined;
  readonly text: string;
}

function columns(space: string): number {
  let count = 0;
  for (const character of space) count += character === "\t" ? 4 : 1;
  return count;
}

/** The marks an item begins with; most lines of a story are none, and this says so quickly. */
const FIRST = /[^\s]/u;
const MARKS = "-*+0123456789";

export function listItemOf(line: string): ListItem | undefined {
  const [first] = FIRST.exec(line) ?? [""];
  if (first === "" || !MARKS.includes(first)) return undefined;
  const match = ITEM.exec(line);
  if (!match) return undefined;
  const [, space = "", box, text = ""] = match;
  const checked = box === undefined ? undefined : /[xX✓✔]/u.test(box);
  return { indent: columns(space), checked, text: text.trim() };
}

/** The same line with its box ticked or cleared; an item without a box gets one when ticked. */
export function withBox(line: string, checked: boolean): string {
  const boxed = /^(\s*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)[ xX✓✔~-]?(\].*)$/u.exec(line);
  if (boxed) return `${boxed[1] ?? ""}${checked ? "x" : " "}${boxed[2] ?? ""}`;
  const plain = /^(\s*(?:[-*+]|\d{1,9}[.)])[ \t]+)(\S.*)$/u.exec(line);
  return plain && checked ? `${plain[1] ?? ""}[x] ${plain[2] ?? ""}` : line;
}
