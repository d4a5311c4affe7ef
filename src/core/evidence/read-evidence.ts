import { evidenceFileName } from "../batch/names.ts";
import type { StoryKey } from "../sprint/story.ts";
import { evidenceSchema, type Evidence, type EvidenceKind } from "./evidence.ts";

/** Characters of one file; a full evidence file of 500 tasks stays far below. */
const SIZE_LIMIT = 4_000_000;

export type Reading<K extends EvidenceKind> =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "read"; readonly evidence: Evidence<K> };

export type EvidenceReadings = { readonly [K in Exclude<EvidenceKind, "proof">]: Reading<K> };

/** Reads the newest file of each kind that an attempt left behind. */
export function readEvidence(files: ReadonlyMap<string, string>, story: StoryKey): EvidenceReadings {
  function read<K extends EvidenceKind>(kind: K): Reading<K> {
    return parseEvidence(files.get(evidenceFileName(story, kind)), kind);
  }
  return {
    progress: read("progress"),
    builder: read("builder"),
    review: read("review"),
    themis: read("themis"),
    reconciler: read("reconciler"),
    reflection: read("reflection"),
    manifest: read("manifest"),
  };
}

export function parseEvidence<K extends EvidenceKind>(text: string | undefined, kind: K): Reading<K> {
  if (text === undefined) return { kind: "absent" };
  if (text.length > SIZE_LIMIT) {
    return { kind: "unreadable", reason: `larger than ${SIZE_LIMIT} characters` };
  }
  const json = parseJson(text);
  if (json === undefined) return { kind: "unreadable", reason: "not valid JSON" };
  const parsed = evidenceSchema(kind).safeParse(json.value);
  if (parsed.success) return { kind: "read", evidence: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.map(String).join(".")}: ` : "";
  return { kind: "unreadable", reason: `${where}${issue?.message ?? "wrong shape"}`.slice(0, 300) };
}

export function bodyOf<K extends EvidenceKind>(reading: Reading<K>): Evidence<K>["body"] | undefined {
  return reading.kind === "read" ? reading.evidence.body : undefined;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
