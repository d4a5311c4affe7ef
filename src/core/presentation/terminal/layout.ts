/** Tables and lists in columns. Everything given to them is one line and harmless. */
import { fitText, padText, textWidth, wrapText } from "./text-width.ts";
import { paint } from "./screen.ts";
import type { Screen, Style } from "./screen.ts";

export const INDENT = "  ";
const GAP = "  ";
/** A title may take this part of the line; what is left belongs to the reason. */
const TITLE_SHARE = 0.38;
const LEAST_TITLE = 12;

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly reason: string;
}

function widest(texts: readonly string[]): number {
  let width = 0;
  for (const text of texts) width = Math.max(width, textWidth(text));
  return width;
}

function rowLines(row: Row, columns: readonly [number, number], screen: Screen): readonly string[] {
  const [nameWidth, titleWidth] = columns;
  const left = INDENT.length + nameWidth + GAP.length + titleWidth + GAP.length;
  const [first = "", ...others] = wrapText(row.reason, Math.max(20, screen.width - left));
  const name = paint("cyan", padText(row.name, nameWidth), screen);
  const title = padText(fitText(row.title, titleWidth), titleWidth);
  const start = `${INDENT}${name}${GAP}${title}${GAP}${paint("dim", first, screen)}`.trimEnd();
  return [start, ...others.map((line) => `${" ".repeat(left)}${paint("dim", line, screen)}`)];
}

/** Name, title and reason under each other; the reason is broken, the title cut, the name left whole. */
export function rowsOf(rows: readonly Row[], screen: Screen): readonly string[] {
  const nameWidth = widest(rows.map(({ name }) => name));
  const most = Math.max(LEAST_TITLE, Math.floor(screen.width * TITLE_SHARE));
  const titleWidth = Math.min(most, widest(rows.map(({ title }) => title)));
  return rows.flatMap((row) => rowLines(row, [nameWidth, titleWidth], screen));
}

/** A paragraph behind an indentation; later lines stand under the first. */
export function paragraph(
  text: string,
  screen: Screen,
  options: { readonly first?: string; readonly rest?: string; readonly style?: Style } = {},
): readonly string[] {
  const { first = "", style } = options;
  const rest = options.rest ?? " ".repeat(textWidth(first));
  const lines = wrapText(text, Math.max(20, screen.width - textWidth(rest)));
  return lines.map((line, index) => {
    const shown = style ? paint(style, line, screen) : line;
    return `${index === 0 ? first : rest}${shown}`;
  });
}

/** The blocks that say something, each after an empty line, ended by a line break. */
export function page(blocks: readonly (readonly string[])[]): string {
  const said = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return `${said.join("\n\n")}\n`;
}

export function headed(title: string, lines: readonly string[], screen: Screen): readonly string[] {
  return lines.length === 0 ? [] : [paint("bold", title, screen), ...lines];
}
