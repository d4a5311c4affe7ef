import type { RawEntry } from "./board-text.ts";
import { readStatus, statusWord } from "./status-words.ts";

export type EntryKind = "epic" | "story" | "retrospective" | "unknown";

const PLAIN_EPIC = /^epic[-_. ]?[a-z]{0,8}-?\d{1,6}[a-z]{0,2}(?:[-.]\d{1,6}[a-z]?)?$|-epic$/iu;
const NUMBERED_STORY =
  /^(?:story[-_.]?)?(?:\d{1,6}[a-z]{0,2}[-.]\d{1,6}[a-z]?(?:[-_.]|$)|\d{1,6}-[a-z])|^epic[-_ ]?\w{1,12}[-_ ](?:story|s\d{2}(?:[-_]|$))/iu;
const RETROSPECTIVE = "-retrospective";

/** Words that are a status on epics or retrospectives only. */
const EPIC_WORDS = new Set(["contexted", "context-skipped"]);
const METADATA = new Set(["status", "phase", "state"]);

function isRetrospective(key: string, keys: ReadonlySet<string>): boolean {
  if (!key.endsWith(RETROSPECTIVE)) return false;
  const owner = key.slice(0, -RETROSPECTIVE.length);
  return key.startsWith("epic") || keys.has(owner) || !NUMBERED_STORY.test(key);
}

/** Whether a key says by itself that it is a story. */
export function isStoryNumber(key: string): boolean {
  return NUMBERED_STORY.test(key);
}

/**
 * What a key stands for. Some boards hold hundreds of other keys beside the stories, so a key of
 * no known form is a story only when its value is a status.
 */
export function entryKind(entry: RawEntry, keys: ReadonlySet<string>): EntryKind {
  const { key } = entry;
  if (entry.kind) return entry.kind;
  if (isRetrospective(key, keys)) return "retrospective";
  const isStatus = readStatus(entry.status) !== "unknown";
  if (NUMBERED_STORY.test(key) && !keys.has(`${key}${RETROSPECTIVE}`)) return "story";
  if (PLAIN_EPIC.test(key) || keys.has(`${key}${RETROSPECTIVE}`)) return "epic";
  if (EPIC_WORDS.has(statusWord(entry.status))) return "epic";
  if (!isStatus || METADATA.has(key)) return "unknown";
  if (/^epic[-_ ]/iu.test(key)) return "epic";
  return /[\d-]/u.test(key) ? "story" : "unknown";
}
