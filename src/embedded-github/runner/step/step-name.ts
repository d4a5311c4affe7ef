import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { evaluateText } from "../expressions/evaluate-token.ts";
import type { Scope } from "../expressions/scope.ts";
import { TemplateError } from "../expressions/template-error.ts";
import { writtenText } from "../workflow/tokens.ts";
import type { StepDefinition } from "../workflow/workflow.ts";

/** `name`, or `Run …` with the action or the first line of the script; unevaluated without a scope. */
export function stepName(step: StepDefinition, scope: Scope | undefined): string {
  if (step.name !== undefined) {
    const name = textOf(step.name, scope);
    if (name.trim() !== "") return name;
  }
  if (step.work.kind === "uses") return `Run ${step.work.uses}`;
  const lines = textOf(step.work.script, scope).split("\n");
  return `Run ${lines.find((line) => line.trim() !== "")?.trim() ?? ""}`.trimEnd();
}

function textOf(token: TemplateToken, scope: Scope | undefined): string {
  if (scope === undefined) return writtenText(token);
  try {
    return evaluateText(token, scope);
  } catch (error) {
    // The work itself will say what is wrong with the expression.
    if (error instanceof TemplateError) return writtenText(token);
    throw error;
  }
}
