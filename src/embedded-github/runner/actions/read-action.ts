/** action.yml → ActionDefinition, by GitHub's own parser. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertActionTemplate } from "@actions/workflow-parser/actions/action-template";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { parseTemplate } from "../workflow/parse-template.ts";
import { readSteps } from "../workflow/read-steps.ts";
import { findMapping, findToken, literalText } from "../workflow/tokens.ts";
import type { ActionDefinition, CompositeRuns, NodeRuns } from "./action-definition.ts";

export interface ActionFile {
  readonly path: string;
  readonly definition: ActionDefinition;
}

/** undefined: no action there. Throws with GitHub's words when the file is not valid. */
export async function readAction(folder: string): Promise<ActionFile | undefined> {
  for (const name of ["action.yml", "action.yaml"]) {
    const path = join(folder, name);
    const text = await readIfThere(path);
    if (text !== undefined) return { path, definition: parse(text, path) };
  }
  return undefined;
}

function parse(text: string, path: string): ActionDefinition {
  const { context, root } = parseTemplate("action", { path, text });
  const template = root && convertActionTemplate(context, root);
  const errors = context.errors.getErrors();
  if (root === undefined || template === undefined || errors.length > 0) {
    throw new Error(errors.map((error) => error.message).join("\n") || `${path} is not valid.`);
  }
  const runs = findMapping(root, "runs");
  const steps = template.runs.using === "composite" ? template.runs.steps : undefined;
  return {
    inputs: entriesOf(findMapping(root, "inputs")).map(([name, input]) => ({
      name,
      default: findToken(input, "default"),
    })),
    runs:
      steps === undefined
        ? readNodeRuns(runs, path)
        : readComposite(root, { steps: readSteps(findToken(runs, "steps"), steps) }),
  };
}

function readNodeRuns(runs: MappingToken | undefined, path: string): NodeRuns {
  const using = literalText(runs?.find("using")) ?? "";
  const main = literalText(runs?.find("main"));
  if (!using.startsWith("node") || main === undefined) {
    throw new Error(`${path}: actions that run with '${using}' are not supported by this runner.`);
  }
  return {
    kind: "node",
    using,
    main,
    pre: literalText(runs?.find("pre")),
    preIf: literalText(runs?.find("pre-if")) ?? "always()",
    post: literalText(runs?.find("post")),
    postIf: literalText(runs?.find("post-if")) ?? "always()",
  };
}

function readComposite(root: MappingToken, { steps }: Pick<CompositeRuns, "steps">): CompositeRuns {
  const outputs = entriesOf(findMapping(root, "outputs")).flatMap(([name, output]) => {
    const value = findToken(output, "value");
    return value === undefined ? [] : [{ name, value }];
  });
  return { kind: "composite", steps, outputs };
}

function entriesOf(mapping: MappingToken | undefined): [string, TemplateToken][] {
  return mapping === undefined ? [] : [...mapping].map(({ key, value }) => [key.toString(), value]);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
