/** A quoted value, alone or after `--name=`, or anything without white space. Curly quotes come from phones. */
const WORD = /([^\s"'“”‘’=]*=)?(?:"([^"]*)"|'([^']*)'|[“”]([^“”]*)[“”]|[‘’]([^‘’]*)[‘’])|\S+/gu;
const OPEN_QUOTE = /^(?:[^\s"'“”‘’=]*=)?(["'“”‘’])/u;

export type Words =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "open-quote"; readonly quote: string };

/** Splits a command line at white space; quotes keep a value together. */
export function splitWords(line: string): Words {
  const words: string[] = [];
  for (const match of line.matchAll(WORD)) {
    const [whole, prefix = "", ...values] = match;
    const quoted = values.find((value) => value !== undefined);
    const [, quote] = quoted === undefined ? (OPEN_QUOTE.exec(whole) ?? []) : [];
    if (quote !== undefined) return { kind: "open-quote", quote };
    words.push(quoted === undefined ? whole : prefix + quoted);
  }
  return { kind: "words", words };
}
