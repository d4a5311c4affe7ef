/**
 * Which status a story gets on the board. A status only ever goes up, except that ours is taken
 * back when the story came to nothing and nobody has changed it since.
 */
import type { BatchConditionKind, StoryConditionKind, StoryState } from "../batch-state.ts";

/** The words we write; both vocabularies of the board know them. */
type WrittenStatus = "in-progress" | "review" | "done";

const OUR_WORDS: ReadonlySet<string> = new Set<WrittenStatus>(["in-progress", "review", "done"]);

/** Words seen on real boards, in the order in which a story goes through them. */
const RANKS = new Map<string, number>([
  ["backlog", 0],
  ["todo", 0],
  ["draft", 0],
  ["drafted", 1],
  ["ready", 1],
  ["ready-for-dev", 1],
  ["contexted", 1],
  ["in-progress", 2],
  ["review", 3],
  ["in-review", 3],
  ["ready-for-review", 3],
  ["done", 4],
  ["complete", 4],
  ["completed", 4],
]);

export interface BoardStep {
  /** What we remember of our writing; null when the board is as people want it. */
  readonly memory: StoryState["board"];
  readonly change: { readonly from: string; readonly to: string } | undefined;
}

/**
 * `restore` gives back what stood there before us; `keep` leaves the board alone, and so does
 * `keep-while-going` as with a story about to be tried again, until the batch stands still: then
 * it must not keep its stories from other batches and people.
 */
const WISHES = {
  dispatched: "in-progress",
  delivered: "review",
  merged: "done",
  alreadyDone: "done",
  partial: "keep",
  failed: "restore",
  blocked: "restore",
  skipped: "restore",
  cancelled: "restore",
  queued: "keep-while-going",
  waiting: "keep-while-going",
  held: "keep-while-going",
} as const satisfies Record<StoryConditionKind, WrittenStatus | "restore" | "keep" | "keep-while-going">;

/** The status the board should show for a story. */
export function desiredStatus(
  story: StoryState,
  batch: BatchConditionKind,
): WrittenStatus | "restore" | "keep" {
  const wish = WISHES[story.condition.kind];
  if (wish !== "keep-while-going") return wish;
  return batch === "running" || batch === "parked" ? "keep" : "restore";
}

export function boardStep(story: StoryState, batch: BatchConditionKind, observed: string): BoardStep {
  const desired = desiredStatus(story, batch);
  if (desired === "keep") return { memory: story.board, change: undefined };
  if (desired === "restore") return restoring(story.board, observed);
  const rank = statusRank(observed);
  const isBelow = rank !== undefined && rank < (statusRank(desired) ?? 0);
  if (!isBelow) return { memory: story.board, change: undefined };
  // One of our own words there is an earlier write of ours; any other word is what people want back.
  const isOurs = OUR_WORDS.has(observed);
  const before = story.board && isOurs ? story.board.before : observed;
  return { memory: { before, written: desired }, change: { from: observed, to: desired } };
}

/** Undefined for words that are no step of a story's way, such as `blocked`: those are left to people. */
export function statusRank(status: string): number | undefined {
  return RANKS.get(
    status
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/gu, "-"),
  );
}

/** The memory goes when the board shows something else than what we wrote: restored, or changed by people. */
function restoring(memory: StoryState["board"], observed: string): BoardStep {
  if (!memory || observed === memory.before || !mayBeOurs(observed, memory.written)) {
    return { memory: null, change: undefined };
  }
  return { memory, change: { from: observed, to: memory.before } };
}

/** Our last write may not have arrived: then one of ours before it still stands there. */
function mayBeOurs(observed: string, written: string): boolean {
  return OUR_WORDS.has(observed) && (statusRank(observed) ?? 0) <= (statusRank(written) ?? 0);
}
