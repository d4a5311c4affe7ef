import type { Exchange } from "./exchange.ts";

export interface RequestRecord {
  readonly method: string;
  /** `POST /repos/{owner}/{repo}/git/refs`, `graphql ReadTree`; `unknown` routes are listed elsewhere as well. */
  readonly route: string;
  readonly path: string;
  readonly status: number;
  readonly who: "anonymous" | "user" | "app" | "installation" | "job";
  readonly durationMs: number;
  /** ISO 8601, when it arrived. */
  readonly at: string;
}

/** Every API request: what promise 7 (bounded requests) is measured with. */
export class RouteLog {
  readonly #records: RequestRecord[] = [];
  readonly #observers: ((exchange: Exchange) => void)[] = [];

  add(record: RequestRecord): void {
    this.#records.push(record);
  }

  /** From now on every request is handed over whole, with its answer. */
  observe(observer: (exchange: Exchange) => void): void {
    this.#observers.push(observer);
  }

  /** `describe` is called only when somebody looks: most stages do not, and bodies can be large. */
  tell(describe: () => Exchange): void {
    if (this.#observers.length === 0) return;
    const exchange = describe();
    for (const observe of this.#observers) observe(exchange);
  }

  get all(): readonly RequestRecord[] {
    return this.#records;
  }

  get total(): number {
    return this.#records.length;
  }

  /** Requests by route, most frequent first. */
  get byRoute(): Readonly<Record<string, number>> {
    const counts = new Map<string, number>();
    for (const { route } of this.#records) counts.set(route, (counts.get(route) ?? 0) + 1);
    return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
  }
}
