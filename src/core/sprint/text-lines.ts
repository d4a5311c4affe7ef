export interface TextLine {
  /** Without its line ending and without a byte order mark. */
  readonly text: string;
  /** Offset of the line's first character in the whole text. */
  readonly start: number;
}

const BYTE_ORDER_MARK = "\uFEFF";

/** Calls for every line, so that whoever makes something else of lines need not hold both. */
export function visitLines(text: string, visit: (line: string, start: number) => void): void {
  let start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const stop = end > start && text[end - 1] === "\r" ? end - 1 : end;
    visit(text.slice(start, stop), start);
    start = end + 1;
  }
}

export function textLines(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  visitLines(text, (line, start) => lines.push({ text: line, start }));
  return lines;
}

/** The line ending a text uses, for lines that are added to it. */
export function lineEndingOf(text: string): "\r\n" | "\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
