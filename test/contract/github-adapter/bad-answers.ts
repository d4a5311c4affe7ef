/** Every way in which GitHub, or what stands in front of it, fails to answer. */
import nock from "nock";

export const API = "https://api.github.test";

export interface BadAnswer {
  readonly name: string;
  readonly status?: number;
  /** What the app makes of it. */
  readonly code: string;
  readonly retryable: boolean;
  answer(scope: nock.Interceptor): void;
}

const MESSAGE = { message: "No.", documentation_url: "https://docs.github.com/rest" };
const LIMITS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const HTML = "<html><body>Unicorn!</body></html>";

function refusal(
  status: number,
  [code, retryable]: readonly [code: string, retryable: boolean],
  more: {
    readonly name?: string;
    readonly headers?: Record<string, string>;
    readonly body?: object | string;
  } = {},
): BadAnswer {
  const name = more.name === undefined ? String(status) : `${status} ${more.name}`;
  const headers = {
    "content-type": typeof more.body === "string" ? "text/html" : "application/json",
    ...more.headers,
  };
  return {
    name,
    status,
    code,
    retryable,
    answer: (scope) => void scope.reply(status, more.body ?? MESSAGE, headers),
  };
}

export const REFUSALS: readonly BadAnswer[] = [
  refusal(401, ["forbidden", false]),
  refusal(403, ["forbidden", false]),
  refusal(403, ["rate-limited", true], {
    name: "for the hour's limit",
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
  }),
  refusal(403, ["rate-limited", true], { name: "with retry-after", headers: { "retry-after": "7" } }),
  refusal(403, ["rate-limited", true], {
    name: "for a secondary limit without headers",
    body: { message: "You have exceeded a secondary rate limit.", documentation_url: LIMITS },
  }),
  refusal(404, ["not-found", false]),
  refusal(409, ["conflict", true]),
  refusal(410, ["not-found", false]),
  refusal(422, ["invalid", false]),
  refusal(429, ["rate-limited", true]),
  refusal(451, ["unexpected-answer", false]),
  refusal(500, ["unavailable", true]),
  refusal(502, ["unavailable", true], { name: "in HTML", body: HTML }),
  refusal(503, ["unavailable", true], { name: "without a body", body: "" }),
];

export const SILENCES: readonly BadAnswer[] = [
  {
    name: "a broken connection",
    code: "unavailable",
    retryable: true,
    answer: (scope) =>
      void scope.replyWithError(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })),
  },
  {
    name: "nothing in time",
    code: "timeout",
    retryable: true,
    answer: (scope) => void scope.delay(2000).reply(200, {}),
  },
];

function garbage(name: string, body: string, type = "application/json"): BadAnswer {
  return {
    name: `200 with ${name}`,
    status: 200,
    code: "unexpected-answer",
    retryable: true,
    answer: (scope) => void scope.reply(200, body, { "content-type": type }),
  };
}

export const GARBAGE: readonly BadAnswer[] = [
  garbage("HTML", HTML, "text/html"),
  garbage("JSON cut off", '{"data": {"repository": {"na'),
  garbage("JSON of another shape", '{"unexpected": true}'),
  garbage("null", "null"),
];

/** Whatever is asked of the API is answered so. */
export function alwaysAnswer(bad: BadAnswer): void {
  const scope = nock(API).persist();
  for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
    bad.answer(scope.intercept(/.*/u, method));
  }
}
