/** What can end a step before it ends itself: its time, its job, the runner. */
import { anyOf, createAbort } from "../create-abort.ts";
import type { Frame } from "../job/job-state.ts";

export interface StepStop {
  readonly signal: AbortSignal;
  /** Only the reasons that also end what runs inside this step. */
  readonly expired: AbortSignal;
  isExpired(): boolean;
  close(): void;
}

export function openStepStop(
  frame: Frame,
  limits: {
    readonly timeoutMs: number | undefined;
    /** Asked when the job is cancelled: `always()` steps go on. */
    isStillWanted(): boolean;
  },
): StepStop {
  const time = createAbort();
  const cancel = createAbort();
  const { cancelled, killed } = frame.job;
  function onCancel(): void {
    if (!limits.isStillWanted()) cancel.abort();
  }
  const timer = limits.timeoutMs === undefined ? undefined : setTimeout(() => time.abort(), limits.timeoutMs);
  // A step that starts after the cancellation was wanted in spite of it.
  if (!cancelled.aborted) cancelled.addEventListener("abort", onCancel, { once: true });
  const expired = anyOf([time.signal, frame.expired]);
  return {
    signal: anyOf([expired, cancel.signal, killed]),
    expired,
    isExpired: () => time.signal.aborted,
    close() {
      clearTimeout(timer);
      cancelled.removeEventListener("abort", onCancel);
    },
  };
}
