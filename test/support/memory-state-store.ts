import type { BatchId } from "../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import type { Brief, Claims } from "../../src/core/batch/brief.ts";
import { NO_CLAIMS } from "../../src/core/batch/brief.ts";
import {
  decodeBatch,
  decodeBrief,
  decodeClaims,
  encodeBatch,
  encodeBrief,
  encodeClaims,
} from "../../src/adapters/state-branch/state-files.ts";
import { batchStatePath, briefPath, CLAIMS_PATH } from "../../src/core/batch/names.ts";
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
  /** Somebody deletes all of it. */
  lose(): void;
}

/** As it would be read back from its file; what could not be is refused as the real store does. */
function stored(change: Parameters<StateStore["write"]>[0]): {
  readonly batch: BatchState;
  readonly claims: Claims;
  readonly briefs: readonly Brief[];
} {
  const path = batchStatePath(change.batch.id);
  return {
    batch: decodeBatch(encodeBatch(change.batch, path), path),
    claims: decodeClaims(encodeClaims(change.claims, CLAIMS_PATH), CLAIMS_PATH),
    briefs: change.briefs.map((brief) => {
      const at = briefPath(brief);
      return decodeBrief(encodeBrief(brief, at), at);
    }),
  };
}

/** The state branch without a branch. Passes the same contract suite as the real one. */
export function createMemoryStateStore(): MemoryStateStore {
  const batches = new Map<BatchId, BatchState>();
  const briefs = new Map<string, Brief>();
  const messages: string[] = [];
  let claims: Claims = NO_CLAIMS;
  let version: string | null = null;
  let losses = 0;
  const store: MemoryStateStore = {
    batches,
    briefs,
    messages,
    beforeWrite: undefined,
    lose() {
      losses += 1;
      version = null;
      claims = NO_CLAIMS;
      batches.clear();
      briefs.clear();
    },
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
      const written = stored(change);
      const meanwhile = store.beforeWrite;
      store.beforeWrite = undefined;
      await meanwhile?.();
      if (change.version !== version) return { kind: "conflict" };
      messages.push(change.message);
      version = String(messages.length + losses).padStart(40, "0");
      batches.set(written.batch.id, written.batch);
      claims = written.claims;
      for (const brief of written.briefs) briefs.set(briefPath(brief), brief);
      return { kind: "written", version };
    },
  };
  return store;
}
