import type { BatchId } from "../core/batch/batch-id.ts";
import { cancelBatch } from "../core/batch/cancel-batch.ts";
import type { AppContext } from "./app-context.ts";
import { Failure } from "./failure.ts";

const MAX_CONFLICTS = 5;

/** Settles everything the batch has under way; the next look cancels its runs and restores the board. */
export async function cancelRunningBatch(
  context: AppContext,
  wish: { readonly id: BatchId; readonly by: string },
): Promise<void> {
  const { id, by } = wish;
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const { version, claims, batch } = await context.store.read(id);
    if (!batch) return;
    const cancelled = cancelBatch(batch, by, context.clock.now());
    if (cancelled === batch) return;
    const written = await context.store.write({
      version,
      batch: cancelled,
      // Without its claim no attempt can deliver, whatever its run still does.
      claims: { ...claims, claims: claims.claims.filter((claim) => claim.batch !== id) },
      briefs: [],
      message: `${id}: cancelled by ${by}`,
    });
    if (written.kind === "written") return;
  }
  throw new Failure("The state branch is written by others all the time; the batch is not cancelled yet.", {
    code: "conflict",
    retryable: true,
  });
}
