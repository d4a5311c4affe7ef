/**
 * Workflow and action files through the schemas of GitHub's own parser. Its ready-made entry points
 * are made for editors: for texts of several lines they keep what stands in the file, indentation
 * and all, where a runner needs the value YAML gives. This reads the same events without that.
 */
import { isMapping, isString, NoOperationTraceWriter } from "@actions/workflow-parser";
import { ACTION_ROOT } from "@actions/workflow-parser/actions/action-constants";
import { getActionSchema } from "@actions/workflow-parser/actions/action-schema";
import type { ObjectReader } from "@actions/workflow-parser/templates/object-reader";
import {
  TemplateContext,
  TemplateValidationErrors,
} from "@actions/workflow-parser/templates/template-context";
import { readTemplate } from "@actions/workflow-parser/templates/template-reader";
import { type MappingToken, StringToken } from "@actions/workflow-parser/templates/tokens/index";
import { WORKFLOW_ROOT } from "@actions/workflow-parser/workflows/workflow-constants";
import { getWorkflowSchema } from "@actions/workflow-parser/workflows/workflow-schema";
import { YamlObjectReader } from "@actions/workflow-parser/workflows/yaml-object-reader";

export interface ParsedTemplate {
  /** undefined when the context has errors that leave nothing to read. */
  readonly root: MappingToken | undefined;
  readonly context: TemplateContext;
}

export function parseTemplate(
  kind: "workflow" | "action",
  file: { readonly path: string; readonly text: string },
): ParsedTemplate {
  const schema = kind === "workflow" ? getWorkflowSchema() : getActionSchema();
  const errors = new TemplateValidationErrors();
  const context = new TemplateContext(errors, schema, new NoOperationTraceWriter());
  const fileId = context.getFileId(file.path);
  const reader = new YamlObjectReader(fileId, file.text);
  for (const error of reader.errors) context.error(fileId, error.message, error.range);
  if (reader.errors.length > 0) return { root: undefined, context };
  const definition = kind === "workflow" ? WORKFLOW_ROOT : ACTION_ROOT;
  const root = readTemplate(context, definition, withoutSources(reader), fileId);
  return { root: root !== undefined && isMapping(root) ? root : undefined, context };
}

function withoutSources(reader: ObjectReader): ObjectReader {
  return {
    allowLiteral() {
      const token = reader.allowLiteral();
      if (token === undefined || !isString(token)) return token;
      return new StringToken(token.file, token.range, token.value, token.definitionInfo);
    },
    allowSequenceStart: () => reader.allowSequenceStart(),
    allowSequenceEnd: () => reader.allowSequenceEnd(),
    allowMappingStart: () => reader.allowMappingStart(),
    allowMappingEnd: () => reader.allowMappingEnd(),
    validateStart: () => reader.validateStart(),
    validateEnd: () => reader.validateEnd(),
  };
}
