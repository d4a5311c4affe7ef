const FENCE = /^[\s>]*(`{3,}|~{3,})(.*)$/u;

type Verbatim =
  | { readonly kind: "none" }
  | { readonly kind: "comment" }
  | { readonly kind: "fence"; readonly mark: string };

function closesFence(text: string, mark: string): boolean {
  const [, found = "", rest = ""] = FENCE.exec(text) ?? [];
  return found.startsWith(mark) && rest.trim() === "";
}

/** What a line opens that is still open at its end. */
function openedBy(text: string): Verbatim {
  const mayFence = /^[\s>]*[`~]/u.test(text);
  const [, mark, info = ""] = (mayFence ? FENCE.exec(text) : undefined) ?? [];
  // A line such as ```` ```code``` ```` is a code span, not a fence.
  if (mark !== undefined && !(mark.startsWith("`") && info.includes("`"))) return { kind: "fence", mark };
  const comment = text.includes("<!--") ? text.lastIndexOf("<!--") : -1;
  if (comment !== -1 && !text.includes("-->", comment)) return { kind: "comment" };
  return { kind: "none" };
}

/** Follows code fences and HTML comments from line to line; answers whether a line lies in one. */
export function createVerbatimTracker(): (text: string) => boolean {
  let state: Verbatim = { kind: "none" };
  return (text) => {
    const before = state;
    if (before.kind === "none") {
      state = openedBy(text);
      return state.kind === "fence" || (state.kind === "comment" && text.trimStart().startsWith("<!--"));
    }
    const isClosed = before.kind === "fence" ? closesFence(text, before.mark) : text.includes("-->");
    if (isClosed) state = { kind: "none" };
    return true;
  };
}
