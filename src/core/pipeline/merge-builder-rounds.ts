import { parseCitation } from "../evidence/citation.ts";
import type { EvidenceBody } from "../evidence/evidence.ts";
import { compareTaskText } from "./task-text.ts";

type Builder = EvidenceBody<"builder">;

/**
 * The builder's account after a fixer's round: newest citation per task, since a fix moves lines.
 * The files are not merged: they are our own difference to the base, taken again after each round.
 */
export function mergeBuilderRounds(
  before: Builder,
  round: Pick<Builder, "session" | "tasks_addressed" | "tests_added" | "learnings">,
  files: Pick<Builder, "files_created" | "files_modified" | "files_deleted">,
): Builder {
  const known = new Set(before.tasks_addressed.map((entry) => compareTaskText(entry.task)));
  const useful = round.tasks_addressed.filter(
    (entry) => parseCitation(entry.evidence) !== undefined || !known.has(compareTaskText(entry.task)),
  );
  const replaced = new Set(useful.map((entry) => compareTaskText(entry.task)));
  const kept = before.tasks_addressed.filter((entry) => !replaced.has(compareTaskText(entry.task)));
  return {
    ...before,
    ...files,
    iteration: before.iteration + 1,
    fixer_sessions: [...(before.fixer_sessions ?? []), round.session].slice(-50),
    tests_added: {
      total: before.tests_added.total + round.tests_added.total,
      passing: before.tests_added.passing + round.tests_added.passing,
    },
    tasks_addressed: [...kept, ...useful].slice(0, 500),
    learnings: [...new Set([...before.learnings, ...round.learnings])].slice(0, 50),
  };
}
