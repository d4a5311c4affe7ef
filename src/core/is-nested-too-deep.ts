/**
 * To be asked before hostile text is given to the YAML parser. Deep nesting brings the parser close
 * to the end of the stack, where the engine can die while it compiles a regular expression; nested
 * explicit keys (`? ? ?`) take it minutes. Honest files are far below these limits. Linear.
 */
const DEEPEST_FLOW = 200;
const WIDEST_INDENT = 400;
const MOST_COLONS_IN_A_ROW = 60;
const MOST_EXPLICIT_KEYS = 20;

const OPENING = new Set(["[", "{"]);
const CLOSING = new Set(["]", "}"]);
/** What stands between two `key: value` pairs that are not nested in each other. */
const SEPARATING = new Set([",", '"', "'", "\n", ...OPENING, ...CLOSING]);
const WHITE_SPACE = new Set([" ", "\t", "\r", "\n", ""]);

export function isNestedTooDeep(text: string): boolean {
  let flow = 0;
  let colons = 0;
  let explicitKeys = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (OPENING.has(character)) flow += 1;
    if (CLOSING.has(character) && flow > 0) flow -= 1;
    if (SEPARATING.has(character)) colons = 0;
    if (character === ":") colons += 1;
    if (character === "?" && WHITE_SPACE.has(text.charAt(index + 1))) explicitKeys += 1;
    if (flow > DEEPEST_FLOW || colons > MOST_COLONS_IN_A_ROW || explicitKeys > MOST_EXPLICIT_KEYS)
      return true;
  }
  return hasWideIndent(text);
}

/** Hyphens count: each `- ` opens another list on the same line. */
function hasWideIndent(text: string): boolean {
  for (const [indent] of text.matchAll(/^[ \t-]+/gmu)) {
    if (indent.length > WIDEST_INDENT) return true;
  }
  return false;
}
