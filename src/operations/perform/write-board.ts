import type { BatchState } from "../../core/batch/batch-state.ts";
import type { Decision } from "../../core/batch/decision.ts";
import { epochMs } from "../../core/instant.ts";
import { setBoardStatuses } from "../../core/sprint/edit-board.ts";
import type { AppContext } from "../app-context.ts";
import { batchMemory } from "../memory.ts";
import type { BoardWrite } from "../ports.ts";
import type { Sprint } from "../observe/read-sprint.ts";

type BoardDecision = Extract<Decision, { kind: "writeBoard" }>;

/** A rule that keeps us out is rarely lifted within minutes, and asking again costs a write. */
const REFUSED_PAUSE_MS = 10 * 60_000;

function messageOf(state: BatchState, changes: BoardDecision["changes"]): string {
  const [first] = changes;
  const headline =
    changes.length === 1 && first
      ? `Move ${first.key} to ${first.to} on the sprint board`
      : `Move ${changes.length} stories on the sprint board`;
  const lines = changes.map(({ key, from, to }) => `- ${key}: ${from} → ${to}`);
  // Statuses change nothing that a workflow could check.
  return `${headline}\n\n${lines.join("\n")}\n\nBatch-Stories-Batch: ${state.id}\n\n[skip ci]`;
}

async function write(
  context: AppContext,
  { state, sprint }: { readonly state: BatchState; readonly sprint: Sprint },
  changes: BoardDecision["changes"],
): Promise<BoardWrite> {
  const { board, commit } = sprint.snapshot;
  const id = sprint.tree.get(board.path);
  const text = id === undefined ? undefined : await context.reader.readExactly(id);
  if (text === undefined) return { kind: "refused", reason: `${board.path} is not UTF-8 text` };
  const edited = setBoardStatuses(text, changes).text;
  if (edited === text) return { kind: "conflict" };
  return await context.boardWriter.write({
    branch: state.base.branch,
    expectedHead: commit,
    path: board.path,
    text: edited,
    message: messageOf(state, changes),
  });
}

/** Says whether the board now shows the changes. What is refused is told in the tracking comment, once. */
export async function writeBoard(
  context: AppContext,
  batch: { readonly state: BatchState; readonly sprint: Sprint | undefined },
  changes: BoardDecision["changes"],
): Promise<"written" | "conflict" | "refused"> {
  const { state, sprint } = batch;
  const memory = batchMemory(context.memory, state.id);
  const now = context.clock.now();
  const refusedMs = memory.boardRefusal ? epochMs(now) - epochMs(memory.boardRefusal.at) : undefined;
  if (refusedMs !== undefined && refusedMs < REFUSED_PAUSE_MS) return "refused";
  if (!sprint) return "conflict";
  const outcome = await write(context, { state, sprint }, changes);
  const fields = { batch: state.id, outcome: outcome.kind, changes: changes.length };
  context.log.info("board written", fields);
  memory.boardRefusal = outcome.kind === "refused" ? { reason: outcome.reason, at: now } : undefined;
  return outcome.kind;
}
