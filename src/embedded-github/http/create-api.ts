/**
 * REST and GraphQL on one origin. The order for each request is GitHub's: who is it, is there such
 * a route, is the quota left, may they, then the effect; faults come before and after the effect.
 */
import { createHash, randomBytes } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { FaultEffect } from "../faults/fault.ts";
import type { Faults } from "../faults/faults.ts";
import type { Credential, Identified } from "../world/identity/credentials.ts";
import { Refusal } from "../world/refusal.ts";
import type { World } from "../world/world.ts";
import { type Answer, failed, ok, refused } from "./answer.ts";
import { ApiRequest } from "./api-request.ts";
import { authorize } from "./authorize.ts";
import type { Exchange } from "./exchange.ts";
import type { RateLimits, Resource } from "./rate-limits.ts";
import type { Route } from "./route.ts";
import type { RouteLog } from "./route-log.ts";

export interface ApiParts {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly log: RouteLog;
  readonly unknown: string[];
  /** Where errors of our own go. */
  readonly report: (line: string) => void;
}

export type ApiContext = Context<{ Bindings: HttpBindings }>;

export function createApi(parts: ApiParts): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  for (const route of parts.routes) {
    api.on(route.method, honoPath(route.path), (context) => serve(parts, route, context));
  }
  api.notFound((context) => {
    parts.unknown.push(`${context.req.method} ${context.req.path}`);
    return send(failed(404, "Not Found"), {});
  });
  return api;
}

/**
 * `{+path}` may hold slashes, `{name}` may not, numbers hold digits: or a route that is missing, such
 * as `issues/events`, would look like an issue that is missing.
 */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\+?)(\w+)\}/gu, (_all, plus: string, name: string) => {
    if (plus !== "") return `:${name}{.+}`;
    const isNumber = /_(?:id|number)$/u.test(name) && name !== "workflow_id";
    return isNumber ? `:${name}{[0-9]+}` : `:${name}`;
  });
}

interface Arrived {
  readonly context: ApiContext;
  readonly startedAt: number;
  readonly at: string;
  readonly who: Identified;
  readonly credential: Credential;
  readonly request: ApiRequest | undefined;
  /** Of the route. */
  readonly name: string;
}

async function serve(parts: ApiParts, route: Route, context: ApiContext): Promise<Response> {
  const startedAt = performance.now();
  const at = parts.world.now();
  const who = parts.world.credentials.identify(tokenOf(context.req.header("authorization")));
  const credential: Credential = who.kind === "known" ? who.credential : { kind: "anonymous" };
  const text = context.req.method === "GET" ? "" : await context.req.text();
  const request = readRequest(parts, { credential, context, text });
  const name = nameOf(route, request);
  const effect = await parts.faults.meet({ route: name, who: credential.kind, text: () => text });
  if (effect?.kind === "interrupt" && effect.at === "before") {
    await effect.call();
    return hangUp(context);
  }
  const arrived = { context, startedAt, at, who, credential, request, name };
  const response = await respond(parts, route, { arrived, effect });
  if (effect?.kind === "interrupt") await effect.call();
  return isUnanswered(effect) ? hangUp(context) : response;
}

async function respond(
  parts: ApiParts,
  route: Route,
  { arrived, effect }: { readonly arrived: Arrived; readonly effect: FaultEffect | undefined },
): Promise<Response> {
  const { context, startedAt, at, who, credential, request, name } = arrived;
  const fault = injected(effect);
  const answer = fault ?? wrongRequest(who, request) ?? (await perform(parts, route, request));
  const resource = route.resource ?? "core";
  const response = finish(parts, { answer, credential, resource }, context.req.header("if-none-match"));
  const durationMs = performance.now() - startedAt;
  const { method, path } = context.req;
  parts.log.add({ method, route: name, path, status: response.status, who: credential.kind, durationMs, at });
  parts.log.tell(() => exchangeOf(route, { arrived, response, answer, isInjected: fault !== undefined }));
  return response;
}

interface Answered {
  readonly arrived: Arrived;
  readonly response: Response;
  readonly answer: Answer;
  readonly isInjected: boolean;
}

function exchangeOf(route: Route, { arrived, response, answer, isInjected }: Answered): Exchange {
  const { context, request } = arrived;
  return {
    method: route.method,
    route: route.path,
    params: context.req.param(),
    query: context.req.query(),
    asked: request?.json,
    accept: context.req.header("accept") ?? "",
    status: response.status,
    headers: Object.fromEntries(response.headers),
    answered: response.status === 304 ? undefined : answer.body,
    isInjected,
    who: arrived.credential.kind,
  };
}

