import { evaluateText, evaluateTexts } from "../expressions/evaluate-token.ts";
import type { JobLog } from "../log/job-log.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import type { UsesWork } from "../workflow/workflow.ts";
import type { ActionDefinition } from "./action-definition.ts";

/** Inputs as the action names them, defaults included. */
export function readActionInputs(
  definitions: ActionDefinition["inputs"],
  parts: { readonly ready: ReadyStep; readonly work: UsesWork; readonly log: JobLog },
): Readonly<Record<string, string>> {
  const { scope } = parts.ready;
  const given = new Map(
    Object.entries(evaluateTexts(parts.work.with, scope)).map(
      ([name, value]) => [name.toLowerCase(), { name, value }] as const,
    ),
  );
  const inputs: Record<string, string> = {};
  for (const definition of definitions) {
    const value = given.get(definition.name.toLowerCase())?.value;
    given.delete(definition.name.toLowerCase());
    if (value !== undefined) inputs[definition.name] = value;
    else if (definition.default !== undefined) {
      inputs[definition.name] = evaluateText(definition.default, scope);
    }
  }
  if (given.size > 0) warnOfUnexpected([...given.values()], definitions, parts.log);
  for (const { name, value } of given.values()) inputs[name] = value;
  return inputs;
}

export function inputVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
}

function warnOfUnexpected(
  unexpected: readonly { readonly name: string }[],
  definitions: ActionDefinition["inputs"],
  log: JobLog,
): void {
  const names = unexpected.map(({ name }) => `'${name}'`).join(", ");
  const valid = definitions.map(({ name }) => `'${name}'`).join(", ");
  log.warning(`Unexpected input(s) ${names}, valid inputs are [${valid}]`);
}
