/**
 * The files one attempt leaves behind, in the one versioned form that we write. Field names of
 * bodies are in snake case (`tasks_addressed`): they are read by people and other programs too. The
 * envelope binds each file to batch, story, attempt, run and tree. Everything is untrusted until
 * validated.
 */
import { z } from "zod";
import { BatchId } from "../batch/batch-id.ts";
import { PHASES } from "../pipeline/phase.ts";
import { CostUsd, Tokens } from "../spend.ts";
import { StoryKey } from "../sprint/story.ts";

const Sha = z.string().regex(/^[0-9a-f]{40}$/u);
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/u);
const Line = z.string().max(2000);
const Path = z.string().min(1).max(500);
const Count = z.number().int().min(0);

export const SEVERITIES = ["MUST_FIX", "SHOULD_FIX", "STYLE"] as const;
export const VERDICTS = ["APPROVED", "CHANGES REQUESTED", "BLOCKED"] as const;

/** One citation: `src/a.ts:12`, `src/a.ts:12-30`, optionally ` — what is there`. */
export const TaskEvidence = z.object({ task: Line, evidence: Line, action: Line });

export const Finding = z.object({
  id: z.string().max(50),
  severity: z.enum(SEVERITIES),
  description: Line,
  file: Path.optional(),
  line: Count.optional(),
  suggestion: Line.optional(),
  /** The perspective that found it; `pipeline` for our own numbers. */
  reviewer: z.string().max(100).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What the project's own test command reported when we ran it. */
export const TestRun = z.object({
  /** `not-configured` when the repository names no test command: shown, not a failure. */
  status: z.enum(["passed", "failed", "not-configured"]),
  total: Count.optional(),
  passing: Count.optional(),
  coverage: z.string().max(20).optional(),
  /** Last lines of the output of a failing run. */
  tail: z.string().max(4000).optional(),
});
export type TestRun = z.infer<typeof TestRun>;

const PhaseProgress = z.object({
  status: z.enum(["pending", "in_progress", "complete", "skipped", "failed"]),
  details: Line.optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
});

export const ProgressBody = z.object({
  story_key: StoryKey,
  started_at: z.string(),
  completed_at: z.string().optional(),
  current_phase: z.enum([...PHASES, "COMPLETE"]),
  status: z.enum(["IN_PROGRESS", "SUCCESS", "ALREADY_DONE", "FAILED", "BLOCKED"]),
  phases: z.record(z.enum(PHASES), PhaseProgress),
  /** Set when status is FAILED or BLOCKED: where and why, in plain words. */
  failure: z
    .object({ phase: z.enum(PHASES), reasons: z.array(Line).max(50), critical: z.boolean() })
    .optional(),
  checkpoints: z.object({
    builder_artifact: z.boolean(),
    reviewer_artifact: z.boolean(),
    themis_artifact: z.boolean(),
    reconciler_artifact: z.boolean(),
    git_commit: z.boolean(),
  }),
  metrics: z.object({
    files_changed: Count,
    lines_added: Count,
    tests_added: Count,
    coverage: z.string().max(20).optional(),
    issues_found: Count,
    must_fix: Count,
    iterations: Count,
    cost_usd: CostUsd,
    tokens: Tokens,
  }),
  git_commits: z.array(Sha).max(20),
});

export const BuilderBody = z.object({
  agent: z.string().max(100),
  story_key: StoryKey,
  iteration: Count,
  session: z.string().max(200),
  /** Sessions of the fixers whose rounds are merged into this account. */
  fixer_sessions: z.array(z.string().max(200)).max(50).optional(),
  status: z.string().max(50),
  files_created: z.array(Path).max(2000),
  files_modified: z.array(Path).max(2000),
  files_deleted: z.array(Path).max(2000),
  tests_added: z.object({ total: Count, passing: Count }),
  tasks_addressed: z.array(TaskEvidence).max(500),
  tasks_remaining: z.array(Line).max(500),
  learnings: z.array(Line).max(50),
});

export const ReviewBody = z.object({
  agent: z.string().max(100),
  story_key: StoryKey,
  round: Count,
  /** Sessions of the reviewers; none may be the builder's. */
  sessions: z.array(z.string().max(200)).min(1).max(20),
  perspectives: z.array(z.string().max(100)).max(20),
  verdict: z.enum(["PASS", "NEEDS_FIXES"]),
  task_verification: z
    .array(
      z.object({
        task: Line,
        implemented: z.boolean(),
        evidence: z.array(z.object({ file: Path, lines: z.string().max(50) })).max(50),
        reason: Line.optional(),
      }),
    )
    .max(500),
  checks: z.object({ tests: TestRun }),
  issues: z.array(Finding).max(500),
  summary: z.object({ total_issues: Count, must_fix: Count, should_fix: Count, style: Count }),
});

export const ThemisBody = z.object({
  story_key: StoryKey,
  round: Count,
  session: z.string().max(200),
  triage: z
    .array(
      z.object({
        /** The finding's id in the review of the same round. */
        finding: z.string().max(50).optional(),
        issue: Line,
        reviewer: z.string().max(100),
        original_classification: z.enum(SEVERITIES),
        judgment: z.enum(["UPHELD", "DOWNGRADED", "UPGRADED", "DISMISSED"]),
        new_classification: z.enum([...SEVERITIES, "DISMISSED"]),
        justification: Line,
      }),
    )
    .max(500),
  /** What is left to fix after this round. */
  summary: z.object({ must_fix: Count, should_fix: Count, style: Count }),
  verdict: z.enum(VERDICTS),
});

export const ReconcilerBody = z.object({
  story_key: StoryKey,
  tasks_total: Count,
  tasks_checked: Count,
  completion_pct: z.number().min(0).max(100),
  dev_record_filled: z.boolean(),
  evidence_sources: z.array(Line).max(50),
  unchecked_code_tasks: z.array(Line).max(500),
  unchecked_human_only: z.array(Line).max(500),
  /** From the arithmetic: 0 checked stop, below 80 % in-progress, below 95 % review, else done. */
  status_recommendation: z.enum(["stop", "in-progress", "review", "done"]),
});

export const ReflectionBody = z.object({
  story_key: StoryKey,
  session: z.string().max(200),
  learnings: z.array(z.string().max(1000)).max(20),
});

export const CHANGE_STATUSES = ["added", "modified", "deleted"] as const;

/** One changed path between the base commit and the story's tree. Modes are 100644 or 100755. */
export const Change = z.object({
  path: Path,
  status: z.enum(CHANGE_STATUSES),
  /** Blob id after the change; null when deleted. */
  blob: Sha.nullable(),
  mode: z.enum(["100644", "100755"]).nullable(),
  added_lines: Count,
  deleted_lines: Count,
});
export type Change = z.infer<typeof Change>;

export const ManifestBody = z.object({
  story_key: StoryKey,
  /** Digest of every evidence file of the attempt, by file name. The manifest itself is not in it. */
  files: z.record(z.string().max(200), Digest),
  /** The tree the last review saw; the final tree differs from it in the story file only. */
  reviewed_tree: Sha,
  tree: Sha,
  /** The commit inside the bundle. */
  commit: Sha,
  changes: z.array(Change).max(5000),
});

export const ProofBody = z.object({
  story_key: StoryKey,
  /** Digest of the manifest that was proved. */
  manifest: Digest,
  tree: Sha,
  /** As the project's own tests report, on a fresh checkout without agent. */
  tests: TestRun,
  /** What does not hold, in plain words; empty when everything was confirmed. */
  problems: z.array(Line).max(200),
});

export const EVIDENCE_BODIES = {
  progress: ProgressBody,
  builder: BuilderBody,
  review: ReviewBody,
  themis: ThemisBody,
  reconciler: ReconcilerBody,
  reflection: ReflectionBody,
  manifest: ManifestBody,
  proof: ProofBody,
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_BODIES;
export type EvidenceBody<K extends EvidenceKind> = z.infer<(typeof EVIDENCE_BODIES)[K]>;

const Envelope = z.object({
  schemaVersion: z.literal(1),
  batch: BatchId,
  story: StoryKey,
  attempt: z.number().int().min(1),
  runId: z.number().int(),
  runAttempt: z.number().int().min(1),
  baseSha: Sha,
  /** The work tree when the file was written. */
  treeSha: Sha,
  producedAt: z.string(),
  /** The program that played the agent, or `pipeline` for our own numbers. */
  agent: z.string().max(100),
});
export type Binding = Omit<z.infer<typeof Envelope>, "schemaVersion" | "treeSha" | "producedAt" | "agent">;

export type Evidence<K extends EvidenceKind> = z.infer<typeof Envelope> & {
  readonly kind: K;
  readonly body: EvidenceBody<K>;
};

const SCHEMAS: { readonly [K in EvidenceKind]: z.ZodType<Evidence<K>> } = {
  progress: Envelope.extend({ kind: z.literal("progress"), body: ProgressBody }),
  builder: Envelope.extend({ kind: z.literal("builder"), body: BuilderBody }),
  review: Envelope.extend({ kind: z.literal("review"), body: ReviewBody }),
  themis: Envelope.extend({ kind: z.literal("themis"), body: ThemisBody }),
  reconciler: Envelope.extend({ kind: z.literal("reconciler"), body: ReconcilerBody }),
  reflection: Envelope.extend({ kind: z.literal("reflection"), body: ReflectionBody }),
  manifest: Envelope.extend({ kind: z.literal("manifest"), body: ManifestBody }),
  proof: Envelope.extend({ kind: z.literal("proof"), body: ProofBody }),
};

/** The schema of one evidence file, envelope and body. */
export function evidenceSchema<K extends EvidenceKind>(kind: K): z.ZodType<Evidence<K>> {
  return SCHEMAS[kind];
}
