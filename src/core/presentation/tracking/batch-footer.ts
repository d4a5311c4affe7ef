import type { BatchState } from "../../batch/batch-state.ts";
import { escapeText } from "../markdown/escape.ts";
import { commitLink, type Links } from "../markdown/links.ts";

/** Which batch this is, whose, and of what; `last` ends the line. */
export function batchFooter(
  { id, command, base }: Pick<BatchState, "id" | "command" | "base">,
  links: Links,
  last: string,
): string {
  const parts = [
    `Batch \`${id}\``,
    `started by ${escapeText(command.by, 60)}`,
    `${escapeText(base.branch, 100)} at ${commitLink(base.sha, links)}`,
    last,
  ];
  return `<sub>${parts.filter((part) => part !== "").join(" · ")}</sub>`;
}
