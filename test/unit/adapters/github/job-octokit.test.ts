import { describe, expect, test } from "vitest";
import { createGitHubApi } from "../../../../src/adapters/github/github-api.ts";
import type { GitHubApi } from "../../../../src/adapters/github/github-api.ts";
import { createJobOctokit } from "../../../../src/adapters/github/job-octokit.ts";

const ROUTE = "GET /repos/{owner}/{repo}";

interface Talk {
  readonly api: GitHubApi;
  readonly sent: Record<string, unknown>[];
  readonly waits: number[];
}

function refusal(status: number, headers: Record<string, string> = {}): Error {
  const data = { message: "no" };
  return Object.assign(new Error("no"), { status, response: { status, headers, data } });
}

/** GitHub answers with the given errors first, then well. */
function talk(errors: readonly Error[]): Talk {
  const left = [...errors];
  const sent: Record<string, unknown>[] = [];
  const waits: number[] = [];
  async function send(
    _route: string,
    parameters: Record<string, unknown> = {},
  ): Promise<{ status: number; data: unknown; headers: object }> {
    sent.push(parameters);
    const error = left.shift();
    if (error) throw error;
    return { status: 200, data: { id: 1 }, headers: {} };
  }
  const octokit = createJobOctokit(send, async (count) => {
    waits.push(count);
  });
  return { api: createGitHubApi(octokit), sent, waits };
}

describe("a job's requests", () => {
  test("carry the API version and a deadline, and keep their own options", async () => {
    const { api, sent } = talk([]);

    await api.request(ROUTE, { owner: "o" }, { redirect: "manual" });

    expect(sent[0]).toMatchObject({
      owner: "o",
      headers: { "x-github-api-version": "2022-11-28" },
      request: { redirect: "manual", signal: expect.any(AbortSignal) },
    });
  });

  test("are sent again while GitHub is down", async () => {
    const { api, waits } = talk([refusal(502), new Error("socket hang up"), refusal(500)]);

    expect((await api.request(ROUTE, {})).status).toBe(200);
    expect(waits).toEqual([2, 4, 8]);
  });

  test("end after the fourth try with what GitHub said", async () => {
    const { api, sent } = talk(Array.from({ length: 9 }, () => refusal(503)));

    await expect(api.request(ROUTE, {})).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(sent).toHaveLength(4);
  });

  test("that must not happen twice are sent once", async () => {
    const { api, sent } = talk([refusal(502)]);

    await expect(api.request(ROUTE, {}, { isRepeatable: false })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(sent).toHaveLength(1);
  });

  test("wait as long as the rate limit asks, even those that must not happen twice", async () => {
    const { api, waits } = talk([refusal(429, { "retry-after": "7" })]);

    await api.request(ROUTE, {}, { isRepeatable: false });

    expect(waits).toEqual([7]);
  });

  test("do not wait for an hour", async () => {
    const { api, sent } = talk([refusal(403, { "retry-after": "3600" })]);

    await expect(api.request(ROUTE, {})).rejects.toMatchObject({ code: "rate-limited" });
    expect(sent).toHaveLength(1);
  });

  test.each([403, 404, 409, 422])("are not sent again after a %d", async (status) => {
    const { api, sent } = talk([refusal(status)]);

    await expect(api.request(ROUTE, {})).rejects.toThrow("GitHub answered");
    expect(sent).toHaveLength(1);
  });
});
