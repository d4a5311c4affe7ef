/**
 * What one step of a job leaves for the next: the brief, how far the attempt is, and what only the
 * pipeline knows. Lies outside the work tree; checked whenever it is read.
 */
import { parseJson } from "../parse-json.ts";
import { z } from "zod";
import { Brief } from "../batch/brief.ts";
import { ProgressBody, type Binding, type EvidenceBody } from "../evidence/evidence.ts";

const Sha = z.string().regex(/^[0-9a-f]{40}$/u);

export const Journal = z.object({
  schemaVersion: z.literal(1),
  brief: Brief,
  runId: z.number().int(),
  runAttempt: z.number().int().min(1),
  progress: ProgressBody,
  /** Where the story's change is measured from: the start's last commit that is in the base too. */
  forkSha: Sha.nullable(),
  perspectives: z.array(z.string().max(100)).max(20),
  /** Refine rounds that are behind us. */
  roundsDone: z.number().int().min(0),
  /** The tree that the last review saw. */
  reviewedTree: Sha.nullable(),
  commit: Sha.nullable(),
  /** Whether the last word of this job, good or bad, was uploaded. */
  isFinal: z.boolean(),
});
export type Journal = z.infer<typeof Journal>;

export function newJournal(
  brief: Brief,
  run: { readonly runId: number; readonly runAttempt: number },
  now: string,
): Journal {
  return {
    schemaVersion: 1,
    brief,
    ...run,
    progress: newProgress(brief.story, now),
    forkSha: null,
    perspectives: [],
    roundsDone: 0,
    reviewedTree: null,
    commit: null,
    isFinal: false,
  };
}

export type JournalReading =
  | { readonly kind: "read"; readonly journal: Journal }
  | { readonly kind: "unusable"; readonly reason: string };

export function parseJournal(text: string): JournalReading {
  const parsed = Journal.safeParse(parseJson(text));
  if (parsed.success) return { kind: "read", journal: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: "unusable", reason: `${issue?.path.map(String).join(".")}: ${issue?.message}` };
}

/** What binds an evidence file of this attempt. */
export function bindingOf(journal: Journal): Binding {
  const { brief, runId, runAttempt } = journal;
  return {
    batch: brief.batch,
    story: brief.story,
    attempt: brief.attempt,
    runId,
    runAttempt,
    baseSha: brief.base.sha,
  };
}

function newProgress(story: Brief["story"], now: string): EvidenceBody<"progress"> {
  const pending = { status: "pending" as const };
  return {
    story_key: story,
    started_at: now,
    current_phase: "PREPARE",
    status: "IN_PROGRESS",
    phases: {
      PREPARE: pending,
      BUILD: pending,
      VERIFY: pending,
      ASSESS: pending,
      REFINE: pending,
      COMMIT: pending,
      REFLECT: pending,
    },
    checkpoints: {
      builder_artifact: false,
      reviewer_artifact: false,
      themis_artifact: false,
      reconciler_artifact: false,
      git_commit: false,
    },
    metrics: {
      files_changed: 0,
      lines_added: 0,
      tests_added: 0,
      issues_found: 0,
      must_fix: 0,
      iterations: 0,
      cost_usd: 0,
      tokens: 0,
    },
    git_commits: [],
  };
}
