/** What the terminal can show. The shell finds it out; everything here is a function of it. */
export interface Screen {
  /** Columns. */
  readonly width: number;
  readonly hasColours: boolean;
}

const CODES = {
  bold: ["1", "22"],
  dim: ["2", "22"],
  red: ["31", "39"],
  green: ["32", "39"],
  yellow: ["33", "39"],
  cyan: ["36", "39"],
} as const;
export type Style = keyof typeof CODES;

export function paint(style: Style, text: string, { hasColours }: Screen): string {
  const [on, off] = CODES[style];
  return hasColours && text !== "" ? `\u001B[${on}m${text}\u001B[${off}m` : text;
}
