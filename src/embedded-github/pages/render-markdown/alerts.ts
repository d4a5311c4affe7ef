import { ICON_SHAPES } from "../icon.ts";
import { element, replaceElements, text, type Element, type Node, type Root } from "./tree.ts";

const ALERTS = {
  NOTE: { title: "Note", look: "note" },
  TIP: { title: "Tip", look: "tip" },
  IMPORTANT: { title: "Important", look: "important" },
  WARNING: { title: "Warning", look: "warning" },
  CAUTION: { title: "Caution", look: "caution" },
} as const;

function isAlert(name: string): name is keyof typeof ALERTS {
  return Object.hasOwn(ALERTS, name);
}

/** Quotations whose first line is `[!NOTE]` or one of its like become alerts. */
export function renderAlerts(tree: Root): void {
  for (const [index, child] of tree.children.entries()) {
    if (child.type !== "element") continue;
    const alert = alertOf(child);
    if (alert) tree.children[index] = alert;
    // GitHub knows alerts below `<details>` too, but none inside of quotations or lists.
    else if (child.tagName === "details") replaceElements(child, alertOf);
  }
}

function alertOf(quotation: Element): Element | undefined {
  if (quotation.tagName !== "blockquote") return undefined;
  const at = quotation.children.findIndex((child) => child.type === "element");
  const opening = openingOf(quotation.children[at]);
  if (!opening) return undefined;
  const { title, look } = ALERTS[opening.kind];
  return element("div", { className: ["alert", `alert-${look}`] }, [
    element("p", { className: ["alert-title"] }, [picture(look), text(title)]),
    ...(opening.rest.length === 0 ? [] : [element("p", {}, opening.rest)]),
    ...quotation.children.slice(at + 1),
  ]);
}

/** The kind of alert that a paragraph opens, and what it says after that line. */
function openingOf(
  paragraph: Node | undefined,
): { readonly kind: keyof typeof ALERTS; readonly rest: readonly Node[] } | undefined {
  if (paragraph?.type !== "element" || paragraph.tagName !== "p") return undefined;
  const [first, ...others] = paragraph.children;
  if (first?.type !== "text") return undefined;
  const [, name = "", left = ""] = /^\s*\[!([a-z]{3,9})\][ \t]*(?:\n|$)([\s\S]*)$/iu.exec(first.value) ?? [];
  const kind = name.toUpperCase();
  if (!isAlert(kind)) return undefined;
  return { kind, rest: withoutBreak(left === "" ? others : [text(left), ...others]) };
}

/** The end of the line that named the alert. */
function withoutBreak(nodes: readonly Node[]): readonly Node[] {
  const [first, ...rest] = nodes;
  return first?.type === "element" && first.tagName === "br" ? rest : nodes;
}

function picture(look: (typeof ALERTS)[keyof typeof ALERTS]["look"]): Element {
  const shape = element("path", { fillRule: "evenodd", d: ICON_SHAPES[look] }, []);
  return element("svg", { className: ["icon"], viewBox: "0 0 16 16", ariaHidden: "true" }, [shape]);
}
