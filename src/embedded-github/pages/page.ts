import { notFound } from "../world/refusal.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import type { Html } from "./html.ts";

export type PageAnswer =
  | {
      readonly kind: "page";
      readonly title: string;
      readonly content: Html;
      /** Something shown here is still going on: the browser looks again by itself. */
      readonly isLive?: boolean;
    }
  | { readonly kind: "moved"; readonly to: string }
  /** Bytes as they are; `download` is a name to keep them under. */
  | {
      readonly kind: "bytes";
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly type: string;
      readonly download?: string;
    };

/** One request as the views see it. Everything is read from the world; pages keep nothing. */
export class PageRequest {
  readonly world: World;
  readonly #params: Readonly<Record<string, string>>;
  readonly #query: URLSearchParams;

  constructor(world: World, params: Readonly<Record<string, string>>, query: URLSearchParams) {
    this.world = world;
    this.#params = params;
    this.#query = query;
  }

  param(name: string): string {
    return this.#params[name] ?? "";
  }

  number(name: string): number {
    return Number(this.param(name));
  }

  query(name: string): string | undefined {
    return this.#query.get(name) ?? undefined;
  }

  /** From 1; anything else in the address is 1. */
  get page(): number {
    const text = this.query("page") ?? "1";
    return /^[1-9]\d{0,5}$/u.test(text) ? Number(text) : 1;
  }

  get repository(): Repository {
    const repository = this.world.repositories.find(`${this.param("owner")}/${this.param("name")}`);
    if (!repository) throw notFound();
    return repository;
  }
}

export interface Page {
  /** Hono's pattern. */
  readonly path: string;
  readonly view: (request: PageRequest) => PageAnswer | Promise<PageAnswer>;
}

/** Throws what becomes the page that says what exists. */
export function existing<T>(found: T | undefined): T {
  if (found === undefined) throw notFound();
  return found;
}
