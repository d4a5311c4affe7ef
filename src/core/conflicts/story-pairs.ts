import type { StoryKey } from "../sprint/story.ts";
import type { Conflict } from "./conflict.ts";
import type { StoryReading } from "./find-footprint.ts";

export type ConflictLine = Conflict["lines"][number];

/** A story that is not finished, as the rules see it. */
export interface ConflictStory {
  readonly key: StoryKey;
  readonly epic: string;
  readonly footprint: StoryReading;
  /** Unfinished stories this one needs, each with the line that says so. */
  readonly dependsOn: readonly { readonly key: StoryKey; readonly line: ConflictLine }[];
}

/** A finished story with a text: what it really changed tells of stories that read alike. */
export interface EarlierStory {
  readonly key: StoryKey;
  readonly footprint: StoryReading;
  readonly touched: readonly string[];
}
