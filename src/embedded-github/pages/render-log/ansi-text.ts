import { html, type Html } from "../html.ts";

const ESCAPE = "\u001B";
const BELL = "\u0007";

interface Look {
  readonly colour: number | undefined;
  readonly isBold: boolean;
}

const PLAIN: Look = { colour: undefined, isBold: false };

/** One line of a log: coloured as in a terminal; everything else a terminal would obey is left out. */
export function ansiText(line: string): Html {
  const pieces: Html[] = [];
  let look = PLAIN;
  for (const { colours, text } of sequences(line)) {
    look = lookAfter(look, colours);
    pieces.push(piece(text, look));
  }
  return html`${pieces}`;
}

/** The line as text alone. */
export function withoutAnsi(line: string): string {
  return sequences(line)
    .map(({ text }) => text)
    .join("");
}

interface Stretch {
  /** Parameters of the colour sequence before the text, if one stands there. */
  readonly colours: readonly number[];
  readonly text: string;
}

function sequences(line: string): readonly Stretch[] {
  const [first = "", ...others] = line.split(ESCAPE);
  return [{ colours: [], text: first }, ...others.map(stretchOf)];
}

/** What follows an escape character. */
function stretchOf(part: string): Stretch {
  if (part.startsWith("]")) {
    const end = part.indexOf(BELL);
    return { colours: [], text: end < 0 ? "" : part.slice(end + 1) };
  }
  const [sequence = "", parameters = "", end] = /^\[([0-?]*)[ -/]*([@-~])/u.exec(part) ?? [];
  if (sequence === "") return { colours: [], text: part.slice(1) };
  return { colours: end === "m" ? numbersOf(parameters) : [], text: part.slice(sequence.length) };
}

function numbersOf(parameters: string): readonly number[] {
  return parameters
    .split(";")
    .slice(0, 16)
    .map((parameter) => Number(parameter || "0"));
}

function piece(text: string, { colour, isBold }: Look): Html {
  if (text === "" || (colour === undefined && !isBold)) return html`${text}`;
  const names = [colour === undefined ? "" : `ansi-${colour}`, isBold ? "ansi-bold" : ""];
  return html`<span class="${names.join(" ").trim()}">${text}</span>`;
}

function lookAfter(before: Look, colours: readonly number[]): Look {
  let look = before;
  for (const code of colours) look = lookWith(look, code);
  return look;
}

function lookWith(look: Look, code: number): Look {
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...look, isBold: true };
    case 22:
      return { ...look, isBold: false };
    case 39:
      return { ...look, colour: undefined };
    default:
      return isColour(code) ? { ...look, colour: code % 10 } : look;
  }
}

function isColour(code: number): boolean {
  return (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
}
