/** Inputs as declared: `inputs.x` has the declared type, `github.event.inputs.x` is always text. */
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { errorAt, evaluateToken } from "../expressions/evaluate-token.ts";
import { asJson, type Json, type JsonObject, toText } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import type { InputDefinition } from "./workflow.ts";
import { isMapping } from "@actions/workflow-parser";

/** Values of a dispatch, which arrive as text or already typed. */
export function dispatchInputs(
  definitions: readonly InputDefinition[],
  given: Readonly<Record<string, unknown>>,
  scope: Scope,
): { readonly inputs: JsonObject; readonly eventInputs: JsonObject } {
  const inputs: Record<string, Json> = {};
  const eventInputs: Record<string, Json> = {};
  for (const definition of definitions) {
    const sent = given[definition.name];
    const value = sent === undefined ? defaultOf(definition, scope) : asJson(sent);
    inputs[definition.name] = parseText(definition, value);
    eventInputs[definition.name] = toText(value);
  }
  return { inputs, eventInputs };
}

/** Values of `with` on a calling job, evaluated in the caller's scope. */
export function callInputs(
  definitions: readonly InputDefinition[],
  given: TemplateToken | undefined,
  scopes: { readonly caller: Scope; readonly called: Scope },
): JsonObject {
  const tokens = new Map<string, TemplateToken>();
  if (given !== undefined && isMapping(given)) {
    for (const { key, value } of given) tokens.set(key.toString().toLowerCase(), value);
  }
  const inputs: Record<string, Json> = {};
  for (const definition of definitions) {
    const token = tokens.get(definition.name.toLowerCase());
    inputs[definition.name] =
      token === undefined ? defaultOf(definition, scopes.called) : typed(definition, token, scopes.caller);
  }
  return inputs;
}

/** GitHub does not turn text into numbers or booleans here: `fromJSON` is the author's business. */
function typed(definition: InputDefinition, token: TemplateToken, scope: Scope): Json {
  const value = evaluateToken(token, scope);
  if (definition.type === "boolean" || definition.type === "number") {
    if (typeof value === definition.type) return value;
    throw errorAt(token, scope, `Unexpected value '${toText(value)}'`);
  }
  if (typeof value === "object" && value !== null) {
    throw errorAt(token, scope, "A sequence or mapping was not expected");
  }
  return toText(value);
}

function defaultOf(definition: InputDefinition, scope: Scope): Json {
  if (definition.default !== undefined) return evaluateToken(definition.default, scope);
  if (definition.type === "boolean") return false;
  return definition.type === "number" ? 0 : "";
}

function parseText(definition: InputDefinition, value: Json): Json {
  if (definition.type === "boolean") return toText(value).toLowerCase() === "true";
  if (definition.type === "number") return Number(toText(value));
  return toText(value);
}
