import type { BatchId } from "../../core/batch/batch-id.ts";
import { epochMs } from "../../core/instant.ts";
import { advanceBatch } from "../advance-batch.ts";
import type { Advance } from "../advance-batch.ts";
import type { AppContext } from "../app-context.ts";
import type { Pause } from "../ports.ts";

const MOST_LOOKS = 5;
/** What is due later than this is not worth a runner that waits for it. */
const WORTH_WAITING_MS = 10_000;

/**
 * A job looks a few times and is gone, where the app would come back: it stays as long as something
 * is due at once, such as a board that somebody else wrote in between.
 */
export async function lookUntilCalm(context: AppContext, id: BatchId, pause: Pause): Promise<Advance> {
  for (let look = 1; ; look += 1) {
    const advance = await advanceBatch(context, id);
    const { lookAgainAt } = advance;
    if (lookAgainAt === undefined || look === MOST_LOOKS) return advance;
    const waitMs = epochMs(lookAgainAt) - epochMs(context.clock.now());
    if (waitMs > WORTH_WAITING_MS) return advance;
    await pause.seconds(Math.max(1, Math.ceil(waitMs / 1000)));
  }
}
