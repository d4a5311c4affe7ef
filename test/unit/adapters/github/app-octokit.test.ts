import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAppOctokit } from "../../../../src/adapters/github/app-octokit.ts";
import { createGitHubApi } from "../../../../src/adapters/github/github-api.ts";
import type { GitHubApi } from "../../../../src/adapters/github/github-api.ts";

interface Heard {
  readonly method: string;
  readonly atMs: number;
  readonly version: string | undefined;
}

let heard: Heard[];
let status: number;
let url: string;
let stop: () => Promise<void>;

beforeEach(async () => {
  heard = [];
  status = 200;
  const server = createServer((request, response) => {
    const version = request.headers["x-github-api-version"];
    heard.push({ method: request.method ?? "", atMs: performance.now(), version: String(version) });
    response.writeHead(status, { "content-type": "application/json" }).end('{"message":"x"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  stop = () => new Promise((resolve) => server.close(() => resolve()));
});

afterEach(() => stop());

function apiWith(writeIntervalMs: number | undefined): GitHubApi {
  const Octokit = createAppOctokit(writeIntervalMs);
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return createGitHubApi(new Octokit({ baseUrl: url, auth: { token: "t" }, log: quiet }));
}

async function spans(api: GitHubApi, routes: readonly string[]): Promise<readonly number[]> {
  await Promise.all(routes.map((route) => api.request(route, {})));
  const times = heard.map(({ atMs }) => atMs);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe("the app's Octokit", () => {
  it("says which version of the API it speaks, whatever the request", async () => {
    const api = apiWith(0);
    await api.request("GET /a", {});
    await api.graphql("query A { viewer { login } }", {}).catch(() => undefined);

    expect(heard.map(({ version }) => version)).toEqual(["2022-11-28", "2022-11-28"]);
  });

  it("keeps the interval between writes that it was given", async () => {
    const [span = 0] = await spans(apiWith(300), ["POST /a", "PATCH /a"]);

    expect(span).toBeGreaterThan(200);
  });

  it("does not keep reads waiting", async () => {
    const all = await spans(apiWith(900), ["GET /a", "GET /b", "GET /c"]);

    expect(Math.max(...all)).toBeLessThan(800);
  });

  it("keeps GitHub's own pace of a second between writes when it was given none", async () => {
    const [span = 0] = await spans(apiWith(undefined), ["PATCH /a", "PATCH /b"]);

    expect(span).toBeGreaterThan(700);
  });

  it("sends what may not happen twice once, even when the server fails", async () => {
    status = 502;

    await expect(apiWith(0).request("POST /a", {}, { isRepeatable: false })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(heard).toHaveLength(1);
  });

  it("hands a rate limit back instead of sleeping through it", async () => {
    status = 429;

    await expect(apiWith(undefined).request("POST /a", {}, { isRepeatable: false })).rejects.toMatchObject({
      code: "rate-limited",
    });
    expect(heard).toHaveLength(1);
  });
});