function isUnanswered(effect: FaultEffect | undefined): boolean {
  return effect?.kind === "lostResponse" || effect?.kind === "interrupt";
}

function hangUp(context: ApiContext): Response {
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function nameOf(route: Route, request: ApiRequest | undefined): string {
  const named = request && route.nameOf?.(request);
  return named ?? `${route.method} ${route.path.replaceAll("{+", "{")}`;
}

function injected(effect: FaultEffect | undefined): Answer | undefined {
  if (effect?.kind !== "status") return undefined;
  return { ...failed(effect.status, effect.message ?? "Injected"), headers: effect.headers ?? {} };
}

function wrongRequest(who: Identified, request: ApiRequest | undefined): Answer | undefined {
  if (who.kind === "unknown") return failed(401, who.message);
  return request ? undefined : failed(400, "Problems parsing JSON");
}

function readRequest(
  parts: ApiParts,
  arrived: { readonly credential: Credential; readonly context: ApiContext; readonly text: string },
): ApiRequest | undefined {
  const { credential, context, text } = arrived;
  const body = parseJson(text);
  if (body.kind === "broken") return undefined;
  return new ApiRequest({
    method: context.req.method,
    world: parts.world,
    limits: parts.limits,
    credential,
    params: context.req.param(),
    url: new URL(context.req.url),
    accept: context.req.header("accept") ?? "",
    body: body.value,
  });
}

function parseJson(
  text: string,
): { readonly kind: "json"; readonly value: unknown } | { readonly kind: "broken" } {
  if (text.trim() === "") return { kind: "json", value: undefined };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return { kind: "broken" };
  }
}

/** Basic is what git and `curl -u` send; the user name does not matter. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme = "", value = ""] = (authorization ?? "").split(" ");
  if (/^(bearer|token)$/iu.test(scheme)) return value;
  if (!/^basic$/iu.test(scheme)) return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

async function perform(parts: ApiParts, route: Route, request: ApiRequest | undefined): Promise<Answer> {
  if (!request) throw new Error("bug: a request that cannot be read was answered before");
  const resource = route.resource ?? "core";
  const isFree = route.path === "/rate_limit";
  if (!isFree && !parts.limits.spend(request.credential, resource)) return exhausted(resource);
  try {
    return authorize(route.guard, request) ?? (await route.answer(request));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parts.report(`${route.method} ${route.path}: ${text}`);
    return failed(500, "Server Error");
  }
}

/** REST refuses with 403, GraphQL answers 200 with an error. */
function exhausted(resource: Resource): Answer {
  const message = "API rate limit exceeded. Check the x-ratelimit headers for when to try again.";
  return resource === "graphql" ? ok({ errors: [{ type: "RATE_LIMITED", message }] }) : failed(403, message);
}

function finish(
  parts: ApiParts,
  outcome: { readonly answer: Answer; readonly credential: Credential; readonly resource: Resource },
  ifNoneMatch: string | undefined,
): Response {
  const { answer, credential, resource } = outcome;
  const etag =
    answer.status === 200
      ? `W/"${createHash("sha256")
          .update(payload(answer) ?? "")
          .digest("hex")}"`
      : undefined;
  const isKnown = etag !== undefined && etag === ifNoneMatch;
  if (isKnown) parts.limits.refund(credential, resource);
  const quota = parts.limits.quota(credential, resource);
  return send(isKnown ? { status: 304 } : answer, {
    "x-github-request-id": randomBytes(8).toString("hex").toUpperCase(),
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    "x-ratelimit-limit": String(quota.limit),
    "x-ratelimit-remaining": String(quota.remaining),
    "x-ratelimit-used": String(quota.used),
    "x-ratelimit-reset": String(quota.reset),
    "x-ratelimit-resource": quota.resource,
    ...(etag === undefined ? {} : { etag }),
  });
}

function payload(answer: Answer): Uint8Array<ArrayBuffer> | string | undefined {
  return answer.bytes ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

function send(answer: Answer, headers: Readonly<Record<string, string>>): Response {
  const content = payload(answer);
  const type = answer.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  return new Response(content ?? null, {
    status: answer.status,
    headers: { ...type, ...headers, ...answer.headers },
  });
}
