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
  /**
   * Requests only: somebody is called at this very moment and awaited, such as whoever kills the app.
   * `before`: nothing happens; `after`: everything does. The connection breaks without an answer.
   */
  | { readonly kind: "interrupt"; readonly at: "before" | "after"; readonly call: () => Promise<void> }
  | { readonly kind: "delay"; readonly ms: number }
  /** Webhooks only: delivered twice under one id. */
  | { readonly kind: "double" }
  /** Webhooks only: delivered so much later, while the ones behind it overtake. */
  | { readonly kind: "late"; readonly ms: number }
  /** Requests wait until so many of them have arrived: a race, made certain. */
  | { readonly kind: "barrier"; readonly count: number };

/** A request or webhook that may meet a fault. */
export interface Arrival {
  /**
   * As in the route log: `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`,
   * `graphql WriteState`; for webhooks `webhook issue_comment.created`, where a status means lost.
   */
  readonly route: string;
  /** Whose token a request carries; for webhooks the app that hears it. */
  readonly who: string;
  /** The body, as text. */
  text(): string;
}

export interface Fault {
  readonly route: string;
  /** Only those whose body holds this text, where the route alone does not tell them apart. */
  readonly holding?: string;
  /** Only those of such a token: jobs, people and the app use many routes alike. */
  readonly who?: string;
  readonly effect: FaultEffect;
  /** Requests of the route that pass first; none. */
  readonly skip?: number;
  /** Requests it meets; one. A barrier meets its count. */
  readonly times?: number;
}

/** Decides about everything that arrives, where no single request can be named beforehand. */
export interface FaultRule {
  readonly name: string;
  decide(arrival: Arrival): FaultEffect | undefined;
}
