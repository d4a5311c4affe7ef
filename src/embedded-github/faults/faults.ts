/**
 * What goes wrong on purpose: "the next request of this route fails, loses its answer, is slow".
 * Each fault is used up; a test looks at `unused()` at its end, since a fault nobody met proves nothing.
 */
export type FaultEffect =
  /** Nothing happens and this is the answer. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Everything happens, but the connection breaks before the answer. */
  | { readonly kind: "lostResponse" }
  | { readonly kind: "delay"; readonly ms: number }
  /** Webhooks only: delivered twice under one id. */
  | { readonly kind: "double" }
  /** Requests wait until so many of them have arrived: a race, made certain. */
  | { readonly kind: "barrier"; readonly count: number };

export interface Fault {
  /**
   * As in the route log: `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`,
   * `graphql WriteState`; for webhooks `webhook issue_comment.created`, where a status means lost.
   */
  readonly route: string;
  readonly effect: FaultEffect;
  /** Requests of the route that pass first; none. */
  readonly skip?: number;
  /** Requests it meets; one. A barrier meets its count. */
  readonly times?: number;
}

interface Waiting {
  readonly fault: Fault;
  skip: number;
  left: number;
  readonly arrived: (() => void)[];
}

/** Longest wait at a barrier; a test that expected more requests should fail, not hang. */
const BARRIER_MS = 5000;

export class Faults {
  readonly #waiting: Waiting[] = [];

  add(fault: Fault): void {
    const times = fault.effect.kind === "barrier" ? fault.effect.count : (fault.times ?? 1);
    this.#waiting.push({ fault, skip: fault.skip ?? 0, left: times, arrived: [] });
  }

  /** Uses up one fault for a request of the route; waiting at delays and barriers happens inside. */
  async meet(route: string): Promise<FaultEffect | undefined> {
    const next = this.#waiting.find((entry) => entry.left > 0 && entry.fault.route === route);
    if (!next) return undefined;
    if (next.skip > 0) {
      next.skip -= 1;
      return undefined;
    }
    next.left -= 1;
    const { effect } = next.fault;
    if (effect.kind === "delay") await new Promise((wake) => setTimeout(wake, effect.ms));
    if (effect.kind === "barrier") await arrive(next);
    return effect;
  }

  /** Faults that never met a request, in words. */
  unused(): readonly string[] {
    const left = this.#waiting.filter((entry) => entry.left > 0);
    return left.map(({ fault, left: count }) => `${fault.effect.kind} for ${fault.route} (${count} left)`);
  }
}

function arrive(barrier: Waiting): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, BARRIER_MS);
    barrier.arrived.push(() => {
      clearTimeout(timer);
      resolve();
    });
    if (barrier.left === 0) for (const release of barrier.arrived) release();
  });
}
