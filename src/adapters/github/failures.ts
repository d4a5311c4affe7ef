/** Every way in which GitHub can fail to answer, as a Failure. Looks at statuses and headers, never at texts. */
import { Failure } from "../../operations/failure.ts";
import type { FailureCode } from "../../operations/failure.ts";

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly documentationUrl: string;
}

const CODES: Readonly<Record<number, FailureCode>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  410: "not-found",
  422: "invalid",
  429: "rate-limited",
};

/** GitHub asks for at least a minute where a secondary limit comes without `retry-after`. */
const SECONDARY_LIMIT_SECONDS = 60;

function field(value: unknown, name: string): unknown {
  // Not only what is its own: a DOMException, which a timeout is, has its name from its prototype.
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function headersOf(response: unknown): Readonly<Record<string, unknown>> {
  const headers = field(response, "headers");
  return typeof headers === "object" && headers !== null ? Object.fromEntries(Object.entries(headers)) : {};
}

/** The answer inside what Octokit throws; undefined when there was none (network, timeout). */
export function refusalOf(error: unknown): Refusal | undefined {
  const response = field(error, "response");
  const status = field(response, "status");
  if (typeof status !== "number") return undefined;
  const data = field(response, "data");
  const message = field(data, "message");
  const documentation = field(data, "documentation_url");
  return {
    status,
    message: typeof message === "string" ? message.slice(0, 500) : `status ${status}`,
    headers: headersOf(response),
    documentationUrl: typeof documentation === "string" ? documentation : "",
  };
}

function secondsUntilReset(headers: Readonly<Record<string, unknown>>): number | undefined {
  const retryAfter = Number(headers["retry-after"]);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return retryAfter;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] !== "0" || !Number.isFinite(reset)) return undefined;
  return Math.max(1, Math.ceil(reset - Date.now() / 1000) + 1);
}

function isRateLimit(refusal: Refusal): boolean {
  if (refusal.status === 429) return true;
  if (refusal.status !== 403) return false;
  return (
    refusal.headers["x-ratelimit-remaining"] === "0" ||
    refusal.headers["retry-after"] !== undefined ||
    refusal.documentationUrl.includes("rate-limits")
  );
}

export function rateLimited(
  what: string,
  headers: Readonly<Record<string, unknown>>,
  cause: unknown,
): Failure {
  const seconds = secondsUntilReset(headers) ?? SECONDARY_LIMIT_SECONDS;
  return new Failure(`GitHub's rate limit is reached (${what}). It opens again in ${seconds} s.`, {
    code: "rate-limited",
    retryable: true,
    retryAfterSeconds: seconds,
    cause,
  });
}

function withoutAnswer(what: string, error: unknown): Failure {
  const name = field(error, "name");
  const cause = field(field(error, "cause"), "name");
  const isTimeout = [name, cause].some((word) => word === "AbortError" || word === "TimeoutError");
  return new Failure(`GitHub did not answer (${what}).`, {
    code: isTimeout ? "timeout" : "unavailable",
    retryable: true,
    cause: error,
  });
}

/** `what` names the request for people, such as `POST /repos/{owner}/{repo}/git/refs`. */
export function toFailure(what: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const refusal = refusalOf(error);
  if (!refusal) return withoutAnswer(what, error);
  if (isRateLimit(refusal)) return rateLimited(what, refusal.headers, error);
  const isServerError = refusal.status >= 500;
  const code = CODES[refusal.status] ?? (isServerError ? "unavailable" : "unexpected-answer");
  return new Failure(`GitHub answered ${refusal.status} (${what}): ${refusal.message}`, {
    code,
    retryable: isServerError || refusal.status === 409,
    cause: error,
  });
}
