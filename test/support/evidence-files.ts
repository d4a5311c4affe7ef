/**
 * One full, valid set of evidence, and what is needed to break exactly one thing in it: change a
 * part before `evidenceInput` computes digests, manifest, proof and commit from it, or change the
 * input afterwards.
 */
import { createHash } from "node:crypto";
import { BatchId } from "../../src/core/batch/batch-id.ts";
import { evidenceFileName } from "../../src/core/batch/names.ts";
import type { Binding, EvidenceBody, EvidenceKind } from "../../src/core/evidence/evidence.ts";
import { renderTrailers } from "../../src/core/evidence/trailers.ts";
import type { EvidenceInput } from "../../src/core/evidence/validation.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";

export const STORY = StoryKey.parse("3-4-status-badge");
export const STORY_PATH = "docs/stories/3-4-status-badge.md";
export const BINDING: Binding = {
  batch: BatchId.parse("b12-345"),
  story: STORY,
  attempt: 2,
  runId: 9001,
  runAttempt: 1,
  baseSha: "b".repeat(40),
};

const REVIEWED_TREE = "1".repeat(40);
const TREE = "2".repeat(40);

export const STORY_TEXT = `# Story 3.4: Status badge

Status: review

## Acceptance Criteria

1. The badge shows the status.

## Tasks / Subtasks

- [x] Draw the badge (AC: 1)
- [x] Test the badge (AC: 1)

## Dev Agent Record

### Agent Model Used

scripted

### Completion Notes List

- Badge drawn.
`;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface EvidenceParts {
  /** Envelope fields that every file shares. */
  envelope: Mutable<Binding>;
  /** Tree that the envelopes of all files but the review and earlier ones name. */
  tree: string;
  reviewedTree: string;
  progress: EvidenceBody<"progress">;
  builder: EvidenceBody<"builder">;
  review: EvidenceBody<"review">;
  themis: EvidenceBody<"themis">;
  reconciler: EvidenceBody<"reconciler">;
  reflection: EvidenceBody<"reflection">;
  narrative: string;
  changes: EvidenceBody<"manifest">["changes"];
  proof: Pick<EvidenceBody<"proof">, "tests" | "problems">;
  storyText: string;
  subject: string;
}

export function evidenceParts(): EvidenceParts {
  return {
    envelope: { ...BINDING },
    tree: TREE,
    reviewedTree: REVIEWED_TREE,
    progress: progressBody(),
    builder: builderBody(),
    review: reviewBody(),
    themis: themisBody(),
    reconciler: {
      story_key: STORY,
      tasks_total: 2,
      tasks_checked: 2,
      completion_pct: 100,
      dev_record_filled: true,
      evidence_sources: ["builder", "review"],
      unchecked_code_tasks: [],
      unchecked_human_only: [],
      status_recommendation: "done",
    },
    reflection: { story_key: STORY, session: "reflector-1", learnings: ["Badges are spans."] },
    narrative:
      "[10:00] BUILD — 2 tasks\n[10:02] BUILD DONE — 1 new, 1 modified (30 lines)\n  + src/badge.ts — draws the badge\n  ~ src/app.ts:3 — shows it\n",
    changes: [
      change("src/badge.ts", "added", "3"),
      change("src/app.ts", "modified", "4"),
      change(STORY_PATH, "modified", "5"),
    ],
    proof: { tests: { status: "passed", total: 5, passing: 5, coverage: "97.1%" }, problems: [] },
    storyText: STORY_TEXT,
    subject: `feat(${STORY}): Status badge`,
  };
}

/** The input that `deliver` or the app would build from these parts. */
export function evidenceInput(parts: EvidenceParts): EvidenceInput {
  const files = new Map<string, string>();
  function put(kind: EvidenceKind, body: object, tree = parts.tree): void {
    files.set(evidenceFileName(STORY, kind), evidenceText(parts.envelope, kind, { body, tree }));
  }
  put("progress", parts.progress);
  put("builder", parts.builder, parts.reviewedTree);
  put("review", parts.review, parts.reviewedTree);
  put("themis", parts.themis, parts.reviewedTree);
  put("reconciler", parts.reconciler);
  put("reflection", parts.reflection);
  files.set(evidenceFileName(STORY, "narrative"), parts.narrative);
  const digests = digestsOf(files);
  const manifest = {
    story_key: STORY,
    files: Object.fromEntries(digests),
    reviewed_tree: REVIEWED_TREE,
    tree: TREE,
    commit: "c".repeat(40),
    changes: parts.changes,
  };
  put("manifest", manifest);
  const manifestName = evidenceFileName(STORY, "manifest");
  const manifestDigest = digestOf(files.get(manifestName) ?? "");
  const proof = evidenceText(parts.envelope, "proof", {
    body: { story_key: STORY, manifest: manifestDigest, tree: TREE, ...parts.proof },
    tree: TREE,
  });
  const trailers = renderTrailers({
    ...BINDING,
    manifest: manifestDigest,
    proof: digestOf(proof),
  });
  return {
    binding: BINDING,
    files,
    digests: digestsOf(files),
    proof: { text: proof, digest: digestOf(proof) },
    delivered: {
      sha: "d".repeat(40),
      message: `${parts.subject}\n\nWhy.\n\n${trailers}`,
      treeSha: TREE,
      subjects: [parts.subject],
      changes: parts.changes.map(({ path, status, blob }) => ({ path, status, blob })),
    },
    lineCounts: new Map([
      ["src/badge.ts", 30],
      ["src/app.ts", 12],
    ]),
    storyText: parts.storyText,
    storyPath: STORY_PATH,
  };
}

