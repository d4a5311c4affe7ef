/**
 * The hidden last line of a tracking comment. It says which batch the comment belongs to, signed by
 * whoever holds the key, so that a comment can be found again and nobody else's is taken for ours.
 */
export interface MarkerPayload {
  readonly batch: string;
  readonly signature: string;
}

const START = "<!-- batch-stories:tracking batch=";
const MARKER =
  /^<!-- batch-stories:tracking batch=([a-z][a-z0-9-]{0,59}) signature=([\w:+/=.-]{0,200}) -->$/u;

export function renderMarker(payload: MarkerPayload): string {
  return `${markerPrefix(payload.batch)}signature=${payload.signature} -->`;
}

/** What to search for: no other batch's marker contains it. */
export function markerPrefix(batch: string): string {
  return `${START}${batch} `;
}

/** Only the last line counts: whatever else a comment holds may come from anywhere. */
export function parseMarker(body: string): MarkerPayload | undefined {
  const last = body
    .trimEnd()
    .slice(-400)
    .split(/\r\n|\r|\n/u)
    .at(-1);
  const [, batch, signature] = MARKER.exec(last ?? "") ?? [];
  return batch === undefined || signature === undefined ? undefined : { batch, signature };
}

/** Whether a comment carries this very marker; a forged signature does not. */
export function carriesMarker(body: string, expected: MarkerPayload): boolean {
  const found = parseMarker(body);
  return found?.batch === expected.batch && found.signature === expected.signature;
}
