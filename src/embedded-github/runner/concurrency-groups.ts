/**
 * `concurrency`: of one group only one run or job is in progress. Runs and jobs share the names of
 * a repository, and names differ only by more than case.
 */
export interface ConcurrencyRequest {
  readonly repository: string;
  readonly group: string;
  readonly cancelInProgress: boolean;
  /** `single`: a newcomer replaces whoever waits. `max`: up to 100 wait in line. */
  readonly queue: "single" | "max";
  /** Stops the holder when a newcomer asks for it. */
  cancel(): void;
}

export type Admission =
  | { readonly kind: "entered"; leave(): void }
  | { readonly kind: "replaced" }
  | { readonly kind: "cancelled" };

const MAX_QUEUE = 100;

interface Waiting {
  readonly request: ConcurrencyRequest;
  settle(admission: Admission): void;
}

interface Group {
  holder: ConcurrencyRequest;
  readonly waiting: Waiting[];
}

export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  async enter(request: ConcurrencyRequest, signal: AbortSignal): Promise<Admission> {
    if (signal.aborted) return { kind: "cancelled" };
    const key = `${request.repository} ${request.group}`.toLowerCase();
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { holder: request, waiting: [] });
      return this.#admit(key);
    }
    if (request.queue === "single") {
      for (const replaced of group.waiting.splice(0)) replaced.settle({ kind: "replaced" });
    } else if (group.waiting.length >= MAX_QUEUE) {
      return { kind: "replaced" };
    }
    if (request.cancelInProgress) group.holder.cancel();
    return await this.#wait(group, request, signal);
  }

  async #wait(group: Group, request: ConcurrencyRequest, signal: AbortSignal): Promise<Admission> {
    return await new Promise<Admission>((resolve) => {
      const entry: Waiting = {
        request,
        settle: (admission) => {
          signal.removeEventListener("abort", giveUp);
          resolve(admission);
        },
      };
      function giveUp(): void {
        group.waiting.splice(group.waiting.indexOf(entry), 1);
        resolve({ kind: "cancelled" });
      }
      group.waiting.push(entry);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  #admit(key: string): Admission {
    return { kind: "entered", leave: () => this.#leave(key) };
  }

  #leave(key: string): void {
    const group = this.#groups.get(key);
    const next = group?.waiting.shift();
    if (group === undefined || next === undefined) {
      this.#groups.delete(key);
      return;
    }
    group.holder = next.request;
    next.settle(this.#admit(key));
  }
}
