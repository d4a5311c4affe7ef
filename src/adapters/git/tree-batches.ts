import type { DeliveryEntry } from "../../operations/ports.ts";

/** One entry as it goes into a request: text inline, anything else as bytes for a blob of its own. */
export type BatchedEntry =
  | { readonly kind: "text"; readonly path: string; readonly mode: string; readonly content: string }
  | { readonly kind: "bytes"; readonly path: string; readonly mode: string; readonly bytes: Uint8Array }
  | { readonly kind: "removed"; readonly path: string };

const ENTRIES_PER_REQUEST = 200;
/** GitHub takes far more; a request that fails is repeated as a whole. */
const CHARACTERS_PER_REQUEST = 2_000_000;

/** Entries in as few requests as possible, in their order. */
export function treeBatches(entries: readonly DeliveryEntry[]): readonly (readonly BatchedEntry[])[] {
  const batches: BatchedEntry[][] = [];
  let batch: BatchedEntry[] = [];
  let characters = 0;
  for (const entry of entries.map(batched)) {
    const length = entry.kind === "text" ? entry.content.length : 0;
    const isFull = batch.length === ENTRIES_PER_REQUEST || characters + length > CHARACTERS_PER_REQUEST;
    if (isFull && batch.length > 0) {
      batches.push(batch);
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += length;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

function batched({ path, mode, content }: DeliveryEntry): BatchedEntry {
  if (content === null) return { kind: "removed", path };
  const text = exactText(content);
  return text === undefined
    ? { kind: "bytes", path, mode, bytes: content }
    : { kind: "text", path, mode, content: text };
}

/** The text whose UTF-8 is exactly these bytes; undefined for anything else. */
function exactText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0) || bytes.length > CHARACTERS_PER_REQUEST) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}
