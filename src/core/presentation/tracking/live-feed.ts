import type { NarrativeLine } from "../../evidence/narrative-line.ts";
import { formatNarrative } from "../../evidence/narrative.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { cut, escapeCodeBlock } from "../markdown/escape.ts";

export interface FeedEntry {
  readonly story: StoryKey;
  readonly line: NarrativeLine;
}

const LINES = 12;
const LINE_CHARACTERS = 140;
/** Longer keys would push the text out of sight. */
const KEY_CHARACTERS = 24;

/** The newest lines of all stories, `story | line`; empty while there are none. */
export function liveFeed(feed: readonly FeedEntry[]): string {
  const newest = feed.slice(-LINES);
  if (newest.length === 0) return "";
  const width = Math.min(KEY_CHARACTERS, Math.max(...newest.map(({ story }) => story.length)));
  const lines = newest.map(({ story, line }) => {
    const text = formatNarrative(line).replaceAll(/[\r\n]+/gu, " ");
    return `${cut(story, width).padEnd(width)} | ${cut(text, LINE_CHARACTERS)}`;
  });
  return `**Live feed**\n\n${escapeCodeBlock(lines.join("\n"), LINES * (LINE_CHARACTERS + KEY_CHARACTERS + 8))}`;
}
