/**
 * The Octokit class the app uses everywhere: one API version, a deadline for each request, and a
 * pace for writes. Rate limits are handed to the caller instead of being waited for inside, since a
 * worker that sleeps an hour in one request can neither stop nor tell anybody.
 */
import { ProbotOctokit } from "probot";

/** Pinned: under 2026-03-10 dispatch changes its parameters and pull requests lose fields. */
const API_VERSION = "2022-11-28";
const REQUEST_TIMEOUT_MS = 30_000;

function fetchWithDeadline(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
}

/** Lets writes of one client through one after the other, `intervalMs` apart. */
function createPace(intervalMs: number): () => Promise<void> {
  let next = 0;
  return async function pace() {
    const now = Date.now();
    const at = Math.max(now, next);
    next = at + intervalMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
}

/** `writeIntervalMs` undefined keeps GitHub's own pace: a second between writes, three for comments. */
export function createAppOctokit(writeIntervalMs: number | undefined): typeof ProbotOctokit {
  const throttle = {
    enabled: writeIntervalMs === undefined,
    onRateLimit: () => false,
    onSecondaryRateLimit: () => false,
  };
  return ProbotOctokit.plugin((octokit) => {
    const pace = createPace(writeIntervalMs ?? 0);
    octokit.hook.before("request", async (options) => {
      options.headers["x-github-api-version"] = API_VERSION;
      if (writeIntervalMs !== undefined && options.method !== "GET") await pace();
    });
  }).defaults((options: object) => ({
    ...options,
    throttle,
    request: {
      ...("request" in options && typeof options.request === "object" ? options.request : {}),
      fetch: fetchWithDeadline,
    },
  }));
}
