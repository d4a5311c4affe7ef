import { isBoolean, isMapping, isString } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { findMapping, findToken, literalText } from "./tokens.ts";
import type { CallInterface, InputDefinition } from "./workflow.ts";

const TYPES = ["string", "boolean", "number", "choice", "environment"] as const;

/** The configuration of one event of `on`, whichever of its three forms was used. */
export function findEvent(
  on: TemplateToken | undefined,
  event: string,
): { readonly config: TemplateToken | undefined } | undefined {
  if (on === undefined) return undefined;
  if (isString(on)) return on.value === event ? { config: undefined } : undefined;
  if (isMapping(on)) {
    const config = on.find(event);
    return config === undefined ? undefined : { config };
  }
  const names = [...on.assertSequence("on")].map(literalText);
  return names.includes(event) ? { config: undefined } : undefined;
}

export function readInputDefinitions(config: TemplateToken | undefined): readonly InputDefinition[] {
  return entriesOf(config, "inputs").map(([name, token]) => ({
    name,
    type: inputType(findToken(token, "type")),
    required: isRequired(token),
    default: findToken(token, "default"),
  }));
}

export function readCallInterface(config: TemplateToken | undefined): CallInterface {
  return {
    inputs: readInputDefinitions(config),
    secrets: entriesOf(config, "secrets").map(([name]) => name),
    outputs: entriesOf(config, "outputs").flatMap(([name, token]) => {
      const value = findToken(token, "value");
      return value === undefined ? [] : [{ name, value }];
    }),
  };
}

function inputType(token: TemplateToken | undefined): InputDefinition["type"] {
  return TYPES.find((type) => type === literalText(token)) ?? "string";
}

function isRequired(token: TemplateToken): boolean {
  const required = findToken(token, "required");
  return required !== undefined && isBoolean(required) && required.value;
}

function entriesOf(token: TemplateToken | undefined, key: string): [string, TemplateToken][] {
  const mapping = findMapping(token, key);
  return mapping === undefined ? [] : [...mapping].map((pair) => [pair.key.toString(), pair.value]);
}
