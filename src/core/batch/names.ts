/**
 * Names that several programs must agree on: branches, paths on the state branch, artifacts,
 * commit trailers, the inputs of the workflow. Change one only with a new schema version.
 */
import type { StoryKey } from "../sprint/story.ts";
import type { BatchId } from "./batch-id.ts";

export const STATE_BRANCH = "batch-stories/state";
/** Where a repository has its copy of `templates/caller.yml`; the app dispatches it. */
export const CALLER_WORKFLOW_PATH = ".github/workflows/batch-stories.yml";
export const CALLER_WORKFLOW_FILE = "batch-stories.yml";
export const CONFIG_PATH = ".github/batch-stories.yml";
export const CLAIMS_PATH = "claims.json";

/** GitHub's limit on the entries of a workflow's matrix. */
export const MATRIX_LIMIT = 256;
/**
 * Stories that a run which a person started takes at most. Each leaves about ten artifacts, and the
 * run's last job reads them all within its hour.
 */
export const HAND_LIMIT = 80;

export interface AttemptName {
  readonly batch: BatchId;
  readonly story: StoryKey;
  /** From 1. */
  readonly attempt: number;
}

export function storyBranch(story: StoryKey): string {
  return `batch-stories/story/${story}`;
}

export function batchStatePath(batch: BatchId): string {
  return `batches/${batch}.json`;
}

export function briefPath(name: AttemptName): string {
  return `briefs/${name.batch}/${name.story}-${name.attempt}.json`;
}

export const ARTIFACT_KINDS = ["evidence", "bundle", "proof"] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/**
 * Artifact names carry the run attempt, since a re-run may not reuse a name. `step` tells the
 * evidence uploaded after one phase from that of another; each holds everything so far.
 */
export function artifactName(
  kind: ArtifactKind,
  name: { readonly story: StoryKey; readonly attempt: number; readonly runAttempt: number },
  step: string,
): string {
  return `${kind}--${name.story}--a${name.attempt}--r${name.runAttempt}--${step}`;
}

export interface ParsedArtifactName {
  readonly kind: ArtifactKind;
  readonly story: string;
  readonly attempt: number;
  readonly runAttempt: number;
  readonly step: string;
}

export function parseArtifactName(text: string): ParsedArtifactName | undefined {
  const match =
    /^(evidence|bundle|proof)--([A-Za-z0-9._-]{1,100}?)--a([1-9]\d{0,2})--r([1-9]\d{0,2})--([a-z]{1,20})$/u.exec(
      text,
    );
  if (!match) return undefined;
  const [, kind, story, attempt, runAttempt, step] = match;
  const known = ARTIFACT_KINDS.find((candidate) => candidate === kind);
  if (!known || !story || !step) return undefined;
  return { kind: known, story, attempt: Number(attempt), runAttempt: Number(runAttempt), step };
}

/** Commit trailers that bind a delivered commit to its attempt. Only `deliver` holds a token that can write them. */
export const TRAILERS = {
  batch: "Batch-Stories-Batch",
  story: "Batch-Stories-Story",
  attempt: "Batch-Stories-Attempt",
  run: "Batch-Stories-Run",
  manifest: "Batch-Stories-Manifest",
  proof: "Batch-Stories-Proof",
} as const;

/** Evidence files of one attempt inside an evidence artifact: `<key>-<kind>.json` and `<key>-narrative.log`. */
export function evidenceFileName(story: StoryKey, kind: string): string {
  return kind === "narrative" ? `${story}-narrative.log` : `${story}-${kind}.json`;
}
