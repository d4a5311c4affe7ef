/**
 * A problem is something wrong in what a person gave us: a board, a story, a command, a
 * configuration. Problems are values, collected all at once, and always name the remedy.
 */
export const PROBLEM_CODES = [
  // board
  "board-missing",
  "board-unreadable",
  "board-shape",
  "board-duplicate-key",
  "board-unknown-status",
  "board-unknown-key",
  // stories
  "story-file-missing",
  "story-file-ambiguous",
  "story-empty",
  "story-frontmatter",
  "story-no-tasks",
  // dependencies
  "dependency-missing",
  "dependency-self",
  "dependency-cycle",
  "dependency-ambiguous",
  // commands
  "command-unknown",
  "command-flag",
  "command-not-available",
  "no-open-batch",
  // configuration
  "config-unreadable",
  "config-unknown-key",
  "config-value",
  // the repository and GitHub
  "workflow-missing",
  "nothing-to-run",
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** The offending line as people wrote it, cut at 200 characters. */
  readonly excerpt?: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: "error" | "warning";
  /** What happened, to which thing. One sentence, ends with a full stop. */
  readonly message: string;
  readonly at?: Place;
  /** What to do about it. One sentence, ends with a full stop. */
  readonly hint: string;
}
