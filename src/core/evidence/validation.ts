import type { CardFacts } from "../batch/batch-state.ts";
import type { Phase } from "../pipeline/phase.ts";
import type { Binding } from "./evidence.ts";

/** Each check has a test in which exactly that item is missing or wrong. The first six: what has to be there. */
export const EVIDENCE_CHECKS = [
  "progress",
  "builder",
  "reviewer",
  "themis",
  "reconciler",
  "commit",
  "binding",
  "digest",
  "tree",
  "citation",
  "changes",
  "sessions",
  "must-fix",
  "verdict",
  "arithmetic",
  "proof",
  "tests",
] as const;
export type EvidenceCheck = (typeof EVIDENCE_CHECKS)[number];

export interface Shortcoming {
  readonly check: EvidenceCheck;
  /** In plain words, such as `builder artifact (no file:line evidence in tasks_addressed)`. */
  readonly message: string;
}

/** The commit that is or would be delivered, with its difference to the base. */
export interface DeliveredCommit {
  /** Absent while the commit is only a candidate. */
  readonly sha?: string;
  readonly message: string;
  readonly treeSha: string;
  /** First lines of the messages of the pull request's own commits, oldest first. */
  readonly subjects: readonly string[];
  readonly changes: readonly {
    readonly path: string;
    readonly status: "added" | "modified" | "deleted";
    readonly blob: string | null;
  }[];
}

export interface EvidenceInput {
  readonly binding: Binding;
  /** Files of the evidence artifact by name. */
  readonly files: ReadonlyMap<string, string>;
  /** `sha256:<hex>` of each file's bytes, computed by the caller (core has no crypto). */
  readonly digests: ReadonlyMap<string, string>;
  readonly proof: { readonly text: string; readonly digest: string } | undefined;
  readonly delivered: DeliveredCommit | undefined;
  /** Number of lines of each cited path in the delivered tree; a path that is absent does not exist there. */
  readonly lineCounts: ReadonlyMap<string, number>;
  /** The story file in the delivered tree. */
  readonly storyText: string | undefined;
  /** The brief's path of the story file: the one file that may change without a builder's claim. */
  readonly storyPath: string;
  /** The brief's footprint; paths outside are marked. Empty or absent: nothing is known. */
  readonly footprint?: readonly string[];
}

export type Validation =
  | {
      readonly kind: "accepted";
      readonly facts: CardFacts;
      readonly learnings: readonly string[];
      /** What a reviewer must see: changed test scripts, CI files, lockfiles, paths outside the footprint. */
      readonly marks: readonly string[];
    }
  | { readonly kind: "alreadyDone" }
  | {
      readonly kind: "rejected";
      readonly shortcomings: readonly Shortcoming[];
      readonly facts: CardFacts | null;
      readonly learnings: readonly string[];
    }
  /** The pipeline itself said that it did not get through. */
  | {
      readonly kind: "failed" | "blocked";
      readonly phase: Phase;
      readonly reasons: readonly string[];
      readonly critical: boolean;
      readonly facts: CardFacts | null;
      readonly learnings: readonly string[];
    };
