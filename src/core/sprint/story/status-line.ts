import type { StoryLine } from "./story-lines.ts";

/** Where a story states its own status; an edit replaces exactly `status` in that line. */
export interface StatusLine {
  /** Index into the lines. */
  readonly index: number;
  readonly status: string;
  /** Offset of the status in its line. */
  readonly column: number;
}

const LABELLED = /^[\s>|*_-]*status[*_\s]*:[*_\s]*/iu;
const IN_TITLE = /^\s*#{1,6}\s+status\s*:\s*/iu;

/** The status behind a label, without the quotes, marks and remarks around it. */
function statusBehind(text: string, from: number): { status: string; column: number } | undefined {
  const rest = text.slice(from);
  const quote = /^["']/u.exec(rest)?.[0] ?? "";
  const body = rest.slice(quote.length);
  const end = body.search(quote === "" ? /\s+[#<(|]|[*|]|\s*$/u : new RegExp(`${quote}|$`, "u"));
  const status = body.slice(0, Math.min(end, 100)).trimEnd();
  return status === "" ? undefined : { status, column: from + quote.length };
}

function readLabelled(line: StoryLine, pattern: RegExp): { status: string; column: number } | undefined {
  const label = pattern.exec(line.text);
  return label ? statusBehind(line.text, label[0].length) : undefined;
}

function statusIn(line: StoryLine): { status: string; column: number } | undefined {
  if (line.heading) return readLabelled(line, IN_TITLE);
  if (line.section !== "preamble" && line.section !== "status") return undefined;
  // In the frontmatter only the field itself counts, not one that is nested.
  if (line.isVerbatim && !line.text.startsWith("status:")) return undefined;
  const labelled = readLabelled(line, LABELLED);
  if (labelled || line.section !== "status" || line.isVerbatim) return labelled;
  return statusBehind(line.text, line.text.length - line.text.replace(/^[\s*_>-]+/u, "").length);
}

/** Finds `Status: x` in the head of the story, in its frontmatter or below a heading of its own. */
export function findStatusLine(lines: readonly StoryLine[]): StatusLine | undefined {
  for (const [index, line] of lines.entries()) {
    const found = statusIn(line);
    if (found) return { index, ...found };
  }
  return undefined;
}
