import type { StoryKey } from "../sprint/story.ts";

/** One thing a story says it will touch, or is likely to. */
export interface FootprintEntry {
  /** Normalised: a repository path, `GET /api/users/{}` or a table name. */
  readonly name: string;
  readonly grade: "exclusive" | "append-only" | "ignored";
  /** How likely the story changes it, from 0 to 1: naming a file is not changing it. */
  readonly likelihood: number;
  /** Where the story says so. */
  readonly file: string;
  readonly line: number;
  readonly excerpt: string;
}

export interface Footprint {
  readonly story: StoryKey;
  readonly files: readonly FootprintEntry[];
  readonly endpoints: readonly FootprintEntry[];
  /** Those of the files that are the structure of the database. */
  readonly database: readonly FootprintEntry[];
  /** Nothing at all was found: nothing is known, which is not the same as free. */
  readonly isUnknown: boolean;
}

export const CONFLICT_RULES = [
  "dependency",
  "shared-file",
  "shared-endpoint",
  "database-schema",
  "same-folder",
  "alike-text",
  "unknown-footprint",
] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

/** Two stories that must not run at the same time, with the rule and the lines that say so. */
export interface Conflict {
  readonly stories: readonly [StoryKey, StoryKey];
  readonly rule: ConflictRule;
  /**
   * `stated` rests on lines of both stories and outlives delivery: the other story waits until the
   * pull request is merged. `assumed` (folders, words, unknown footprint) ends with the attempt.
   */
  readonly strength: "stated" | "assumed";
  /** One sentence for people, naming the shared thing. */
  readonly reason: string;
  readonly lines: readonly { readonly file: string; readonly line: number; readonly excerpt: string }[];
}

/** The conflicts among the unfinished stories of one plan, worked out for the pairs that are asked for. */
export interface ConflictIndex {
  /**
   * Why two stories must not run at the same time; undefined when they may, and for a key that is not
   * an unfinished story with a text. The order of the two makes no difference.
   */
  readonly between: (one: StoryKey, other: StoryKey) => Conflict | undefined;
}

export const NO_CONFLICTS: ConflictIndex = { between: () => undefined };
