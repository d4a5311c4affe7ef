import { escapeInlineCode } from "./escape.ts";

/** Where things of a repository are found. `repositoryUrl` is `https://github.com/owner/name`. */
export interface Links {
  readonly repositoryUrl: string;
}

export function pullRequestLink(number: number, links: Links): string {
  return `[#${number}](${links.repositoryUrl}/pull/${number})`;
}

export function runLink(runId: number, links: Links): string {
  return `[run ${runId}](${links.repositoryUrl}/actions/runs/${runId})`;
}

export function commitLink(sha: string, links: Links): string {
  return `[\`${sha.slice(0, 7)}\`](${links.repositoryUrl}/commit/${sha})`;
}

export function fileLink(
  place: { readonly path: string; readonly line?: number | undefined; readonly commit: string },
  links: Links,
): string {
  const line = place.line === undefined ? "" : `:${place.line}`;
  const anchor = place.line === undefined ? "" : `#L${place.line}`;
  const path = place.path.split("/").map(encoded).join("/");
  const label = escapeInlineCode(`${place.path}${line}`);
  return `[${label}](${links.repositoryUrl}/blob/${place.commit}/${path}${anchor})`;
}

/** Parentheses would end the link; half a character cannot be encoded. */
function encoded(segment: string): string {
  const whole = segment.replaceAll(/\p{Surrogate}/gu, "");
  return encodeURIComponent(whole).replaceAll("(", "%28").replaceAll(")", "%29");
}
