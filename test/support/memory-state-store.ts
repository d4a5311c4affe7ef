import type { BatchId } from "../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import type { Brief, Claims } from "../../src/core/batch/brief.ts";
import { NO_CLAIMS } from "../../src/core/batch/brief.ts";
import { briefPath } from "../../src/core/batch/names.ts";
import { isLookedAfter } from "../../src/core/batch/stories/is-looked-after.ts";
import type { StateStore } from "../../src/operations/ports.ts";

export interface MemoryStateStore extends StateStore {
  readonly batches: ReadonlyMap<BatchId, BatchState>;
  readonly claims: Claims;
  readonly briefs: ReadonlyMap<string, Brief>;
  /** Messages of all writes, oldest first. */
  readonly messages: readonly string[];
  /** Runs before each write, as another app instance might. */
  beforeWrite: (() => Promise<void>) | undefined;
}

/** The state branch without a branch. Passes the same contract suite as the real one. */
export function createMemoryStateStore(): MemoryStateStore {
  const batches = new Map<BatchId, BatchState>();
  const briefs = new Map<string, Brief>();
  const messages: string[] = [];
  let claims: Claims = NO_CLAIMS;
  let version: string | null = null;
  const store: MemoryStateStore = {
    batches,
    briefs,
    messages,
    beforeWrite: undefined,
    get claims() {
      return claims;
    },
    async read(batch) {
      return { version, claims, batch: batches.get(batch) };
    },
    async readBrief(name) {
      return briefs.get(briefPath(name));
    },
    async listOpen(now) {
      const open = [...batches.values()].filter((batch) => isLookedAfter(batch, now));
      return open.map(({ id }) => id);
    },
    async write(change) {
      const meanwhile = store.beforeWrite;
      store.beforeWrite = undefined;
      await meanwhile?.();
      if (change.version !== version) return { kind: "conflict" };
      messages.push(change.message);
      version = String(messages.length).padStart(40, "0");
      batches.set(change.batch.id, structuredClone(change.batch));
      claims = structuredClone(change.claims);
      for (const brief of change.briefs) briefs.set(briefPath(brief), structuredClone(brief));
      return { kind: "written", version };
    },
  };
  return store;
}
