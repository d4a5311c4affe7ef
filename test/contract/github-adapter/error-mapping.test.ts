/**
 * What the real HTTP client makes of GitHub's refusals, on the wire: the unit tests of the mapping
 * start from what Octokit throws, these from what a server sends.
 */
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitHubApi } from "../../../src/adapters/github/github-api.ts";
import { Failure } from "../../../src/operations/failure.ts";

const API = "https://api.github.test";
const github = createGitHubApi(
  new Octokit({ baseUrl: API, log: { debug() {}, info() {}, warn() {}, error() {} } }),
);

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const unused = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (unused.length > 0) throw new Error(`answers nobody asked for: ${unused.join(", ")}`);
});

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`not a Failure: ${String(error)}`);
  return error;
}

const ASK = ["GET /repos/{owner}/{repo}", { owner: "o", repo: "r" }] as const;

describe("an answer of GitHub", () => {
  test.each([
    [401, {}, "forbidden", false],
    [403, {}, "forbidden", false],
    [403, { "retry-after": "7" }, "rate-limited", true],
    [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }, "rate-limited", true],
    [404, {}, "not-found", false],
    [409, {}, "conflict", true],
    [422, {}, "invalid", false],
    [429, {}, "rate-limited", true],
    [500, {}, "unavailable", true],
    [502, {}, "unavailable", true],
  ] as const)("%i with %j is the failure %s", async (...row) => {
    const [status, headers, code, retryable] = row;
    nock(API).get("/repos/o/r").reply(status, { message: "No." }, headers);

    const failure = await failureOf(github.request(...ASK));

    expect(failure).toMatchObject({ code, retryable });
    expect(failure.message).toContain("GET /repos/{owner}/{repo}");
  });

  test("says how long to wait when GitHub says it", async () => {
    nock(API).get("/repos/o/r").reply(403, { message: "Slow down." }, { "retry-after": "7" });

    expect(await failureOf(github.request(...ASK))).toMatchObject({ retryAfterSeconds: 7 });
  });

  test("that never comes is a failure that may be tried again", async () => {
    nock(API).get("/repos/o/r").replyWithError("socket hang up");

    expect(await failureOf(github.request(...ASK))).toMatchObject({ code: "unavailable", retryable: true });
  });

  test("that is garbage with an error status is still named by its status", async () => {
    nock(API).get("/repos/o/r").reply(503, "<html>upstream</html>", { "content-type": "text/html" });

    expect(await failureOf(github.request(...ASK))).toMatchObject({ code: "unavailable", retryable: true });
  });

  test("that the caller expects is handed back as a value", async () => {
    nock(API).get("/repos/o/r").reply(404, { message: "Not Found" });

    const answer = await github.request(...ASK, { accept: [404] });

    expect(answer.status).toBe(404);
  });
});
