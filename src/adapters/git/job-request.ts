import { Failure, type FailureCode } from "../../operations/failure.ts";

export interface ApiAnswer {
  readonly status: number;
  readonly data: unknown;
}

/** One request with a job's token. Throws an error with a `status` as Octokit does. */
export type SendRequest = (
  route: string,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<ApiAnswer>;

/** Throws a Failure for every status that is neither a success nor named in `expected`. */
export type JobRequest = (
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  expected?: readonly number[],
) => Promise<ApiAnswer>;

const TRIES = 4;
const LONGEST_WAIT_SECONDS = 120;

/**
 * Repeats what may be repeated. Everything a job asks for is harmless when it is done twice: objects
 * are named by content, references only move forward, pull requests are looked for first.
 */
export function jobRequest(send: SendRequest, waitSeconds: (count: number) => Promise<void>): JobRequest {
  return async function request(route, parameters, expected = []) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await send(route, parameters);
      } catch (error) {
        const { status, message, retryAfterSeconds, data } = refusal(error);
        if (status !== undefined && expected.includes(status)) return { status, data };
        const failure = asFailure(route, { status, message, retryAfterSeconds, cause: error });
        if (!failure.retryable || tried === TRIES) throw failure;
        await waitSeconds(Math.min(retryAfterSeconds ?? 2 ** tried, LONGEST_WAIT_SECONDS));
      }
    }
  };
}

interface Refusal {
  readonly status: number | undefined;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
  readonly data: unknown;
}

function refusal(error: unknown): Refusal {
  const answer = field(error, "response");
  const headers = field(answer, "headers");
  const status = field(error, "status");
  const wait = Number(field(headers, "retry-after") ?? Number.NaN);
  const isExhausted = field(headers, "x-ratelimit-remaining") === "0";
  return {
    status: typeof status === "number" ? status : undefined,
    message: error instanceof Error ? error.message : String(error),
    // An exhausted token is not waited for: it may take an hour.
    retryAfterSeconds: Number.isFinite(wait) && !isExhausted ? wait : undefined,
    data: field(answer, "data"),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function asFailure(route: string, refused: Omit<Refusal, "data"> & { readonly cause: unknown }): Failure {
  const { status, message, retryAfterSeconds, cause } = refused;
  const isLimited = status === 429 || (status === 403 && retryAfterSeconds !== undefined);
  const isDown = status === undefined || status >= 500;
  return new Failure(`GitHub answered ${status ?? "nothing"} to ${route}: ${message.slice(0, 500)}`, {
    code: isLimited ? "rate-limited" : codeOf(status),
    retryable: isLimited || isDown,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    cause,
  });
}

function codeOf(status: number | undefined): FailureCode {
  if (status === undefined || status >= 500) return "unavailable";
  return CODES[status] ?? "unexpected-answer";
}

const CODES: Readonly<Record<number, FailureCode>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  422: "invalid",
};
