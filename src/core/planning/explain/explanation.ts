/** Answers to "why": structured, so that a terminal, a comment and a program can say them. */
import type { Conflict, Footprint } from "../../conflicts/conflict.ts";
import type { ConflictLine } from "../../conflicts/story-pairs.ts";
import type { Place } from "../../problem.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { PlannedStory } from "../plan.ts";

/** One step of a chain: `story` needs `needed`, because a line says so. */
export interface Need {
  readonly story: StoryKey;
  readonly needed: StoryKey;
  /** How many steps lead from the story that was asked about to `story`. */
  readonly depth: number;
  readonly line: ConflictLine | undefined;
  /** Where the needed story stands: `can run now`, `waits itself`, `has no tasks`. */
  readonly state: string;
}

/** Something a person or a worker can do, after which the answer is another one. */
export interface Release {
  /** One sentence. */
  readonly action: string;
  readonly at?: Place;
}

export type Standing =
  /** Chosen for a free worker. */
  | "starts-now"
  /** Could run, but conflicts with what starts now, or all workers are taken. */
  | "follows"
  | "waits"
  | "left-out"
  | "done";

export interface StoryExplanation {
  readonly story: PlannedStory;
  readonly standing: Standing;
  /** One sentence. */
  readonly summary: string;
  /** Status on the board, and the line where it stands. */
  readonly status: { readonly raw: string; readonly at: Place };
  /** From the story down to its root causes, nearest first. */
  readonly needs: readonly Need[];
  /** With what others have under way and with stories that start now: these keep it back. */
  readonly keptBackBy: readonly Conflict[];
  /** With other stories that can run: they take turns. */
  readonly conflicts: readonly Conflict[];
  /** Stories that wait for this one directly. */
  readonly waiting: readonly StoryKey[];
  readonly release: readonly Release[];
}

export interface PairExplanation {
  readonly stories: readonly [PlannedStory, PlannedStory];
  /** Whether both may be worked on at the same time. */
  readonly mayRunTogether: boolean;
  readonly summary: string;
  readonly conflict: Conflict | undefined;
  /** What each is likely to touch; undefined for a story without a text. */
  readonly footprints: readonly [Footprint | undefined, Footprint | undefined];
  readonly release: readonly Release[];
}
