/**
 * What GitHub's own description says about an exchange with the embedded GitHub. The description
 * says only which fields must be there; here they are also the only ones that may be, or the product
 * could come to rely on a field that exists nowhere else.
 */
import { readFileSync } from "node:fs";
import { type ErrorObject, Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import { operationOf } from "../../scripts/contracts/served-operations.ts";
import type { RestOperation, RestSlice } from "../../scripts/contracts/slice-rest.ts";
import type { Exchange } from "../../src/embedded-github/http/exchange.ts";
import { DESCRIPTION_MISTAKES, type DescriptionMistake } from "./github-contract-exceptions.ts";
import { closedSchema } from "./github-contract-schema.ts";

const SLICE = new URL("../contract/slices/github-rest.json", import.meta.url);

/** What GitHub's troubleshooting pages promise for every operation, described there or not. */
const ANYWHERE: Readonly<Record<number, string>> = {
  304: "not modified",
  400: "the body is no JSON",
  401: "bad credentials",
  403: "not permitted, or too many requests",
  404: "not there, or not to be seen",
};
/** Described in words only: the content of a file as it is. */
const RAW = "application/vnd.github.raw";

const Slice = z.custom<RestSlice>(
  (value) => z.object({ operations: z.object(), schemas: z.object() }).safeParse(value).success,
);

const JSON_TYPE = "application/json";
const ANY_ERROR = { $ref: "#/components/schemas/basic-error" };

interface RestContract {
  readonly slice: RestSlice;
  validator(key: string, schema: () => unknown): ValidateFunction;
  parameters(key: string, schema: () => unknown): ValidateFunction;
}

let contract: RestContract | undefined;

/** Read once in a process, and compiled where needed. */
function restContract(): RestContract {
  contract ??= readContract();
  return contract;
}

function readContract(): RestContract {
  const slice = Slice.parse(JSON.parse(readFileSync(SLICE, "utf8")));
  const schemas = Object.entries(slice.schemas).map(([name, schema]) => [name, closedSchema(schema, "part")]);
  const document = { $id: "github", components: { schemas: Object.fromEntries(schemas) } };
  const body = ajvWith(document, false);
  // Everything in an address is text.
  const address = ajvWith(document, true);
  return { slice, validator: compiler(body), parameters: compiler(address) };
}

function ajvWith(document: object, coerceTypes: boolean): Ajv2019 {
  const ajv = new Ajv2019({ allErrors: true, strict: false, logger: false, coerceTypes });
  addFormats.default(ajv);
  ajv.addSchema(document);
  return ajv;
}

function compiler(ajv: Ajv2019): (key: string, schema: () => unknown) => ValidateFunction {
  const compiled = new Map<string, ValidateFunction>();
  return (key, schema) => {
    const known = compiled.get(key);
    if (known) return known;
    const validate = ajv.compile(closedSchema(schema(), "whole"));
    compiled.set(key, validate);
    return validate;
  };
}

export function describedOperations(): RestSlice["operations"] {
  return restContract().slice.operations;
}

/** How an exchange differs from what GitHub describes; nothing when it does not. */
export function restDifferences(
  exchange: Exchange,
  mistakes: readonly DescriptionMistake[] = DESCRIPTION_MISTAKES,
): readonly string[] {
  const name = operationOf({ method: exchange.method, path: exchange.route });
  const operation = restContract().slice.operations[name];
  if (!operation) return [`${name} is not described: run \`npm run contracts\``];
  const found = [
    ...(isAccepted(exchange) ? requestDifferences(name, operation, exchange) : []),
    ...(exchange.isInjected ? [] : answerDifferences(name, operation, { exchange, mistakes })),
  ];
  return [...new Set(found)];
}

/** GitHub looked at the request and found nothing wrong with its form. */
function isAccepted({ status, isInjected }: Exchange): boolean {
  return !isInjected && (status < 400 || status === 409);
}

function requestDifferences(
  name: string,
  operation: RestOperation,
  { params, query, asked, route }: Exchange,
): readonly string[] {
  const path = Object.fromEntries(
    Object.entries(params).filter(([key]) => route.includes(`{${key}}`) || route.includes(`{+${key}}`)),
  );
  const isShorter = operationPath(name) !== route.replaceAll("{+", "{");
  return [
    ...(isShorter ? [] : invalid(`${name} path`, parametersOf(name, operation, "path"), path)),
    ...invalid(`${name} query`, parametersOf(name, operation, "query"), { ...query }),
    ...bodyDifferences(name, operation, asked),
  ];
}

function operationPath(name: string): string {
  return name.slice(name.indexOf(" ") + 1);
}

function parametersOf(name: string, operation: RestOperation, place: "path" | "query"): ValidateFunction {
  return restContract().parameters(`${name} ${place}`, () => {
    const here = operation.parameters.filter((parameter) => parameter.in === place);
    return {
      type: "object",
      properties: Object.fromEntries(here.map((one) => [one.name, one.schema])),
      required: here.filter((one) => one.required).map((one) => one.name),
      additionalProperties: false,
    };
  });
}

function bodyDifferences(name: string, { body }: RestOperation, asked: unknown): readonly string[] {
  if (asked === undefined) return body?.required === true ? [`${name} body is missing`] : [];
  // Octokit sends an empty object with requests that take no body.
  if (!body) return JSON.stringify(asked) === "{}" ? [] : [`${name} body is none that GitHub takes`];
  return invalid(
    `${name} body`,
    restContract().validator(`${name} body`, () => body.schema),
    asked,
  );
}

function answerDifferences(
  name: string,
  operation: RestOperation,
  { exchange, mistakes }: { readonly exchange: Exchange; readonly mistakes: readonly DescriptionMistake[] },
): readonly string[] {
  const { status, headers } = exchange;
  const described = operation.answers[String(status)];
  if (!described && ANYWHERE[status] === undefined)
    return [`${name} ${status} is no answer that GitHub describes`];
  const missing = (described?.headers ?? [])
    .filter((header) => header !== "link" && headers[header] === undefined)
    .map((header) => `${name} ${status} has no header ${header}`);
  const mistake = mistakes.find((one) => one.operation === name && one.status === status);
  const content = mistake ? { [JSON_TYPE]: mistake.instead } : (described?.content ?? {});
  const what = `${name} ${status}`;
  const validator = restContract().validator.bind(undefined, mistake ? `${what} corrected` : what);
  return [
    ...missing,
    ...contentDifferences(what, exchange, { schema: answerSchema(content, status), validator }),
  ];
}

function contentDifferences(
  what: string,
  { status, answered, headers }: Exchange,
  {
    schema,
    validator,
  }: { readonly schema: unknown; readonly validator: (schema: () => unknown) => ValidateFunction },
): readonly string[] {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type === RAW) return [];
  if (answered === undefined) return schema === undefined || status === 304 ? [] : [`${what} has no body`];
  if (schema === undefined) return [`${what} has a body, where GitHub has none`];
  if (type !== JSON_TYPE)
    return [`${what} is ${type || "of no type"}, where GitHub answers with ${JSON_TYPE}`];
  return invalid(
    what,
    validator(() => schema),
    answered,
  );
}

