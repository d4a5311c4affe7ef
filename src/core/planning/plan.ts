import type { ConflictIndex } from "../conflicts/conflict.ts";
import type { Problem } from "../problem.ts";
import type { StoryKey } from "../sprint/story.ts";

/** 1 fixes, 2 stories that unblock others, 3 the rest of the backlog. */
export const TIERS = [1, 2, 3] as const;
export type Tier = (typeof TIERS)[number];

export const EXCLUSION_REASONS = [
  "done",
  "filtered-out",
  "no-story-file",
  "no-tasks",
  "blocked-on-board",
  "epic-blocked",
  "epic-not-contexted",
  "in-progress-elsewhere",
  "open-pull-request",
  "in-review",
  "dependency-problem",
  "unreadable",
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** What a story waits for before it can be a candidate. */
export type Blocker =
  | { readonly kind: "dependency"; readonly story: StoryKey; readonly reason: string }
  /** Somebody else works on what it shares with this story. */
  | { readonly kind: "foreign-work"; readonly story: StoryKey; readonly reason: string }
  | {
      readonly kind: "pull-request";
      readonly story: StoryKey;
      readonly number: number;
      readonly reason: string;
    };

export type Disposition =
  | { readonly kind: "ready"; readonly tier: Tier; readonly reason: string }
  | { readonly kind: "waits"; readonly for: readonly Blocker[] }
  | { readonly kind: "excluded"; readonly because: ExclusionReason; readonly reason: string };

export interface PlannedStory {
  readonly key: StoryKey;
  readonly title: string;
  readonly epic: string;
  /** The story file, if there is one. */
  readonly path: string | undefined;
  readonly disposition: Disposition;
  /** Longest chain of unfinished stories that wait for this one; 0 when nobody does. */
  readonly chain: number;
  /** Open tasks, as the measure of its work; at least 1. */
  readonly weight: number;
  /**
   * How much depends on an early start: open tasks down the heaviest chain of those who wait for it,
   * and a quarter of those of a group that has to take turns with it.
   */
  readonly tail: number;
  readonly dependsOn: readonly StoryKey[];
}

/**
 * The plan accounts for every story of the board exactly once. `stories` is in the order of
 * attention: ready ones by tier, then heaviest tail, then board order; then waiting ones by tail; then
 * excluded.
 */
export interface Plan {
  readonly commit: string;
  readonly stories: readonly PlannedStory[];
  /** Conflicts among stories that are not finished. */
  readonly conflicts: ConflictIndex;
  readonly problems: readonly Problem[];
}
