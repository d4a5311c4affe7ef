export interface TextLine {
  /** Without its line ending and without a byte order mark. */
  readonly text: string;
  /** Offset of the line's first character in the whole text. */
  readonly start: number;
}

const BYTE_ORDER_MARK = "\uFEFF";

export function textLines(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  let start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const stop = end > start && text[end - 1] === "\r" ? end - 1 : end;
    lines.push({ text: text.slice(start, stop), start });
    start = end + 1;
  }
  return lines;
}

/** The line ending a text uses, for lines that are added to it. */
export function lineEndingOf(text: string): "\r\n" | "\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
