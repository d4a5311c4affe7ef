/**
 * What this process has seen of one repository, so that it need not be asked for again. Losing all
 * of it costs requests and the older lines of the live feed, never a decision.
 */
import type { BatchId } from "../core/batch/batch-id.ts";
import type { Brief } from "../core/batch/brief.ts";
import type { AttemptReport } from "../core/batch/observation.ts";
import type { NarrativeLine } from "../core/evidence/narrative-line.ts";
import type { Plan } from "../core/planning/plan.ts";
import type { SprintSnapshot } from "../core/sprint/sprint.ts";
import { createStoryReader } from "../core/sprint/snapshot/story-reader.ts";
import type { StoryReader } from "../core/sprint/snapshot/story-reader.ts";
import type { StoryKey } from "../core/sprint/story.ts";
import type { SprintReading } from "./observe/read-sprint.ts";

export interface FeedLine {
  readonly story: StoryKey;
  readonly line: NarrativeLine;
}

export interface BatchMemory {
  /** The tracking comment as it was last written or read. */
  comment: { readonly id: number; readonly body: string; readonly editedAt: string } | undefined;
  hasSearchedComments: boolean;
  hasShownPlan: boolean;
  /** Planning is repeated only when what it reads has changed. */
  plan: { readonly snapshot: SprintSnapshot; readonly own: string; readonly plan: Plan } | undefined;
  /** Why the board could not be written, and when that was tried. */
  boardRefusal: { readonly reason: string; readonly at: string } | undefined;
  /** Runs GitHub named when it took a dispatch, by nonce; lists show them a little later. */
  readonly runs: Map<string, number>;
  readonly refusals: Map<string, string>;
  readonly briefs: Map<string, Brief>;
  /** Reports of attempts that are judged but whose judgement is not yet written. */
  readonly reports: Map<string, AttemptReport>;
  /** By attempt: the state in which its artifacts were last listed, and how many of its lines are in the feed. */
  readonly progress: Map<string, { readonly phase: string; readonly lines: number }>;
  /** Newest last. */
  feed: readonly FeedLine[];
}

export interface Memory {
  readonly trees: Map<string, ReadonlyMap<string, string>>;
  /** Texts by blob id. */
  readonly blobs: Map<string, string>;
  /** What the texts of stories and epics mean. */
  readonly stories: StoryReader;
  sprint: { readonly key: string; readonly reading: SprintReading } | undefined;
  readonly batches: Map<BatchId, BatchMemory>;
}

export function createMemory(): Memory {
  return {
    trees: new Map(),
    blobs: new Map(),
    stories: createStoryReader(),
    sprint: undefined,
    batches: new Map(),
  };
}

export function batchMemory(memory: Memory, batch: BatchId): BatchMemory {
  const known = memory.batches.get(batch);
  if (known) return known;
  const fresh: BatchMemory = {
    comment: undefined,
    hasSearchedComments: false,
    hasShownPlan: false,
    plan: undefined,
    boardRefusal: undefined,
    runs: new Map(),
    refusals: new Map(),
    briefs: new Map(),
    reports: new Map(),
    progress: new Map(),
    feed: [],
  };
  memory.batches.set(batch, fresh);
  return fresh;
}

/** Keeps the newest `limit` entries. */
export function remember<K, V>(entries: Map<K, V>, [key, value]: readonly [K, V], limit: number): void {
  entries.delete(key);
  entries.set(key, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) return;
    entries.delete(oldest);
  }
}
