/** A server that claims to be GitHub, with the same small world behind it whoever it is. */
import { createPrivateKey, createSign } from "node:crypto";
import { z } from "zod";
import type { Exchange } from "../../../src/embedded-github/http/exchange.ts";

export const AT = { owner: "octo", repo: "orchard" } as const;
export const README = "# orchard\n";
export const SECRET = "webhook secret";

/** What the app is installed with. */
export const PERMISSIONS = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
} as const;

export interface HeardWebhook {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A private repository; maria may do everything, rita read it, and nobody has heard of the stranger. */
export interface SharedServer {
  readonly url: string;
  readonly app: { readonly id: number; readonly slug: string; readonly privateKey: string };
  readonly installationId: number;
  readonly tokens: { readonly maria: string; readonly rita: string; readonly stranger: string };
  /** What the app heard so far. */
  readonly heard: readonly HeardWebhook[];
  readonly exchanges: Exchange[];
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Ask {
  /** Values for the route's `{names}`; owner and repository are given. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `route`: GitHub's own pattern, such as `GET /repos/{owner}/{repo}/issues/{issue_number}`. */
type Asker = (route: string, rest?: Ask) => Promise<Reply>;

/** Whoever asks with a token; null for nobody. */
export function as(server: SharedServer, token: string | null): Asker {
  const authorization: Readonly<Record<string, string>> =
    token === null ? {} : { authorization: `Bearer ${token}` };
  return async function ask(route, rest = {}) {
    const [method = "", pattern = ""] = route.split(" ");
    const params = paramsOf(rest);
    const response = await fetch(urlOf(server, pattern, { params, query: rest.query ?? {} }), {
      method,
      redirect: "manual",
      headers: { ...HEADERS, ...authorization, ...rest.headers },
      ...(rest.body === undefined ? {} : { body: JSON.stringify(rest.body) }),
    });
    const headers = Object.fromEntries(response.headers);
    const reply = { status: response.status, headers, body: parsed(await response.text()) };
    const asked = { asked: rest.body, accept: rest.headers?.["accept"] ?? "" };
    const exchange = { method, route: pattern, params, query: { ...rest.query }, ...asked };
    const answer = { status: reply.status, headers, answered: reply.body };
    server.exchanges.push({ ...exchange, ...answer, isInjected: false, who: "anonymous" });
    return reply;
  };
}

const HEADERS = { accept: "application/vnd.github+json", "content-type": "application/json" } as const;

function paramsOf(rest: Ask): Readonly<Record<string, string>> {
  const entries = Object.entries(rest.params ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...AT, ...Object.fromEntries(entries) };
}

function urlOf(
  server: SharedServer,
  pattern: string,
  {
    params,
    query,
  }: { readonly params: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, string>> },
): URL {
  const path = pattern.replaceAll(/\{(\w+)\}/gu, (_, name: string) => encodeURI(params[name] ?? ""));
  const url = new URL(path, server.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What is at a path such as `user.login` or `0.name`; undefined where there is nothing. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) {
    found =
      typeof found === "object" && found !== null
        ? Object.getOwnPropertyDescriptor(found, name)?.value
        : undefined;
  }
  return found;
}

export function text(value: unknown, path: string): string {
  return z
    .string({ error: `there is no text at ${path} of ${JSON.stringify(value)}` })
    .parse(at(value, path));
}

/** Status and message: all that is compared of a refusal. */
export function refusal({ status, body }: Reply): string {
  const message = at(body, "message");
  return `${status} ${typeof message === "string" ? message : ""}`.trim();
}

/** A JSON web token of the app; `seconds` from now it is issued and ends. */
export function appJwt(
  { app }: Pick<SharedServer, "app">,
  { issued = -30, ends = 300, key = app.privateKey }: { issued?: number; ends?: number; key?: string } = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: String(app.id), iat: now + issued, exp: now + ends };
  const content = [{ alg: "RS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = createSign("RSA-SHA256").update(content).sign(createPrivateKey(key), "base64url");
  return `${content}.${signature}`;
}

/** An installation token that may do no more than `permissions` says. */
export async function tokenWith(
  server: SharedServer,
  permissions: Readonly<Record<string, string>> = PERMISSIONS,
): Promise<string> {
  const made = await as(server, appJwt(server))("POST /app/installations/{installation_id}/access_tokens", {
    params: { installation_id: server.installationId },
    body: { permissions },
  });
  return text(made.body, "token");
}
