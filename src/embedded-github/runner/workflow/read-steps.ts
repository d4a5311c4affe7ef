import { isMapping, isSequence, isString } from "@actions/workflow-parser";
import type { Step } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { StepDefinition } from "./workflow.ts";

/**
 * Steps of a job or of a composite action. The parser's converted steps carry ids and normalised
 * conditions, the tokens everything it drops.
 */
export function readSteps(
  token: TemplateToken | undefined,
  converted: readonly Step[],
): readonly StepDefinition[] {
  if (token === undefined || !isSequence(token)) return [];
  const steps: StepDefinition[] = [];
  for (const [index, item] of [...token].entries()) {
    const known = converted[index];
    if (known !== undefined && isMapping(item)) {
      const condition = known.if?.expression ?? "success()";
      const step = readStep((key) => item.find(key), { id: known.id, condition });
      if (step !== undefined) steps.push(step);
    }
  }
  return steps;
}

function readStep(
  find: (key: string) => TemplateToken | undefined,
  known: { readonly id: string; readonly condition: string },
): StepDefinition | undefined {
  const work = readWork(find);
  if (work === undefined) return undefined;
  return {
    ...known,
    name: find("name"),
    env: find("env"),
    continueOnError: find("continue-on-error"),
    timeoutMinutes: find("timeout-minutes"),
    work,
  };
}

function readWork(find: (key: string) => TemplateToken | undefined): StepDefinition["work"] | undefined {
  const script = find("run");
  if (script !== undefined) {
    return {
      kind: "run",
      script,
      shell: find("shell"),
      workingDirectory: find("working-directory"),
    };
  }
  const uses = find("uses");
  if (uses === undefined || !isString(uses)) return undefined;
  return { kind: "uses", uses: uses.value, with: find("with") };
}
