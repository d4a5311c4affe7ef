/**
 * The Octokit of a job: one API version and a deadline for each request, as the app's has. A job is
 * over when it fails, so what may pass within a minute or two is waited for here.
 */
import { toFailure } from "./failures.ts";
import type { OctokitLike } from "./github-api.ts";

const API_VERSION = "2022-11-28";
const REQUEST_TIMEOUT_MS = 30_000;
const TRIES = 4;
const LONGEST_WAIT_SECONDS = 120;

type Parameters = Readonly<Record<string, unknown>>;

/** What must not happen twice says so; a refusal for the sake of the rate limit has not happened at all. */
function mayRepeat(parameters: Parameters, isRefused: boolean): boolean {
  const { request } = parameters;
  const isOnce = typeof request === "object" && request !== null && "retries" in request;
  return isRefused || !isOnce;
}

export function createJobOctokit(
  send: OctokitLike["request"],
  waitSeconds: (count: number) => Promise<void>,
): OctokitLike {
  async function sendOnce(route: string, parameters: Parameters): ReturnType<OctokitLike["request"]> {
    const options = typeof parameters["request"] === "object" ? parameters["request"] : {};
    return await send(route, {
      ...parameters,
      headers: { "x-github-api-version": API_VERSION },
      request: { ...options, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) },
    });
  }
  return {
    async request(route, parameters = {}) {
      for (let tried = 1; ; tried += 1) {
        try {
          return await sendOnce(route, parameters);
        } catch (error) {
          const { code, retryable, retryAfterSeconds: asked } = toFailure(route, error);
          const isPassing = retryable && code !== "conflict" && (asked ?? 0) <= LONGEST_WAIT_SECONDS;
          const isTriedAgain = isPassing && mayRepeat(parameters, code === "rate-limited");
          if (!isTriedAgain || tried === TRIES) throw error;
          await waitSeconds(asked ?? 2 ** tried);
        }
      }
    },
  };
}
