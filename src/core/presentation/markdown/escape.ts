/**
 * Text from stories, agents, jobs and people, made harmless before it stands in a comment. GitHub
 * acts on what it renders: mentions notify, references leave backlinks and close issues, HTML
 * comments could pass for our marker. Each of these is broken by an invisible space; entities would
 * not do, since GitHub looks at the decoded text.
 */
const GAP = "\u200B";

/** Controls, halves of characters, and what cannot be seen or turns the reading direction; emoji keep their look. */
const INVISIBLE = /(?!\n|\t|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

const ACTIVE: readonly (readonly [RegExp, string])[] = [
  [/@(?=[\p{L}\p{N}_-])/gu, `@${GAP}`],
  [/#(?=\d)/gu, `#${GAP}`],
  [/\b(gh)-(?=\d)/giu, `$1-${GAP}`],
  [/:\/\//gu, `:${GAP}//`],
  [/\b(www)\./giu, `$1${GAP}.`],
  [/<!--/gu, `<${GAP}!--`],
  // `[skip ci]` in a commit's message would keep the repository's checks from running.
  [/\[(?=(?:skip|no)[ -]|(?:ci|actions) skip)/giu, `[${GAP}`],
];

const DEFAULT_LIMIT = 300;

/** One line of plain text, as for titles and commit messages: nothing in it can act. */
export function plainLine(text: string, limit = DEFAULT_LIMIT): string {
  return defuse(oneLine(text, limit));
}

/** One line of Markdown that shows the text literally. Safe in table cells too. */
export function escapeText(text: string, limit = DEFAULT_LIMIT): string {
  return withoutBlockStart(literal(oneLine(text, limit)));
}

/** One line of Markdown in which only code spans keep their meaning, as in the messages of problems. */
export function escapeProse(text: string, limit = DEFAULT_LIMIT): string {
  const parts = oneLine(text, limit).split("`");
  const unpaired = parts.length % 2 === 0 ? parts.pop() : undefined;
  const shown = parts.map((part, index) => (index % 2 === 0 ? literal(part) : escapeInlineCode(part, limit)));
  if (unpaired !== undefined) shown.push("\\`", literal(unpaired));
  return withoutBlockStart(shown.join(""));
}

/** One line inside an HTML tag such as `<summary>`, where Markdown is not read. */
export function escapeHtml(text: string, limit = DEFAULT_LIMIT): string {
  return defuse(oneLine(text, limit))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A code span that the text cannot leave. Safe in table cells too. */
export function escapeInlineCode(text: string, limit = DEFAULT_LIMIT): string {
  const line = breakComments(oneLine(text, limit)).replaceAll("|", "¦");
  if (line === "") return "";
  const fence = "`".repeat(longestRun(line, "`") + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** A code block that the text cannot leave. */
export function escapeCodeBlock(text: string, limit: number, language = "text"): string {
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029]/gu, "\n").replaceAll(INVISIBLE, "");
  const shown = breakComments(cut(lines, limit)).replace(/\n+$/u, "");
  const fence = "`".repeat(Math.max(3, longestRun(shown, "`") + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** At most `limit` UTF-16 code units, the last of them `…` where something was cut off. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/\p{Surrogate}$/u, "")}…`;
}

/** One line without anything invisible, which could also steer a terminal. */
export function oneLine(text: string, limit: number): string {
  // Cut twice: a hostile text may be megabytes long, and white space shrinks.
  const start = text.slice(0, 8 * limit);
  const line = start.replaceAll(/\s+/gu, " ").replaceAll(INVISIBLE, "");
  const whole = start.length < text.length ? `${line}…` : line;
  return cut(whole.replaceAll(/ {2,}/gu, " ").trim(), limit);
}

function literal(line: string): string {
  return (
    defuse(line)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll(/[\\`*_[\]~$]/gu, "\\$&")
      // A backslash before a bar is read differently inside and outside of tables.
      .replaceAll("|", "&#124;")
  );
}

/** No heading, list, rule or the like where the text stands at the start of a line or list item. */
function withoutBlockStart(line: string): string {
  return line.replace(/^([#+=-])/u, "\\$1").replace(/^(\d{1,9})([.)])(?=\s|$)/u, "$1\\$2");
}

function defuse(line: string): string {
  let defused = line;
  for (const [pattern, replacement] of ACTIVE) defused = defused.replaceAll(pattern, replacement);
  return defused;
}

function breakComments(text: string): string {
  return text.replaceAll("<!--", `<${GAP}!--`);
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
