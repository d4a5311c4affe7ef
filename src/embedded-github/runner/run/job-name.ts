import { evaluateText } from "../expressions/evaluate-token.ts";
import type { Scope } from "../expressions/scope.ts";
import { writtenText } from "../workflow/tokens.ts";
import type { JobDefinition } from "../workflow/workflow.ts";

/** GitHub's limit for the part of a name that one job contributes. */
const MAX_LENGTH = 100;

/** `name` evaluated for one leg; without an expression in it GitHub appends the matrix values. */
export function jobName(job: JobDefinition, labels: readonly string[], scope: Scope): string {
  if (job.name?.isExpression === true) return shorten(evaluateText(job.name, scope) || job.id);
  const name = plainName(job);
  return shorten(labels.length === 0 ? name : `${name} (${labels.join(", ")})`);
}

/** The name of a job that is skipped before it has legs: expressions stay as they are written. */
export function plainName(job: JobDefinition): string {
  const text = job.name === undefined ? "" : writtenText(job.name);
  return text === "" ? job.id : text;
}

function shorten(name: string): string {
  return name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH - 3)}...` : name;
}
