import { z } from "zod";
import { epochMs } from "../../instant.ts";

/** The last effects of a batch that ended may have been lost: it is looked at for so long. */
export const OVER_WATCH_MS = 10 * 60_000;
/** People merge what was delivered days after the batch ended; the board follows for so long. */
export const MERGE_WATCH_MS = 30 * 24 * 3_600_000;

/** The part of a batch's file that tells; what cannot be read so has not ended. */
const Ended = z.object({
  condition: z.object({ at: z.iso.datetime() }),
  stories: z.array(z.object({ condition: z.object({ kind: z.string() }) })),
});

/** Whether a batch, as it stands in its file, still wants to be looked at. */
export function isLookedAfter(batch: unknown, now: string): boolean {
  const ended = Ended.safeParse(batch);
  if (!ended.success) return true;
  const agoMs = epochMs(now) - epochMs(ended.data.condition.at);
  const isUnmerged = ended.data.stories.some(({ condition }) => condition.kind === "delivered");
  return agoMs <= (isUnmerged ? MERGE_WATCH_MS : OVER_WATCH_MS);
}
