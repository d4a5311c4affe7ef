import { isBasicExpression, isMapping, isScalar } from "@actions/workflow-parser";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";

/** The value under a key; undefined when the token is no mapping or lacks the key. */
export function findToken(token: TemplateToken | undefined, key: string): TemplateToken | undefined {
  return token !== undefined && isMapping(token) ? token.find(key) : undefined;
}

export function findMapping(token: TemplateToken | undefined, key: string): MappingToken | undefined {
  const found = findToken(token, key);
  return found !== undefined && isMapping(found) ? found : undefined;
}

/** A literal's text, unevaluated. */
export function literalText(token: TemplateToken | undefined): string | undefined {
  return token !== undefined && isScalar(token) ? token.toString() : undefined;
}

/** A text with its expressions as they stand in the file. */
export function writtenText(token: TemplateToken): string {
  if (isBasicExpression(token)) return token.source ?? token.toString();
  return literalText(token) ?? "";
}
