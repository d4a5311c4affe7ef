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
const SECONDARY_LIMIT_SECONDS = 60;

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
        const refused = refusal(error);
        const { status, data, isExhausted, retryAfterSeconds } = refused;
        if (status !== undefined && expected.includes(status)) return { status, data };
        const failure = asFailure(route, refused);
        // An exhausted token is not waited for: it may take an hour.
        const isHopeless = failure.code === "rate-limited" && isExhausted;
        if (!failure.retryable || isHopeless || tried === TRIES) throw failure;
        await waitSeconds(Math.min(retryAfterSeconds ?? 2 ** tried, LONGEST_WAIT_SECONDS));
      }
    }
  };
}

interface Refusal {
  readonly status: number | undefined;
  readonly message: string;
  /** The hour's quota is used up. */
  readonly isExhausted: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly data: unknown;
  readonly cause: unknown;
}

function refusal(cause: unknown): Refusal {
  const answer = field(cause, "response");
  const headers = field(answer, "headers");
  const data = field(answer, "data");
  const status = field(cause, "status");
  return {
    status: typeof status === "number" ? status : undefined,
    message: cause instanceof Error ? cause.message : String(cause),
    isExhausted: field(headers, "x-ratelimit-remaining") === "0",
    retryAfterSeconds: secondsToWait(headers, data),
    data,
    cause,
  };
}

/** GitHub asks for at least a minute where a secondary limit comes without `retry-after`. */
function secondsToWait(headers: unknown, data: unknown): number | undefined {
  const wait = Number(field(headers, "retry-after") ?? Number.NaN);
  if (Number.isFinite(wait)) return wait;
  return String(field(data, "documentation_url")).includes("rate-limits")
    ? SECONDARY_LIMIT_SECONDS
    : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function asFailure(route: string, refused: Refusal): Failure {
  const { status, message, isExhausted, retryAfterSeconds, cause } = refused;
  const isLimited = status === 429 || (status === 403 && (isExhausted || retryAfterSeconds !== undefined));
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
  410: "not-found",
  422: "invalid",
};
