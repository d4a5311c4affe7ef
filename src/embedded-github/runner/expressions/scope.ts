import type { Json } from "./json.ts";

/** What the status functions of one `if` answer. */
export interface StatusFunctions {
  success(ids: readonly string[]): boolean;
  failure(ids: readonly string[]): boolean;
  cancelled(): boolean;
}

/** Everything an expression may name. A context that is absent is null, as on GitHub. */
export interface Scope {
  /** For messages: the workflow or action file the expression stands in. */
  readonly file: string;
  readonly contexts: Readonly<Record<string, Json>>;
  readonly status?: StatusFunctions;
  hashFiles?(patterns: readonly string[]): string;
}
