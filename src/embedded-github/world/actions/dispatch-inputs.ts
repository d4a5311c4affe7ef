/** What `on.workflow_dispatch` of a workflow file says, and whether given inputs fit it. */
import { parseDocument } from "yaml";

interface InputDefinition {
  readonly type: string;
  readonly isRequired: boolean;
  readonly default: unknown;
  readonly options: readonly string[];
}

export type WorkflowFile =
  | {
      readonly kind: "readable";
      readonly name: string | undefined;
      readonly isDispatchable: boolean;
      readonly inputs: ReadonlyMap<string, InputDefinition>;
    }
  | { readonly kind: "unreadable"; readonly message: string };

export type CheckedInputs =
  | { readonly kind: "fit"; readonly inputs: Readonly<Record<string, unknown>> }
  | { readonly kind: "unfit"; readonly message: string };

/** GitHub's limits on one dispatch. */
const MAX_INPUTS = 25;
const MAX_CHARACTERS = 65_535;

export function readWorkflowFile(text: string): WorkflowFile {
  const document = parseDocument(text, { uniqueKeys: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error) return { kind: "unreadable", message: error.message };
  const content: unknown = document.toJS({ maxAliasCount: 100 });
  const triggers = field(content, "on");
  const name = field(content, "name");
  return {
    kind: "readable",
    name: typeof name === "string" ? name : undefined,
    isDispatchable: isNamed(triggers, "workflow_dispatch"),
    inputs: readInputs(field(field(triggers, "workflow_dispatch"), "inputs")),
  };
}

function isNamed(triggers: unknown, event: string): boolean {
  if (typeof triggers === "string") return triggers === event;
  if (Array.isArray(triggers)) return triggers.includes(event);
  return typeof triggers === "object" && triggers !== null && event in triggers;
}

function readInputs(value: unknown): ReadonlyMap<string, InputDefinition> {
  const inputs = new Map<string, InputDefinition>();
  if (typeof value !== "object" || value === null) return inputs;
  for (const [name, definition] of Object.entries(value)) {
    const type = field(definition, "type");
    const options = field(definition, "options");
    inputs.set(name, {
      type: typeof type === "string" ? type : "string",
      isRequired: field(definition, "required") === true,
      default: field(definition, "default"),
      options: Array.isArray(options) ? options.map(String) : [],
    });
  }
  return inputs;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

export function checkInputs(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
): CheckedInputs {
  const names = Object.keys(given);
  if (names.length > MAX_INPUTS)
    return unfit(`A workflow_dispatch event can have at most ${MAX_INPUTS} inputs.`);
  if (JSON.stringify(given).length > MAX_CHARACTERS) return unfit("inputs are too large.");
  const unexpected = names.filter((name) => !definitions.has(name));
  if (unexpected.length > 0) return unfit(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs: Record<string, unknown> = {};
  for (const [name, definition] of definitions) {
    const value = given[name] ?? definition.default;
    const problem = wrongValue(name, definition, value);
    if (problem !== undefined) return unfit(problem);
    inputs[name] = typedValue(definition, value);
  }
  return { kind: "fit", inputs };
}

function unfit(message: string): CheckedInputs {
  return { kind: "unfit", message };
}

function wrongValue(name: string, definition: InputDefinition, value: unknown): string | undefined {
  const isMissing = value === undefined || value === null || value === "";
  if (isMissing) return definition.isRequired ? `Required input '${name}' not provided` : undefined;
  const text = plain(value);
  if (definition.type === "choice" && !definition.options.includes(text)) {
    return `Provided value '${text}' for input '${name}' not in the list of allowed values`;
  }
  if (definition.type === "boolean" && text !== "true" && text !== "false") {
    return `Provided value '${text}' for input '${name}' is not a boolean`;
  }
  return definition.type === "number" && Number.isNaN(Number(text))
    ? `Provided value '${text}' for input '${name}' is not a number`
    : undefined;
}

/** The `inputs` context keeps booleans and numbers; everything else is text. */
function typedValue(definition: InputDefinition, value: unknown): unknown {
  if (definition.type === "boolean") return plain(value) === "true";
  if (value === undefined || value === null) return "";
  return definition.type === "number" ? Number(plain(value)) : plain(value);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
