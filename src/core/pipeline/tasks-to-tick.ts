import { parseCitation } from "../evidence/citation.ts";
import type { EvidenceBody } from "../evidence/evidence.ts";
import type { Task } from "../sprint/story.ts";
import { compareTaskText } from "./task-text.ts";

/**
 * Lines of the boxes that may be ticked: the builder cites a place for the task and a reviewer who
 * does not know the builder's account found it implemented. A task with subtasks is ticked with its
 * last subtask, never before. Equal texts need as many pieces of evidence as there are boxes.
 */
export function tasksToTick(
  tasks: readonly Task[],
  addressed: EvidenceBody<"builder">["tasks_addressed"],
  verification: EvidenceBody<"review">["task_verification"],
): readonly number[] {
  const cited = countCited(addressed);
  const refused = new Set(
    verification.filter((entry) => !entry.implemented).map((entry) => compareTaskText(entry.task)),
  );
  const confirmed = new Set(
    verification.filter((entry) => entry.implemented).map((entry) => compareTaskText(entry.task)),
  );
  const ticked = new Set<number>();
  // From the last to the first: subtasks stand below their task.
  for (const [index, task] of [...tasks.entries()].toReversed()) {
    if (task.checked) continue;
    const name = compareTaskText(task.text);
    const children = childrenOf(tasks, index);
    const hasProof = (cited.get(name) ?? 0) > 0 && confirmed.has(name) && !refused.has(name);
    const childrenDone = children.every((child) => child.checked || ticked.has(child.line));
    if (children.length > 0 ? childrenDone && !refused.has(name) : hasProof) ticked.add(task.line);
    if (hasProof) cited.set(name, (cited.get(name) ?? 0) - 1);
  }
  return [...ticked].toSorted((a, b) => a - b);
}

function countCited(addressed: EvidenceBody<"builder">["tasks_addressed"]): Map<string, number> {
  const cited = new Map<string, number>();
  for (const entry of addressed) {
    if (!parseCitation(entry.evidence)) continue;
    const name = compareTaskText(entry.task);
    cited.set(name, (cited.get(name) ?? 0) + 1);
  }
  return cited;
}

function childrenOf(tasks: readonly Task[], index: number): readonly Task[] {
  const depth = tasks[index]?.depth ?? 0;
  const after = tasks.slice(index + 1);
  const end = after.findIndex((task) => task.depth <= depth);
  return end < 0 ? after : after.slice(0, end);
}
