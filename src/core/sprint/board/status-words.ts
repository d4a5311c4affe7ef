import type { StoryStatus } from "../story.ts";

/**
 * Status words of both vocabularies and of the long tail found in real boards. Work that was given
 * up counts as done: nobody is to run it and nobody has to wait for it.
 */
export const STATUS_WORDS = {
  backlog: "backlog todo to-do not-started pending planned open new queued",
  "ready-for-dev":
    "ready-for-dev ready-for-development approved-for-dev ready drafted draft contexted context-ready",
  "in-progress": "in-progress inprogress progress started wip active doing partial",
  review: "review in-review ready-for-review code-review needs-review in-qa qa testing",
  done:
    "done complete completed finished closed merged shipped implemented approved framework-complete " +
    "cancelled canceled deprecated superseded skipped split consolidated migrated wont-do wontdo dropped obsolete removed",
  blocked: "blocked deferred on-hold hold paused parked",
} as const satisfies Partial<Record<StoryStatus, string>>;

function statusOfWords(): ReadonlyMap<string, StoryStatus> {
  const statuses = new Map<string, StoryStatus>();
  const understood = ["backlog", "ready-for-dev", "in-progress", "review", "done", "blocked"] as const;
  for (const status of understood) {
    for (const word of STATUS_WORDS[status].split(" ")) statuses.set(word, status);
  }
  return statuses;
}

const STATUS_OF_WORD = statusOfWords();

/** Lower case, words joined by dashes, without emoji, quotes or a remark in brackets. */
export function statusWord(raw: string): string {
  return raw
    .slice(0, 100)
    .toLowerCase()
    .split(/[([{,;:#]/u, 1)
    .join("")
    .replace(/['’"]/gu, "")
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-|-$/gu, "");
}

/** Understands a status as people write it; `unknown` when it means nothing to us. */
export function readStatus(raw: string): StoryStatus {
  const word = statusWord(raw);
  if (word === "locked" || word.startsWith("locked-")) return "locked";
  if (word.startsWith("covered-by-")) return "done";
  return STATUS_OF_WORD.get(word) ?? "unknown";
}
