/**
 * Finds the first line of a comment that is addressed to us. People quote us, show us in code
 * blocks and hide us in HTML comments; none of that may start a batch.
 */
const OURS = /^\/batch-stories(?=\s|$)/iu;
const FENCE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)$/u;
const COMMENT_START = "<!--";
const COMMENT_END = "-->";

type Place =
  | { readonly kind: "text" }
  | { readonly kind: "fence"; readonly mark: string }
  | { readonly kind: "comment" };

export function findCommandLine(body: string): string | undefined {
  const lines = body.replace(/^\uFEFF/u, "").split(/\r\n|\r|\n/u);
  const lastCommentEnd = lines.findLastIndex((line) => line.includes(COMMENT_END));
  let place: Place = { kind: "text" };
  for (const [index, line] of lines.entries()) {
    if (place.kind === "text" && OURS.test(line)) return line.trim();
    // A comment that begins inside a line and never ends is plain text on GitHub.
    place = placeAfter(place, line, index < lastCommentEnd);
  }
  return undefined;
}

function placeAfter(place: Place, line: string, commentCanEnd: boolean): Place {
  switch (place.kind) {
    case "fence":
      return closesFence(line, place.mark) ? { kind: "text" } : place;
    case "comment":
      return line.includes(COMMENT_END) ? placeAfterText(afterLast(line), commentCanEnd) : place;
    case "text":
      return placeAfterText(line, commentCanEnd);
  }
}

function placeAfterText(line: string, commentCanEnd: boolean): Place {
  const [, mark, info] = FENCE.exec(line) ?? [];
  if (mark !== undefined && !(mark.startsWith("`") && info?.includes("`"))) return { kind: "fence", mark };
  const start = line.lastIndexOf(COMMENT_START);
  if (start < 0 || line.includes(COMMENT_END, start)) return { kind: "text" };
  const opensBlock = line.trimStart().startsWith(COMMENT_START);
  return commentCanEnd || opensBlock ? { kind: "comment" } : { kind: "text" };
}

function afterLast(line: string): string {
  return line.slice(line.lastIndexOf(COMMENT_END) + COMMENT_END.length);
}

function closesFence(line: string, mark: string): boolean {
  const text = line.trim();
  return text.length >= mark.length && text === mark.charAt(0).repeat(text.length);
}
