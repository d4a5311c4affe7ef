/**
 * HTML that is escaped by construction: what a template takes in is text unless it is `Html`
 * already, and only this file and the sanitised Markdown make `Html` from strings.
 */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Piece = Html | string | number | false | null | undefined | readonly Piece[];

const NOTHING = new Html("");

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters have no place in HTML and could hide what follows them. */
const CONTROLS = /[^\P{Cc}\t\n\r]/gu;

export function escapeHtml(text: string): string {
  return text.replaceAll(CONTROLS, "\uFFFD").replaceAll(/[&<>"']/gu, (sign) => ESCAPES[sign] ?? sign);
}

/** The tag of templates: every value is escaped, and addresses lead only to pages or to the web. */
export function html(literals: TemplateStringsArray, ...values: readonly Piece[]): Html {
  let text = literals[0] ?? "";
  for (const [index, value] of values.entries()) {
    const before = literals[index] ?? "";
    // An unquoted value could end its attribute and begin another one.
    if (/<[^>]*\s[\w-]+=$/u.test(before))
      throw new Error(`bug: an attribute without quotes after "${before.slice(-40)}"`);
    text += / (?:href|src|action)="$/u.test(before) ? addressText(value) : pieceText(value);
    text += literals[index + 1] ?? "";
  }
  return new Html(text);
}

function pieceText(piece: Piece): string {
  if (piece instanceof Html) return piece.toString();
  if (piece === undefined || piece === null || piece === false) return "";
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return piece.map(pieceText).join("");
}

/** `javascript:` and its like never lead anywhere, whoever wrote the address. */
function addressText(piece: Piece): string {
  const address = pieceText(piece);
  return /^(?:\/(?![/\\])|#|\?|https?:\/\/)/u.test(address) ? address : "#";
}

/** Nothing at all, where a condition does not hold. */
export function when(condition: boolean, make: () => Html): Html {
  return condition ? make() : NOTHING;
}
