import type { Problem } from "../problem.ts";
import { z } from "zod";

/**
 * A story key as it stands on the board, such as `36-2-status-badge`. It becomes part of branch
 * names, artifact names and paths, so it is checked once, here, and branded.
 */
export const StoryKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u)
  .refine((key) => !key.includes("..") && !key.endsWith(".lock") && !key.endsWith("."))
  .brand<"StoryKey">();
export type StoryKey = z.infer<typeof StoryKey>;

/** The status words of the current vocabulary; older and foreign words are mapped when read. */
export type StoryStatus =
  | "backlog"
  | "ready-for-dev"
  | "in-progress"
  | "review"
  | "done"
  | "blocked"
  | "locked"
  | "unknown";

export interface Task {
  /** The text after the check box, without it. */
  readonly text: string;
  readonly checked: boolean;
  /** 0 for a task, 1 and more for subtasks. */
  readonly depth: number;
  /** 1-based line in the story file. */
  readonly line: number;
}

/** One place where a story says that it needs another one. */
export interface DependencyMention {
  /** As written: `2-2`, `Story 1.2`, `5-1-ledger`. Resolved against the board by planning. */
  readonly reference: string;
  readonly file: string;
  readonly line: number;
  /** Where the reference stands in its line, from 1. */
  readonly column: number;
  readonly excerpt: string;
  /** From the running text of a Dependencies section, where stories also speak of themselves. */
  readonly isProse?: boolean;
  /** Counts only where it is exactly a key of the board; else it is a word like others. */
  readonly isCandidate?: boolean;
  /** What the words around it take out of it: `1.2` in `1.1 through 1.3, except 1.2`. */
  readonly except?: readonly string[];
}

export type ReviewOutcome = "approved" | "changes-requested" | "blocked" | "none";

export interface Review {
  readonly outcome: ReviewOutcome;
  /** Review items that are still unchecked, in file order. */
  readonly openItems: readonly string[];
  readonly line: number;
}

/** One story file, read. Everything in it is untrusted text. */
export interface StoryFile {
  readonly path: string;
  readonly text: string;
  readonly title: string;
  /** The file's own `Status:` line as written, if any. The board wins where they differ. */
  readonly status: string | undefined;
  /** 1-based place of the status. */
  readonly statusAt: { readonly line: number; readonly column: number } | undefined;
  readonly tasks: readonly Task[];
  /** Acceptance criteria as text, one entry an item. */
  readonly criteria: readonly string[];
  readonly dependsOn: readonly DependencyMention[];
  /** The last review decides; a review without open items is settled. */
  readonly review: Review | undefined;
  readonly problems: readonly Problem[];
}
