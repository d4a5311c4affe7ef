import { isOfRun } from "../../core/batch/batch-id.ts";
import type { AppContext } from "../app-context.ts";
import { Failure } from "../failure.ts";
import type { Pause } from "../ports.ts";
import { lookUntilCalm } from "./look-until-calm.ts";
import { asIfOver, type OwnRun } from "./own-run.ts";

/**
 * Runs whose last job was killed left claims and statuses behind, and people have merged since:
 * nobody but the next run looks after what was started by hand. Batches that a comment started are
 * the app's business.
 */
export async function settleEarlier(context: AppContext, own: OwnRun, pause: Pause): Promise<void> {
  // A run can only be started again when it has ended: what its earlier attempts began is over.
  const before = { ...own, attempt: Math.max(1, own.attempt - 1), conclusion: null };
  const inside = { ...context, runs: asIfOver(context.runs, before) };
  for (const id of await context.store.listOpen(context.clock.now())) {
    if (!isOfRun(id)) continue;
    try {
      await lookUntilCalm(inside, id, pause);
    } catch (error) {
      // It keeps its claims, so that nothing runs twice; the stories of others can go on.
      const why = error instanceof Error ? error.message : "no reason was given";
      const text = `Batch ${id} of an earlier run could not be settled, its stories stay claimed: ${why}`;
      // A mistake of ours in one old batch may not keep everything from running, but has to be seen.
      if (error instanceof Failure) context.log.warn(text);
      else context.log.error(text);
    }
  }
}
