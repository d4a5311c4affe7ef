export interface Citation {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

const TEXT_LIMIT = 2000;
const CITATION_LIMIT = 50;
const QUOTES = new Set(["`", '"', "'", "*", "<", ">", " ", "\t", "\r"]);
const LINES = /^L?(\d{1,7})(?:\s?[-–]\s?L?(\d{1,7}))?$/u;

/**
 * Every `path:line` or `path:first-last` that a piece of evidence names before its description:
 * `src/a.ts:12, src/b.ts:4-9 — what is there`. Whether the lines exist is for the caller to see.
 */
export function parseCitations(text: string): readonly Citation[] {
  const found: Citation[] = [];
  let path: string | undefined;
  for (const part of withoutDescription(text.slice(0, TEXT_LIMIT)).split(/[,;\n]\s*/u)) {
    const segment = stripped(part);
    const citation = citationOf(segment) ?? leadingCitation(segment) ?? moreLines(path, segment);
    if (!citation) continue;
    path = citation.path;
    found.push(citation);
    if (found.length === CITATION_LIMIT) break;
  }
  return found;
}

/** The first citation of a piece of evidence. */
export function parseCitation(text: string): Citation | undefined {
  return parseCitations(text)[0];
}

export function formatCitation(citation: Citation): string {
  const { path, firstLine, lastLine } = citation;
  return firstLine === lastLine ? `${path}:${firstLine}` : `${path}:${firstLine}-${lastLine}`;
}

function withoutDescription(text: string): string {
  const ends = [" — ", " – ", " - "].map((dash) => text.indexOf(dash)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** Without quotes and list marks around it; brackets may belong to the path (`(auth)/[id].tsx`). */
function stripped(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && QUOTES.has(text.charAt(start))) start += 1;
  while (end > start && (QUOTES.has(text.charAt(end - 1)) || ").]".includes(text.charAt(end - 1)))) end -= 1;
  const inner = text.slice(start, end);
  return inner.startsWith("(") && !inner.includes(")") ? inner.slice(1) : inner;
}

/** The whole segment is one citation; the path may hold spaces and brackets. */
function citationOf(segment: string): Citation | undefined {
  const colon = segment.lastIndexOf(":");
  const lines = LINES.exec(segment.slice(colon + 1).trim());
  if (colon < 1 || !lines) return undefined;
  const path = segment.slice(0, colon);
  // `path:line:column`, as compilers print it.
  const column = /:(\d{1,7})$/u.exec(path);
  if (column && lines[2] === undefined) {
    return build(path.slice(0, column.index), column[1], column[1]);
  }
  return build(path, lines[1], lines[2]);
}

/** `src/a.ts:12 does this`: a description without a dash. */
function leadingCitation(segment: string): Citation | undefined {
  const [word = ""] = segment.split(/\s/u, 1);
  return word === segment ? undefined : citationOf(stripped(word));
}

/** `src/a.ts:12, 20-31`: further lines of the file named before. */
function moreLines(path: string | undefined, segment: string): Citation | undefined {
  const lines = LINES.exec(segment);
  return path !== undefined && lines ? build(path, lines[1], lines[2]) : undefined;
}

function build(rawPath: string, first: string | undefined, last: string | undefined): Citation | undefined {
  const path = rawPath.replace(/[`"'*\s]{1,9}$/u, "").replace(/^(?:\.\/)+/u, "");
  const firstLine = Number(first);
  const lastLine = Number(last ?? first);
  if (!isRepositoryPath(path) || firstLine < 1 || lastLine < firstLine) return undefined;
  return { path, firstLine, lastLine };
}

function isRepositoryPath(path: string): boolean {
  if (path === "" || path.length > 500 || path.startsWith("/")) return false;
  if (path.includes("\\") || path.includes("://")) return false;
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}
