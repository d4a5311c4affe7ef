/** Tables and lists in columns. Everything given to them is one line and harmless. */
import { padText, textWidth, wrapText } from "./text-width.ts";
import { paint } from "./screen.ts";
import type { Screen, Style } from "./screen.ts";

export const INDENT = "  ";
const GAP = "  ";
/** A title may take this part of what the name leaves; the rest belongs to the reason. */
const TITLE_SHARE = 0.45;
const LEAST_TITLE = 12;
const LEAST_REASON = 20;

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

interface Columns {
  readonly name: number;
  readonly title: number;
}

function rowLines(row: Row, columns: Columns, screen: Screen): readonly string[] {
  const left = INDENT.length + columns.name + GAP.length + columns.title + GAP.length;
  const titles = wrapText(row.title, columns.title);
  const reasons = wrapText(row.reason, Math.max(LEAST_REASON, screen.width - left));
  return Array.from({ length: Math.max(1, titles.length, reasons.length) }, (_unused, index) => {
    const name = paint("cyan", padText(index === 0 ? row.name : "", columns.name), screen);
    const title = columns.title === 0 ? "" : padText(titles[index] ?? "", columns.title) + GAP;
    const reason = paint("dim", reasons[index] ?? "", screen);
    return `${INDENT}${name}${GAP}${title}${reason}`.trimEnd();
  });
}

/** The reason under the title, where it has the whole line. */
function stackedLines(row: Row, name: number, screen: Screen): readonly string[] {
  const left = INDENT.length + name + GAP.length;
  const room = Math.max(LEAST_REASON, screen.width - left);
  const [title = "", ...titles] = wrapText(row.title, room);
  const reasons = wrapText(row.reason, room).map((line) => paint("dim", line, screen));
  const [first = "", ...others] = title === "" ? reasons : [title, ...titles, ...reasons];
  const start = `${INDENT}${paint("cyan", padText(row.name, name), screen)}${GAP}${first}`.trimEnd();
  return [start, ...others.map((line) => " ".repeat(left) + line)];
}

/**
 * Name, title and reason beside each other; title and reason are broken, the name is left whole.
 * Where a path in a reason is longer than its column, reasons stand under the titles.
 */
export function rowsOf(rows: readonly Row[], screen: Screen): readonly string[] {
  const name = widest(rows.map((row) => row.name));
  const hasReasons = rows.some(({ reason }) => reason !== "");
  const room = screen.width - INDENT.length - name - GAP.length;
  const share = hasReasons ? Math.floor(room * TITLE_SHARE) : room;
  const title = Math.min(Math.max(LEAST_TITLE, share), widest(rows.map((row) => row.title)));
  const longest = widest(rows.flatMap(({ reason }) => reason.split(" ")));
  if (longest > Math.max(LEAST_REASON, room - title - GAP.length)) {
    return rows.flatMap((row) => stackedLines(row, name, screen));
  }
  return rows.flatMap((row) => rowLines(row, { name, title }, screen));
}

/** A paragraph behind an indentation; later lines stand under the first. */
export function paragraph(
  text: string,
  screen: Screen,
  options: { readonly first?: string; readonly rest?: string; readonly style?: Style } = {},
): readonly string[] {
  const { first = "", style } = options;
  const rest = options.rest ?? " ".repeat(textWidth(first));
  // The first line has less room where more stands before it: as if its first word were so much longer.
  const filler = "x".repeat(Math.max(0, textWidth(first) - textWidth(rest)));
  const lines = wrapText(`${filler}${text}`, Math.max(LEAST_REASON, screen.width - textWidth(rest)));
  return lines.map((whole, index) => {
    const line = index === 0 ? whole.slice(filler.length) : whole;
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