/** An error without a body of its own has the form of every error. */
function answerSchema(content: Readonly<Record<string, unknown>>, status: number): unknown {
  return content[JSON_TYPE] ?? (status >= 400 ? ANY_ERROR : undefined);
}

function invalid(what: string, validate: ValidateFunction, value: unknown): readonly string[] {
  // As it goes over the wire: what is undefined here is absent there.
  if (validate(JSON.parse(JSON.stringify(value)))) return [];
  const errors = validate.errors ?? [];
  const undecided = errors.filter(({ keyword }) => /^(?:any|one|all)Of$/u.test(keyword));
  // Where no alternative fits, none has named the fields: that they are unknown says nothing more.
  const telling = errors.filter(
    ({ keyword, instancePath }) =>
      keyword !== "unevaluatedProperties" ||
      !undecided.some((one) => instancePath.startsWith(one.instancePath)),
  );
  return telling.map((error) => `${what} ${difference(error)}`);
}

/** `/items/*‍/name must be string`: positions in lists do not matter. */
function difference({ instancePath, message = "", params }: ErrorObject): string {
  const names = z.object({
    unevaluatedProperty: z.string().optional(),
    additionalProperty: z.string().optional(),
  });
  const { unevaluatedProperty, additionalProperty } = names.catch({}).parse(params);
  const unknown = unevaluatedProperty ?? additionalProperty;
  const place = instancePath.replaceAll(/\/\d+(?=\/|$)/gu, "/*");
  return unknown === undefined ? `${place} ${message}`.trim() : `${place}/${unknown} is no field of GitHub's`;
}
