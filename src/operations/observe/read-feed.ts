/** The live feed: narrative logs that attempts upload after each phase. */
import type { AttemptName } from "../../core/batch/names.ts";
import { evidenceFileName, parseArtifactName } from "../../core/batch/names.ts";
import type { ParsedArtifactName } from "../../core/batch/names.ts";
import { parseNarrative } from "../../core/evidence/narrative.ts";
import type { NarrativeLine } from "../../core/evidence/narrative-line.ts";
import type { AppContext } from "../app-context.ts";
import { batchMemory } from "../memory.ts";
import type { BatchMemory } from "../memory.ts";
import type { StoredArtifact } from "../ports.ts";

const FEED_LIMIT = 200;

export interface AttemptArtifact {
  readonly artifact: StoredArtifact;
  readonly name: ParsedArtifactName;
}

/**
 * Artifacts of one attempt of one kind, the one to believe last: newest run attempt, then newest
 * upload. Any job can upload under any name: what claims to come from a run attempt that there has
 * not been is somebody's invention.
 */
export function artifactsOfAttempt(
  artifacts: readonly StoredArtifact[],
  wanted: {
    readonly kind: string;
    readonly story: string;
    readonly attempt: number;
    readonly runAttempt: number;
  },
): readonly AttemptArtifact[] {
  const found: AttemptArtifact[] = [];
  for (const artifact of artifacts) {
    const name = parseArtifactName(artifact.name);
    const isWanted =
      name?.kind === wanted.kind && name.story === wanted.story && name.attempt === wanted.attempt;
    if (name && isWanted && name.runAttempt <= wanted.runAttempt) found.push({ artifact, name });
  }
  return found.toSorted(
    (one, other) => one.name.runAttempt - other.name.runAttempt || one.artifact.id - other.artifact.id,
  );
}

/** Adds the lines that are new to the feed; logs only grow. */
export function extendFeed(memory: BatchMemory, name: AttemptName, lines: readonly NarrativeLine[]): void {
  const key = `${name.story} ${name.attempt}`;
  const before = memory.progress.get(key);
  const fresh = lines.slice(before?.lines ?? 0).map((line) => ({ story: name.story, line }));
  memory.feed = [...memory.feed, ...fresh].slice(-FEED_LIMIT);
  memory.progress.set(key, {
    phase: before?.phase ?? "",
    lines: Math.max(lines.length, before?.lines ?? 0),
  });
}

/** Reads the newest log of an attempt if its phase has changed since the last look. */
export async function readFeed(
  { runs, memory }: Pick<AppContext, "runs" | "memory">,
  attempt: {
    readonly name: AttemptName;
    readonly runAttempt: number;
    readonly phase: string;
    readonly artifacts: () => Promise<readonly StoredArtifact[]>;
  },
): Promise<readonly NarrativeLine[]> {
  const { name, phase, runAttempt } = attempt;
  const batch = batchMemory(memory, name.batch);
  const key = `${name.story} ${name.attempt}`;
  const before = batch.progress.get(key);
  if (phase === "STARTING" || before?.phase === phase) return [];
  batch.progress.set(key, { phase, lines: before?.lines ?? 0 });
  const wanted = { kind: "evidence", ...name, runAttempt };
  const newest = artifactsOfAttempt(await attempt.artifacts(), wanted).at(-1);
  if (!newest) return [];
  const reading = await runs.readArtifact(newest.artifact);
  // The feed shows what there is; whoever judges the attempt says what is wrong with an artifact.
  const text = reading.kind === "files" ? reading.files.get(evidenceFileName(name.story, "narrative")) : "";
  const lines = parseNarrative(text ?? "");
  extendFeed(batch, name, lines);
  return lines;
}
