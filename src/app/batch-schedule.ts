import type { BatchId } from "../core/batch/batch-id.ts";

interface Entry {
  dueMs: number;
  lookedMs: number;
  failures: number;
  /** Something happened since the last look began. */
  isWoken: boolean;
}

/** When each followed batch is looked at next. Webhooks bring a look forward, but not closer than the pause. */
export class BatchSchedule {
  readonly #entries = new Map<BatchId, Entry>();
  readonly #pauseMs: number;

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /** A batch whose last look failed keeps its waiting time: neither news nor wishes make GitHub answer. */
  follow(id: BatchId, dueMs: number): void {
    const known = this.#entries.get(id);
    if (!known) {
      const lookedMs = Number.NEGATIVE_INFINITY;
      this.#entries.set(id, { dueMs, lookedMs, failures: 0, isWoken: false });
    } else if (known.failures === 0) {
      known.dueMs = Math.min(known.dueMs, dueMs);
    }
  }

  /** Something happened that may concern any of them. */
  wakeAll(nowMs: number): void {
    for (const entry of this.#entries.values()) {
      entry.isWoken = true;
      if (entry.failures > 0) continue;
      entry.dueMs = Math.min(entry.dueMs, Math.max(nowMs, entry.lookedMs + this.#pauseMs));
    }
  }

  /** A batch that is due; its look begins now. */
  takeDue(nowMs: number): BatchId | undefined {
    for (const [id, entry] of this.#entries) {
      if (entry.dueMs > nowMs) continue;
      entry.isWoken = false;
      entry.lookedMs = nowMs;
      entry.dueMs = Number.POSITIVE_INFINITY;
      return id;
    }
    return undefined;
  }

  looked(id: BatchId, { nowMs, dueMs }: { readonly nowMs: number; readonly dueMs: number }): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const earliest = nowMs + this.#pauseMs;
    entry.failures = 0;
    entry.dueMs = entry.isWoken ? earliest : Math.max(dueMs, earliest);
  }

  /** Counts failures in a row and returns how many there are now. */
  failed(id: BatchId): number {
    const entry = this.#entries.get(id);
    if (!entry) return 1;
    entry.failures += 1;
    return entry.failures;
  }

  postpone(id: BatchId, dueMs: number): void {
    const entry = this.#entries.get(id);
    if (entry) entry.dueMs = dueMs;
  }

  forget(id: BatchId): void {
    this.#entries.delete(id);
  }

  /** Infinity: nothing is due ever. */
  nextDueMs(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) dueMs = Math.min(dueMs, entry.dueMs);
    return dueMs;
  }
}
