/**
 * Cuts the webhooks that the embedded GitHub can send out of GitHub's own description (OpenAPI 3.1,
 * so its schemas are plain JSON Schema 2020-12): for each its headers and the schema of its payload,
 * and every schema those refer to, without the prose.
 */
import { z } from "zod";
import { reachableSchemas } from "./json-schema.ts";

/** `event.action`, as the embedded GitHub names its deliveries. */
export const SENT_WEBHOOKS = [
  "installation.created",
  "issue_comment.created",
  "issue_comment.deleted",
  "issue_comment.edited",
  "issues.closed",
  "issues.edited",
  "issues.opened",
  "issues.reopened",
  "pull_request.closed",
  "pull_request.converted_to_draft",
  "pull_request.edited",
  "pull_request.opened",
  "pull_request.ready_for_review",
  "pull_request.reopened",
  "pull_request.review_requested",
  "pull_request.synchronize",
  "pull_request_review.submitted",
  "push",
  "workflow_job.completed",
  "workflow_job.in_progress",
  "workflow_job.queued",
  "workflow_run.completed",
  "workflow_run.in_progress",
  "workflow_run.requested",
] as const;

const Description = z.object({
  openapi: z.string().startsWith("3.1"),
  webhooks: z.record(
    z.string(),
    z.object({
      post: z.object({
        parameters: z.array(z.object({ name: z.string(), in: z.literal("header"), required: z.boolean() })),
        requestBody: z.object({
          content: z.object({ "application/json": z.object({ schema: z.unknown() }) }),
        }),
      }),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

export interface WebhookSlice {
  /** Package, version and file it was cut from. */
  readonly source: string;
  readonly webhooks: Readonly<
    Record<string, { readonly headers: readonly string[]; readonly schema: unknown }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What says nothing about which payloads are valid. */
const PROSE = new Set([
  "description",
  "title",
  "example",
  "examples",
  "externalDocs",
  "default",
  "deprecated",
]);
/** Keywords whose keys are names of GitHub's, not keywords. */
const NAMING = new Set(["properties", "patternProperties", "$defs"]);

export function sliceWebhooks(description: unknown, source: string): WebhookSlice {
  const { webhooks, components } = Description.parse(description);
  const sent: Record<string, WebhookSlice["webhooks"][string]> = {};
  for (const name of SENT_WEBHOOKS) {
    const found = webhooks[name.replace(".", "-").replaceAll("_", "-")];
    if (!found) throw new Error(`${source} describes no webhook ${name}.`);
    const { parameters, requestBody } = found.post;
    const headers = parameters.filter((header) => header.required).map((header) => header.name.toLowerCase());
    sent[name] = { headers: headers.toSorted(), schema: requestBody.content["application/json"].schema };
  }
  const schemas = reachableSchemas(sent, components.schemas, (schema) => withoutProse(schema, false));
  return { source, webhooks: sent, components: { schemas } };
}

/** A property may well be called `description`; then it is kept. */
function withoutProse(value: unknown, isNaming: boolean): unknown {
  if (Array.isArray(value)) return value.map((below: unknown) => withoutProse(below, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => isNaming || !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, below]) => [key, withoutProse(below, !isNaming && NAMING.has(key))]),
  );
}
