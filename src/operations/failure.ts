/**
 * The outside did not answer or refused. Thrown by adapters only; `retryable` says whether looking
 * again later can help. Never matched by message text.
 */
export const FAILURE_CODES = [
  "not-found",
  "forbidden",
  "rate-limited",
  "conflict",
  "invalid",
  "unavailable",
  "timeout",
  "unexpected-answer",
  "state-unreadable",
  "process",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly retryable: boolean;
  /** Seconds to wait before trying again, where the outside said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    details: {
      readonly code: FailureCode;
      readonly retryable: boolean;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.retryable = details.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
