/**
 * Cuts operations out of GitHub's own description of its REST API (OpenAPI 3.0): for each what may
 * be asked and answered, with every schema those refer to, as JSON Schema and without the prose.
 */
import { z } from "zod";
import { asJsonSchema, reachableSchemas } from "./json-schema.ts";

const Reference = z.object({ $ref: z.string() });
const Content = z.record(z.string(), z.object({ schema: z.unknown().optional() }));
const Parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().default(false),
  schema: z.unknown(),
});
const Answer = z.object({
  headers: z.record(z.string(), z.unknown()).default({}),
  content: Content.default({}),
});
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.union([Reference, Parameter])).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content: Content }).optional(),
  responses: z.record(z.string(), z.union([Reference, Answer])),
  "x-github": z.object({ enabledForGitHubApps: z.boolean() }),
});
const Description = z.object({
  openapi: z.string().startsWith("3.0"),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), Parameter),
    responses: z.record(z.string(), Answer),
  }),
});
type Components = z.infer<typeof Description>["components"];

export interface RestOperation {
  readonly id: string;
  /** Whether GitHub takes an app's installation token for it. */
  readonly isForApps: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required: boolean;
    readonly schema: unknown;
  }[];
  readonly body: { readonly required: boolean; readonly schema: unknown } | null;
  /** By status; the schema of each media type. */
  readonly answers: Readonly<
    Record<
      string,
      { readonly headers: readonly string[]; readonly content: Readonly<Record<string, unknown>> }
    >
  >;
}

export interface RestSlice {
  readonly operations: Readonly<Record<string, RestOperation>>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** `wanted`: `GET /repos/{owner}/{repo}` and the like, with GitHub's own names in the path. */
export function sliceRest(description: unknown, wanted: readonly string[]): RestSlice {
  const { paths, components } = Description.parse(description);
  const operations: Record<string, RestOperation> = {};
  for (const name of [...new Set(wanted)].toSorted()) {
    const [method = "", path = ""] = name.split(" ");
    const found = paths[path]?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`GitHub's description has no operation ${name}.`);
    operations[name] = cut(Operation.parse(found), components);
  }
  return { operations, schemas: reachableSchemas(operations, components.schemas) };
}

function cut(operation: z.infer<typeof Operation>, components: Components): RestOperation {
  const json = operation.requestBody?.content["application/json"];
  return {
    id: operation.operationId,
    isForApps: operation["x-github"].enabledForGitHubApps,
    parameters: operation.parameters.map((one) => {
      const parameter = "$ref" in one ? named(components.parameters, one.$ref) : one;
      const { name, required, schema } = parameter;
      return { name, in: parameter.in, required, schema: asJsonSchema(schema) };
    }),
    body: json
      ? { required: operation.requestBody?.required ?? false, schema: asJsonSchema(json.schema) }
      : null,
    answers: Object.fromEntries(
      Object.entries(operation.responses).map(([status, one]) => {
        const answer = "$ref" in one ? named(components.responses, one.$ref) : one;
        const headers = Object.keys(answer.headers).map((header) => header.toLowerCase());
        return [status, { headers: headers.toSorted(), content: schemasOf(answer.content) }];
      }),
    ),
  };
}

function schemasOf(content: z.infer<typeof Content>): Record<string, unknown> {
  const entries = Object.entries(content).map(([type, { schema }]) => [type, asJsonSchema(schema ?? {})]);
  return Object.fromEntries(entries);
}

function named<T>(things: Readonly<Record<string, T>>, reference: string): T {
  const found = things[reference.slice(reference.lastIndexOf("/") + 1)];
  if (found === undefined) throw new Error(`GitHub's description refers to ${reference}, which it lacks.`);
  return found;
}
