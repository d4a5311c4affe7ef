import { escapeHtml, Html } from "./html.ts";

/** Drawn on 16 × 16, in the colour of the text around them. */
export const ICON_SHAPES = {
  success: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m3.6 5.3L7.3 11 4.4 8.3l1-1.1 1.8 1.7 3.3-3.7z",
  failure: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m3 9-1 1-2-2-2 2-1-1 2-2-2-2 1-1 2 2 2-2 1 1-2 2z",
  running: "M8 1.5a6.5 6.5 0 0 1 6.5 6.5h-2A4.5 4.5 0 0 0 8 3.5zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  waiting: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2m0 1.5a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6",
  skipped: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2m-2.6 3.2a4 4 0 0 0 5.5 5.5zm1.2-.9 5 5a4 4 0 0 0-5-5",
  cancelled: "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2zM4.5 7.2v1.6h7V7.2z",
  open: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3m0 3.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2",
  closed:
    "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3m2.3 3.1 1 1L7.4 11 4.9 8.5l1-1 1.5 1.4z",
  pull: "M4 1.2a2 2 0 0 1 .8 3.9v5.8a2 2 0 1 1-1.6 0V5.1A2 2 0 0 1 4 1.2m4.6.5v1.7h1.9a2.3 2.3 0 0 1 2.3 2.3v5.2a2 2 0 1 1-1.6 0V5.7a.7.7 0 0 0-.7-.7H8.6v1.7L6 4.2z",
  merged:
    "M4.5 1.2a2 2 0 0 1 1 3.7 4.6 4.6 0 0 0 4.3 2.6 2 2 0 1 1 0 1.6 6 6 0 0 1-4.5-1.8v3.6a2 2 0 1 1-1.6 0V5a2 2 0 0 1 .8-3.8",
  folder: "M1.5 3h4.3l1.6 1.8h7.1V13h-13z",
  file: "M3 1.2h6.6L13 4.6v10.2H3zm1.5 1.5v10.6h7V5.4H8.8V2.7z",
  branch:
    "M4.5 1.2a2 2 0 0 1 .8 3.9v2.3c.5-.3 1-.4 1.7-.4h1.5c1 0 1.7-.6 1.9-1.5a2 2 0 1 1 1.6.1A3.5 3.5 0 0 1 8.5 8.6H7c-1 0-1.7.7-1.7 1.7v.6a2 2 0 1 1-1.6 0V5.1a2 2 0 0 1 .8-3.9",
  commit:
    "M5.1 7.2a3 3 0 0 1 5.8 0H15v1.6h-4.1a3 3 0 0 1-5.8 0H1V7.2zM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3",
  box: "M1.5 2.5h13v3.2h-.8v8H2.3v-8h-.8zm2.3 3.2v6.5h8.4V5.7zM6 7h4v1.5H6z",
  note: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3m-.8 4h1.6v4.2H7.2zm0-2.3h1.6v1.5H7.2z",
  tip: "M8 1a5 5 0 0 1 2.8 9.1v1.7H5.2v-1.7A5 5 0 0 1 8 1m0 1.5a3.5 3.5 0 0 0-1.6 6.6l.4.2v1h2.4v-1l.4-.2A3.5 3.5 0 0 0 8 2.5M5.5 13h5v1.5h-5z",
  important:
    "M1.5 2h13v9.5H8.8L5.5 14.7v-3.2h-4zM3 3.5V10h4v1.2L8.2 10H13V3.5zM7.2 4.3h1.6v2.9H7.2zm0 3.7h1.6v1.3H7.2z",
  warning: "M8 1.3 15.3 14H.7zm0 3L3.3 12.5h9.4zM7.2 6.6h1.6v3H7.2zm0 3.7h1.6v1.4H7.2z",
  caution:
    "M5 1.2h6L14.8 5v6L11 14.8H5L1.2 11V5zm.6 1.5L2.7 5.6v4.8l2.9 2.9h4.8l2.9-2.9V5.6l-2.9-2.9zM7.2 4.5h1.6V9H7.2zm0 5.3h1.6v1.6H7.2z",
} as const satisfies Readonly<Record<string, string>>;

export type IconName = keyof typeof ICON_SHAPES;

/** With a label it tells something; without one it only decorates what is said beside it. */
export function icon(name: IconName, label?: string): Html {
  const meaning = label === undefined ? 'aria-hidden="true"' : `role="img" aria-label="${escapeHtml(label)}"`;
  const shape = `<path fill-rule="evenodd" d="${ICON_SHAPES[name]}"></path>`;
  return new Html(`<svg class="icon icon-${name}" viewBox="0 0 16 16" ${meaning}>${shape}</svg>`);
}
