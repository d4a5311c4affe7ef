import type { DependencyMention } from "../story.ts";
import type { Problem } from "../../problem.ts";

export type ScalarStyle = "plain" | "single" | "double" | "empty";

/** One key with its status, and exactly where the status stands in the text. */
export interface RawEntry {
  readonly key: string;
  /** As written, without quotes. */
  readonly status: string;
  /** Offsets of the status, quotes excluded; equal where there is none. */
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  /** 1-based position of the key. */
  readonly line: number;
  readonly column: number;
  /** Where the shape of the board says it: the epic that holds this story. */
  readonly epic?: string;
  readonly dependsOn?: readonly DependencyMention[];
}

/** What a board's text holds, before anything is understood. */
export interface BoardText {
  readonly entries: readonly RawEntry[];
  readonly storyLocation: string | undefined;
  readonly problems: readonly Problem[];
}
