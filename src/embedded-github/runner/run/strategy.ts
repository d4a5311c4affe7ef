/** `strategy` of a job → its legs. A job without a matrix has one. */
import { evaluateBoolean, evaluateNumber, evaluateToken } from "../expressions/evaluate-token.ts";
import type { JsonObject } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import { TemplateError } from "../expressions/template-error.ts";
import { type Combination, expandMatrix } from "../workflow/matrix.ts";
import type { JobDefinition } from "../workflow/workflow.ts";

export interface Leg {
  /** null without a matrix, as `matrix` is then. */
  readonly matrix: JsonObject | null;
  readonly strategy: JsonObject;
  readonly labels: readonly string[];
}

export interface Strategy {
  readonly failFast: boolean;
  readonly maxParallel: number;
  readonly legs: readonly Leg[];
}

export function expandStrategy(job: JobDefinition, scope: Scope): Strategy {
  const combinations = combinationsOf(job, scope);
  const failFastToken = job.strategy?.find("fail-fast");
  const failFast = failFastToken === undefined || evaluateBoolean(failFastToken, scope);
  const maxParallel = maxParallelOf(job, scope, combinations.length);
  const legs = combinations.map(({ values, labels }, index) => ({
    matrix: values,
    labels,
    strategy: {
      "fail-fast": failFast,
      "job-index": index,
      "job-total": combinations.length,
      "max-parallel": maxParallel,
    },
  }));
  return { failFast, maxParallel, legs };
}

type LegValues = Pick<Combination, "labels"> & { readonly values: JsonObject | null };

function combinationsOf(job: JobDefinition, scope: Scope): readonly LegValues[] {
  const token = job.strategy?.find("matrix");
  if (token === undefined) return [{ values: null, labels: [] }];
  const expansion = expandMatrix(evaluateToken(token, scope));
  if (expansion.kind === "combinations") return expansion.combinations;
  const place = `${scope.file} (Line: ${token.line ?? 1}, Col: ${token.col ?? 1})`;
  throw new TemplateError(
    `Error when evaluating 'strategy' for job '${job.id}'. ${place}: ${expansion.reason}`,
  );
}

function maxParallelOf(job: JobDefinition, scope: Scope, total: number): number {
  const token = job.strategy?.find("max-parallel");
  const asked = token === undefined ? 0 : evaluateNumber(token, scope);
  return asked > 0 ? Math.min(asked, total) : total;
}
