import type { z } from "zod";
import type { Pusher } from "../world/code/branches.ts";
import { mayChangeWorkflows } from "../world/identity/access.ts";
import type { Actor } from "../world/identity/account.ts";
import type { Credential } from "../world/identity/credentials.ts";
import { notFound, Refusal } from "../world/refusal.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import type { Answer } from "./answer.ts";
import type { RateLimits } from "./rate-limits.ts";

export interface RequestParts {
  readonly method: string;
  readonly world: World;
  readonly limits: RateLimits;
  readonly credential: Credential;
  readonly params: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly accept: string;
  readonly body: unknown;
}

/** One request as routes see it: decoded, identified, but nothing of HTTP left. */
export class ApiRequest {
  readonly method: string;
  readonly world: World;
  readonly limits: RateLimits;
  readonly credential: Credential;
  readonly url: URL;
  readonly accept: string;
  readonly #params: Readonly<Record<string, string>>;
  readonly #body: unknown;

  constructor(parts: RequestParts) {
    this.method = parts.method;
    this.world = parts.world;
    this.limits = parts.limits;
    this.credential = parts.credential;
    this.url = parts.url;
    this.accept = parts.accept;
    this.#params = parts.params;
    this.#body = parts.body;
  }

  param(name: string): string {
    const value = this.#params[name];
    if (value === undefined) throw new Error(`bug: the route has no parameter ${name}`);
    return value;
  }

  number(name: string): number {
    const text = this.param(name);
    if (!/^\d{1,15}$/u.test(text)) throw notFound();
    return Number(text);
  }

  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }

  /** The body as it came; undefined where there is none. */
  get json(): unknown {
    return this.#body;
  }

  /** The body as the schema has it; GitHub's 422 when it is not. */
  body<T>(schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.#body ?? {});
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => `"${issue.path.join(".")}": ${issue.message}`);
    throw new Refusal("invalid", `Invalid request.\n\n${problems.join("\n")}`);
  }

  get hasRepository(): boolean {
    return this.#params["owner"] !== undefined && this.#params["repo"] !== undefined;
  }

  get repository(): Repository {
    const repository = this.world.repositories.find(`${this.param("owner")}/${this.param("repo")}`);
    if (!repository) throw notFound();
    return repository;
  }

  get actor(): Actor {
    const actor = this.world.credentials.actorOf(this.credential);
    if (!actor) throw new Refusal("forbidden", "Resource not accessible by integration");
    return actor;
  }

  get pusher(): Pusher {
    return { actor: this.actor, mayChangeWorkflows: mayChangeWorkflows(this.credential, this.repository) };
  }

  /** One page of a list, with `Link` to the others. `wrap` makes the body of the page's shapes. */
  page<T>(
    items: readonly T[],
    shape: (item: T) => unknown,
    wrap?: (shapes: readonly unknown[]) => unknown,
  ): Answer {
    const perPage = Math.min(Math.max(Number(this.query("per_page") ?? 30) || 30, 1), 100);
    const page = Math.max(Number(this.query("page") ?? 1) || 1, 1);
    const last = Math.max(Math.ceil(items.length / perPage), 1);
    const shapes = items.slice((page - 1) * perPage, page * perPage).map(shape);
    const links: string[] = [];
    if (page > 1) links.push(this.#link("prev", page - 1), this.#link("first", 1));
    if (page < last) links.push(this.#link("next", page + 1), this.#link("last", last));
    const body = wrap ? wrap(shapes) : shapes;
    return { status: 200, body, ...(links.length > 0 ? { headers: { link: links.join(", ") } } : {}) };
  }

  #link(relation: string, page: number): string {
    const url = new URL(this.url);
    url.searchParams.set("page", String(page));
    return `<${this.world.urls.api}${url.pathname}${url.search}>; rel="${relation}"`;
  }
}
