/** Values of the token tree that GitHub's parser leaves of a workflow or action file. */
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from "@actions/workflow-parser";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { TokenType } from "@actions/workflow-parser/templates/tokens/types";
import { evaluateExpression, messageOf } from "./evaluate-expression.ts";
import { isJsonObject, type Json, toText } from "./json.ts";
import type { Scope } from "./scope.ts";
import { TemplateError } from "./template-error.ts";

export function evaluateToken(token: TemplateToken, scope: Scope): Json {
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value;
  if (isBasicExpression(token)) return evaluateAt(token, token.expression, scope);
  if (isSequence(token)) return [...token].map((item) => evaluateToken(item, scope));
  if (isMapping(token)) return evaluateMapping(token, scope);
  return null;
}

export function evaluateText(token: TemplateToken, scope: Scope): string {
  return toText(evaluateToken(token, scope));
}

/** `env`, `with`, `outputs`: names with texts. Keys may be expressions; `${{ insert }}` merges an object. */
export function evaluateTexts(token: TemplateToken | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {};
  const value = evaluateToken(token, scope);
  if (!isJsonObject(value)) {
    if (value === null || value === "") return {};
    throw errorAt(token, scope, "A mapping was expected");
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toText(item)]));
}

export function evaluateBoolean(token: TemplateToken, scope: Scope): boolean {
  const value = evaluateToken(token, scope);
  if (typeof value === "boolean") return value;
  throw errorAt(token, scope, `Unexpected value '${toText(value)}'`);
}

export function evaluateNumber(token: TemplateToken, scope: Scope): number {
  const value = evaluateToken(token, scope);
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw errorAt(token, scope, `Unexpected value '${toText(value)}'`);
}

export function errorAt(token: TemplateToken, scope: Scope, message: string): TemplateError {
  const at =
    token.line === undefined || token.col === undefined
      ? scope.file
      : `${scope.file} (Line: ${token.line}, Col: ${token.col})`;
  return new TemplateError(`The template is not valid. ${at}: ${message}`);
}

function evaluateMapping(token: MappingToken, scope: Scope): Json {
  const entries: [string, Json][] = [];
  for (const { key, value } of token) {
    if (key.templateTokenType === TokenType.InsertExpression) {
      const inserted = evaluateToken(value, scope);
      if (isJsonObject(inserted)) entries.push(...Object.entries(inserted));
    } else {
      entries.push([evaluateText(key, scope), evaluateToken(value, scope)]);
    }
  }
  return Object.fromEntries(entries);
}

function evaluateAt(token: TemplateToken, expression: string, scope: Scope): Json {
  try {
    return evaluateExpression(expression, scope);
  } catch (error) {
    throw errorAt(token, scope, messageOf(error));
  }
}
