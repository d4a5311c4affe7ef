import type { BatchState, DecisionRecord } from "../../core/batch/batch-state.ts";
import { boundedText } from "../../core/bounded-text.ts";
import type { Reconciliation } from "../../core/batch/reconcile.ts";
import type { AppContext } from "../app-context.ts";
import { batchMemory } from "../memory.ts";
import type { BatchSeen } from "../observe/observe-batch.ts";
import { orderBriefs } from "./order-briefs.ts";
import type { StoredState } from "../ports.ts";

const HEADLINE_LIMIT = 72;
const BODY_LINES = 50;

function newRecords(before: BatchState, after: BatchState): readonly DecisionRecord[] {
  const known = new Set(before.history.map((record) => JSON.stringify(record)));
  return after.history.filter((record) => !known.has(JSON.stringify(record)));
}

/** The state branch's history is the audit log: each commit says what happened and why. */
function messageOf(before: BatchState, after: BatchState): string {
  const records = newRecords(before, after);
  const what = [...new Set(records.map(({ kind, story }) => (story === null ? kind : `${kind} ${story}`)))];
  const headline = `${after.id}: ${what.length > 0 ? what.join(", ") : "see what is running"}`;
  const lines = records.slice(0, BODY_LINES).map(({ story, kind, reason }) => {
    return `- ${[kind, story].filter((part) => part !== null).join(" ")}: ${reason.replaceAll(/\s+/gu, " ")}`;
  });
  return [boundedText(headline, HEADLINE_LIMIT), "", ...lines].join("\n").trimEnd();
}

/**
 * Intent before effect: state, claims and briefs in one commit, if nobody else has written since
 * they were read. undefined: somebody has, start over.
 */
export async function recordReconciliation(
  context: AppContext,
  stored: StoredState & { readonly batch: BatchState },
  { result, seen }: { readonly result: Reconciliation; readonly seen: BatchSeen },
): Promise<string | undefined> {
  if (!result.changed && stored.version !== null) return stored.version;
  const source = { state: result.state, base: seen.observation.base, sprint: seen.sprint };
  const briefs = orderBriefs(source, result.briefs);
  const written = await context.store.write({
    version: stored.version,
    batch: result.state,
    claims: { schemaVersion: 1, claims: [...result.claims] },
    briefs,
    message: messageOf(stored.batch, result.state),
  });
  if (written.kind === "conflict") return undefined;
  const memory = batchMemory(context.memory, result.state.id);
  for (const brief of briefs) memory.briefs.set(`${brief.story} ${brief.attempt}`, brief);
  return written.version;
}
