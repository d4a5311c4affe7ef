import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createGitHubApi, parseAnswer, requestAll } from "../../../../src/adapters/github/github-api.ts";
import type { GitHubApi, OctokitLike } from "../../../../src/adapters/github/github-api.ts";

interface Sent {
  readonly route: string;
  readonly parameters: Record<string, unknown>;
}

const OK = { status: 200, data: {}, headers: {} };

/** What Octokit throws for an answer that is none. */
function refusal(status: number, headers: Record<string, string> = {}, data: object = {}): Error {
  const response = { status, headers, data: { message: "No.", ...data } };
  return Object.assign(new Error("HttpError"), { name: "HttpError", status, response });
}

function api(...answers: readonly (Awaited<ReturnType<OctokitLike["request"]>> | Error)[]): {
  readonly github: GitHubApi;
  readonly sent: readonly Sent[];
} {
  const sent: Sent[] = [];
  const github = createGitHubApi({
    async request(route, parameters = {}) {
      const answer = answers[sent.length] ?? OK;
      sent.push({ route, parameters });
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { github, sent };
}

describe("a REST request", () => {
  it.each([
    [401, {}, "forbidden", false],
    [403, {}, "forbidden", false],
    [404, {}, "not-found", false],
    [409, {}, "conflict", true],
    [410, {}, "not-found", false],
    [418, {}, "unexpected-answer", false],
    [422, {}, "invalid", false],
    [429, {}, "rate-limited", true],
    [500, {}, "unavailable", true],
    [503, {}, "unavailable", true],
    [403, { "retry-after": "30" }, "rate-limited", true],
    [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }, "rate-limited", true],
    [403, { "x-ratelimit-remaining": "12" }, "forbidden", false],
  ] as const)(
    "that is answered with %i %o is a failure %s",
    async (...[status, headers, code, retryable]) => {
      const { github } = api(refusal(status, headers));

      await expect(github.request("GET /x", {})).rejects.toMatchObject({ code, retryable });
    },
  );

  it("knows GitHub's secondary limit by its documentation and waits a minute", async () => {
    const { github } = api(
      refusal(
        403,
        {},
        { documentation_url: "https://docs.github.com/rest/using/rate-limits-for-the-rest-api" },
      ),
    );

    await expect(github.request("GET /x", {})).rejects.toMatchObject({
      code: "rate-limited",
      retryAfterSeconds: 60,
    });
  });

  it("waits until the limit is reset", async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 100);
    const { github } = api(refusal(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }));

    const failure: unknown = await github.request("GET /x", {}).catch((error: unknown) => error);

    const seconds =
      failure instanceof Error && "retryAfterSeconds" in failure ? failure.retryAfterSeconds : 0;
    expect(seconds).toBeGreaterThan(95);
    expect(seconds).toBeLessThan(105);
  });

  it.each([
    ["TimeoutError", "timeout"],
    ["AbortError", "timeout"],
    ["TypeError", "unavailable"],
  ])("that gets no answer (%s) is tried again later", async (name, code) => {
    const { github } = api(Object.assign(new Error("x"), { name: "HttpError", cause: { name } }));

    await expect(github.request("GET /x", {})).rejects.toMatchObject({ code, retryable: true });
  });

  it("hands back the refusals it was told to expect", async () => {
    const { github } = api(refusal(422));

    expect(await github.request("POST /x", {}, { accept: [422] })).toMatchObject({
      status: 422,
      data: { message: "No." },
    });
  });

  it("never takes a rate limit for an expected refusal", async () => {
    const { github } = api(refusal(403, { "retry-after": "5" }));

    await expect(github.request("POST /x", {}, { accept: [403] })).rejects.toMatchObject({
      code: "rate-limited",
    });
  });

  it("is sent once when it may not happen twice", async () => {
    const { github, sent } = api();

    await github.request("POST /x", { a: 1 }, { isRepeatable: false });
    await github.request("GET /x", {});

    expect(sent[0]?.parameters).toEqual({ a: 1, request: { retries: 0 } });
    expect(sent[1]?.parameters).toEqual({ request: {} });
  });
});

describe("a GraphQL query", () => {
  const QUERY = "query Look($a: String!) { viewer { login } }";

  it("hands back data and the errors it was told to expect", async () => {
    const errors = [{ type: "NOT_FOUND", message: "gone" }];
    const { github } = api({ ...OK, data: { data: { x: null }, errors } });

    expect(await github.graphql(QUERY, {}, { accept: ["NOT_FOUND"] })).toEqual({ data: { x: null }, errors });
  });

  it.each([
    ["NOT_FOUND", "not-found", false],
    ["FORBIDDEN", "forbidden", false],
    ["UNPROCESSABLE", "invalid", false],
    ["STALE_DATA", "conflict", true],
    ["RATE_LIMITED", "rate-limited", true],
    [undefined, "unexpected-answer", true],
  ])("that ends in an error of type %s is a failure %s", async (type, code, retryable) => {
    const { github } = api({ ...OK, data: { data: null, errors: [{ type, message: "No." }] } });

    await expect(github.graphql(QUERY, {})).rejects.toMatchObject({ code, retryable });
  });

  it.each(["<html>bad gateway</html>", null, {}, []])("does not understand %o", async (data) => {
    const { github } = api({ ...OK, data });

    await expect(github.graphql(QUERY, {})).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it("is named by its operation when it fails", async () => {
    const { github } = api(refusal(502));

    await expect(github.graphql(QUERY, {})).rejects.toThrow("Look");
  });
});

it("names the request whose answer has another shape", () => {
  expect(() => parseAnswer(z.object({ sha: z.string() }), { sha: 7 }, "GET commit")).toThrow(
    /GET commit.*sha/u,
  );
});

describe("requestAll", () => {
  function pages(...sizes: readonly number[]): readonly (typeof OK)[] {
    return sizes.map((size) => ({ ...OK, data: Array.from({ length: size }, (_, index) => index) }));
  }
  function items(data: unknown): readonly number[] {
    return z.array(z.number()).parse(data);
  }

  it("asks page by page until one is not full", async () => {
    const { github, sent } = api(...pages(100, 100, 3));

    const all = await requestAll(github, "GET /x", { parameters: { a: 1 }, items, maxPages: 10 });

    expect(all).toHaveLength(203);
    expect(sent.map(({ parameters }) => parameters["page"])).toEqual([1, 2, 3]);
  });

  it("takes no part of a list for the whole: one that goes on behind the last page is a failure", async () => {
    const link =
      '<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?page=3>; rel="next"';
    const { github, sent } = api(...pages(100, 100, 100).map((page) => ({ ...page, headers: { link } })));

    const all = requestAll(github, "GET /x", { parameters: {}, items, maxPages: 2 });

    await expect(all).rejects.toThrow(/more than 200 items \(GET \/x\)/u);
    expect(sent).toHaveLength(2);
  });

  it("is content with a full last page behind which there is no other", async () => {
    const link = '<https://api.github.com/x?page=1>; rel="prev"';
    const { github } = api(...pages(100, 100).map((page) => ({ ...page, headers: { link } })));

    expect(await requestAll(github, "GET /x", { parameters: {}, items, maxPages: 2 })).toHaveLength(200);
  });

  it("finds nothing where the list itself does not exist", async () => {
    const { github } = api(refusal(404));

    expect(await requestAll(github, "GET /x", { parameters: {}, items, maxPages: 2, accept: [404] })).toEqual(
      [],
    );
  });
});
