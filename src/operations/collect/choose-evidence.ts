/**
 * Which of the artifacts that look like an attempt's evidence is believed. Every job of a run can
 * upload artifacts under any name, those of other stories too; what a delivered commit names by its
 * digest cannot be forged, since only `deliver` holds a token that can write the commit.
 */
import { evidenceFileName, TRAILERS } from "../../core/batch/names.ts";
import type { AttemptName } from "../../core/batch/names.ts";
import type { ObservedRun } from "../../core/batch/observation.ts";
import { parseTrailers } from "../../core/evidence/trailers.ts";
import type { AppContext } from "../app-context.ts";
import { artifactsOfAttempt } from "../observe/read-feed.ts";
import type { AttemptArtifact } from "../observe/read-feed.ts";
import type { PullRequestHead, StoredArtifact } from "../ports.ts";

type ArtifactReading = Awaited<ReturnType<AppContext["runs"]["readArtifact"]>>;

export interface ChosenEvidence {
  readonly runAttempt: number;
  readonly reading: ArtifactReading;
}

export interface EvidenceSource {
  readonly name: AttemptName;
  readonly run: ObservedRun;
  readonly artifacts: readonly StoredArtifact[];
  /** Digest of the manifest that the attempt's delivered commit names. */
  readonly manifest: string | undefined;
}

/** The manifest's digest in the trailers of a commit, if this very attempt delivered it. */
export function deliveredManifest(
  head: PullRequestHead,
  { name, run }: Pick<EvidenceSource, "name" | "run">,
): string | undefined {
  const trailers = parseTrailers(head.message);
  const isOfAttempt =
    trailers.get(TRAILERS.batch) === name.batch &&
    trailers.get(TRAILERS.story) === name.story &&
    trailers.get(TRAILERS.attempt) === String(name.attempt) &&
    trailers.get(TRAILERS.run) === String(run.id);
  return isOfAttempt ? trailers.get(TRAILERS.manifest) : undefined;
}

/** What the delivered commit names, else the last complete evidence, else whatever was uploaded last. */
export async function chooseEvidence(
  { runs, crypto }: Pick<AppContext, "runs" | "crypto">,
  { name, run, artifacts, manifest }: EvidenceSource,
): Promise<ChosenEvidence | undefined> {
  async function read({ artifact, name: { runAttempt } }: AttemptArtifact): Promise<ChosenEvidence> {
    return { runAttempt, reading: await runs.readArtifact(artifact) };
  }
  const wanted = { kind: "evidence", ...name, runAttempt: run.runAttempt };
  const all = artifactsOfAttempt(artifacts, wanted);
  const complete = all.filter(({ name: { step } }) => step === "final");
  const last = complete.at(-1) ?? all.at(-1);
  if (!last) return undefined;
  if (manifest === undefined) return await read(last);
  for (const candidate of complete.toReversed()) {
    const chosen = await read(candidate);
    if (chosen.reading.kind === "unusable") continue;
    const text = chosen.reading.files.get(evidenceFileName(name.story, "manifest"));
    if (text !== undefined && crypto.digest(text) === manifest) return chosen;
  }
  return await read(last);
}