export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

export function digestsOf(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([name, text]) => [name, digestOf(text)]));
}

export function evidenceText(
  binding: Binding,
  kind: EvidenceKind,
  content: { readonly body: object; readonly tree: string },
): string {
  return JSON.stringify({
    schemaVersion: 1,
    kind,
    ...binding,
    treeSha: content.tree,
    producedAt: "2026-11-21T10:00:00.000Z",
    agent: kind === "progress" || kind === "manifest" || kind === "proof" ? "pipeline" : "scripted",
    body: content.body,
  });
}

export function change(
  path: string,
  status: "added" | "modified" | "deleted",
  digit: string,
): EvidenceBody<"manifest">["changes"][number] {
  const isGone = status === "deleted";
  return {
    path,
    status,
    blob: isGone ? null : digit.repeat(40),
    mode: isGone ? null : "100644",
    added_lines: isGone ? 0 : 15,
    deleted_lines: 0,
  };
}

function progressBody(): EvidenceBody<"progress"> {
  const complete = { status: "complete" as const };
  return {
    story_key: STORY,
    started_at: "2026-11-21T10:00:00.000Z",
    completed_at: "2026-11-21T10:09:00.000Z",
    current_phase: "COMPLETE",
    status: "SUCCESS",
    phases: {
      PREPARE: complete,
      BUILD: complete,
      VERIFY: complete,
      ASSESS: complete,
      REFINE: { status: "skipped" },
      COMMIT: complete,
      REFLECT: complete,
    },
    checkpoints: {
      builder_artifact: true,
      reviewer_artifact: true,
      themis_artifact: true,
      reconciler_artifact: true,
      git_commit: true,
    },
    metrics: {
      files_changed: 2,
      lines_added: 30,
      tests_added: 3,
      issues_found: 2,
      must_fix: 0,
      iterations: 1,
      cost_usd: 0.25,
      tokens: 1200,
    },
    git_commits: ["c".repeat(40)],
  };
}

function builderBody(): EvidenceBody<"builder"> {
  return {
    agent: "scripted",
    story_key: STORY,
    iteration: 1,
    session: "builder-1",
    fixer_sessions: ["fixer-1"],
    status: "complete",
    files_created: ["src/badge.ts"],
    files_modified: ["src/app.ts"],
    files_deleted: [],
    tests_added: { total: 3, passing: 3 },
    tasks_addressed: [
      { task: "Draw the badge (AC: 1)", evidence: "src/badge.ts:1-30 — the badge", action: "implemented" },
      { task: "Test the badge (AC: 1)", evidence: "src/app.ts:12 — its test", action: "implemented" },
    ],
    tasks_remaining: [],
    learnings: ["Use spans."],
  };
}

function reviewBody(): EvidenceBody<"review"> {
  return {
    agent: "scripted",
    story_key: STORY,
    round: 1,
    sessions: ["reviewer-1", "reviewer-2"],
    perspectives: ["requirements", "test coverage"],
    verdict: "NEEDS_FIXES",
    task_verification: [
      {
        task: "Draw the badge (AC: 1)",
        implemented: true,
        evidence: [{ file: "src/badge.ts", lines: "1-30" }],
      },
    ],
    checks: { tests: { status: "passed", total: 5, passing: 5 } },
    issues: [
      { id: "F1", severity: "MUST_FIX", description: "No label for screen readers", file: "src/badge.ts" },
    ],
    summary: { total_issues: 1, must_fix: 1, should_fix: 0, style: 0 },
  };
}

function themisBody(): EvidenceBody<"themis"> {
  return {
    story_key: STORY,
    round: 1,
    session: "arbiter-1",
    triage: [
      {
        finding: "F1",
        issue: "No label for screen readers",
        reviewer: "requirements",
        original_classification: "MUST_FIX",
        judgment: "DOWNGRADED",
        new_classification: "SHOULD_FIX",
        justification: "The text itself is read.",
      },
    ],
    summary: { must_fix: 0, should_fix: 1, style: 0 },
    verdict: "APPROVED",
  };
}
