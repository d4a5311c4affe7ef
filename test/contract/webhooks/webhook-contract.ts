/**
 * What GitHub says about the webhooks it sends, asked of the ones the embedded GitHub sent. Any
 * test that lets it send some can ask.
 */
import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import type { Delivery } from "../../../src/embedded-github/webhooks/webhooks.ts";
import { closedSchema } from "../../support/github-contract-schema.ts";
import { WEBHOOK_EXCEPTIONS } from "./webhook-exceptions.ts";

const SLICE = new URL("../slices/github-webhooks.json", import.meta.url);

const Slice = z.object({
  source: z.string(),
  webhooks: z.record(
    z.string(),
    z.object({ headers: z.array(z.string()), schema: z.object({ $ref: z.string() }) }),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

interface WebhookContract {
  readonly webhooks: z.infer<typeof Slice>["webhooks"];
  validatorOf(name: string): ValidateFunction;
}

let contract: WebhookContract | undefined;

/** Read once in a process, and compiled where needed: GitHub's schemas are large. */
function webhookContract(): WebhookContract {
  contract ??= readContract();
  return contract;
}

function readContract(): WebhookContract {
  const { webhooks, components } = Slice.parse(JSON.parse(readFileSync(SLICE, "utf8")));
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const schemas = Object.entries(components.schemas).map(([name, schema]) => [
    name,
    closedSchema(schema, "part"),
  ]);
  ajv.addSchema({ $id: "github", components: { schemas: Object.fromEntries(schemas) } });
  const compiled = new Map<string, ValidateFunction>();
  return {
    webhooks,
    validatorOf(name) {
      const known = compiled.get(name);
      if (known) return known;
      const { $ref } = described(webhooks, name).schema;
      const validate = ajv.compile(closedSchema({ $ref }, "whole"));
      compiled.set(name, validate);
      return validate;
    },
  };
}

function described(webhooks: WebhookContract["webhooks"], name: string): WebhookContract["webhooks"][string] {
  const webhook = webhooks[name];
  if (webhook) return webhook;
  throw new Error(
    `GitHub's webhooks as sliced have no ${name}: list it in scripts/contracts/slice-webhooks.ts`,
  );
}

/** `issue_comment.created`, `push` … */
export function knownWebhooks(): readonly string[] {
  return Object.keys(webhookContract().webhooks);
}

/** Names of the headers that GitHub promises, in small letters. */
export function promisedHeaders(name: string): readonly string[] {
  return described(webhookContract().webhooks, name).headers;
}

/** How a delivery differs from what GitHub would send, but for what is known; nothing when it does not. */
export function webhookDifferences(delivery: Pick<Delivery, "name" | "payload">): readonly string[] {
  const known = new Set(WEBHOOK_EXCEPTIONS.map(({ difference: text }) => text));
  return allWebhookDifferences(delivery).filter((text) => !known.has(text));
}

export function allWebhookDifferences({
  name,
  payload,
}: Pick<Delivery, "name" | "payload">): readonly string[] {
  const validate = webhookContract().validatorOf(name);
  // As it arrives: what is undefined here is absent there.
  const isValid = validate(JSON.parse(JSON.stringify(payload)));
  return isValid ? [] : [...new Set((validate.errors ?? []).map((error) => difference(name, error)))];
}

// `push /commits/*/author must have required property 'name'`
function difference(name: string, { instancePath, message, params }: ErrorObject): string {
  const unknown: unknown = params["unevaluatedProperty"];
  const what = typeof unknown === "string" ? `must not have \`${unknown}\`` : (message ?? "");
  return `${name} ${instancePath.replace(/\/\d+(?=\/|$)/gu, "/*")} ${what}`;
}
