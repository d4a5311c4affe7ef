import type { BatchId } from "../../core/batch/batch-id.ts";
import { epochMs } from "../../core/instant.ts";
import { advanceBatch } from "../advance-batch.ts";
import type { Advance } from "../advance-batch.ts";
import type { AppContext } from "../app-context.ts";
import { Failure } from "../failure.ts";
import type { Pause } from "../ports.ts";

const MOST_LOOKS = 5;
/** Of those, the ones that may break off, such as by the lost answer to a write. */
const MOST_FAILED_LOOKS = 2;
const AFTER_FAILURE_SECONDS = 2;
/** What is due later than this is not worth a runner that waits for it. */
const WORTH_WAITING_MS = 10_000;

/**
 * A job looks a few times and is gone, where the app would come back: it stays as long as something
 * is due at once, such as a board that somebody else wrote in between.
 */
export async function lookUntilCalm(context: AppContext, id: BatchId, pause: Pause): Promise<Advance> {
  let failed = 0;
  for (let look = 1; ; look += 1) {
    const advance = await tryAdvance(context, id, failed < MOST_FAILED_LOOKS);
    if (advance === undefined) {
      failed += 1;
      await pause.seconds(AFTER_FAILURE_SECONDS);
      continue;
    }
    const { lookAgainAt } = advance;
    if (lookAgainAt === undefined || look >= MOST_LOOKS) return advance;
    const waitMs = epochMs(lookAgainAt) - epochMs(context.clock.now());
    if (waitMs > WORTH_WAITING_MS) return advance;
    await pause.seconds(Math.max(1, Math.ceil(waitMs / 1000)));
  }
}

/** undefined: it broke off by what may pass. Looking again finds what was done and does the rest. */
async function tryAdvance(context: AppContext, id: BatchId, mayFail: boolean): Promise<Advance | undefined> {
  try {
    return await advanceBatch(context, id);
  } catch (error) {
    if (!mayFail || !(error instanceof Failure) || !error.retryable) throw error;
    context.log.info("looking again", { batch: id, because: error.message });
    return undefined;
  }
}
