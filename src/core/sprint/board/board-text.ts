import type { DependencyMention } from "../story.ts";
import type { Problem } from "../../problem.ts";

/** `absent`: the entry has no place for a status. */
export type ScalarStyle = "plain" | "single" | "double" | "empty" | "absent";

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
  /** What the entry is, where the shape of the board says it. */
  readonly kind?: "epic" | "story";
  readonly title?: string;
  readonly description?: { readonly line: number; readonly text: string };
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
