import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AT, refusal, leaveSmallWorld, type SmallWorld, startSmallWorld } from "./small-world.ts";

describe("the embedded GitHub's limits, caches, faults and log", () => {
  let small: SmallWorld;

  beforeEach(async () => {
    small = await startSmallWorld();
  });

  afterEach(async () => {
    await leaveSmallWorld(small);
  });

  it("counts an installation's requests and refuses when the hour is used up", async () => {
    small.github.limits.set("installation", 3);
    const left: (string | undefined)[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { headers } = await small.asInstallation.rest.repos.get(AT);
      left.push(headers["x-ratelimit-remaining"]);
    }

    expect(left).toEqual(["2", "1", "0"]);
    expect(await refusal(small.asInstallation.rest.repos.get(AT))).toMatchObject({
      status: 403,
      message: expect.stringContaining("rate limit exceeded"),
    });
    expect((await small.maria.rest.repos.get(AT)).status).toBe(200);
    expect((await small.asInstallation.rest.rateLimit.get()).data.rate).toMatchObject({
      limit: 3,
      remaining: 0,
    });
  });

  it("counts GraphQL apart and answers its exhaustion with 200 and a type", async () => {
    small.github.limits.set("installation", 1);
    await small.asInstallation.rest.repos.get(AT);
    function ask(): Promise<{ data: unknown }> {
      return small.asInstallation.request("POST /graphql", { query: "{ viewer { login } }" });
    }

    expect((await ask()).data).toMatchObject({ data: { viewer: { login: "gardener[bot]" } } });
    expect((await ask()).data).toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
  });

  it("answers 304 to who knows the answer already, for nothing", async () => {
    const { headers } = await small.maria.rest.repos.getContent({ ...AT, path: "README.md" });
    const again = { ...AT, path: "README.md", headers: { "if-none-match": headers.etag ?? "" } };

    expect((await refusal(small.maria.rest.repos.getContent(again))).status).toBe(304);
    const { data } = await small.maria.rest.rateLimit.get();
    expect(data.rate.used).toBe(1);
    await small.github.world.commitFiles("octo/orchard", {
      branch: "main",
      files: new Map([["README.md", "new\n"]]),
      message: "new",
      by: "maria",
    });
    expect((await small.maria.rest.repos.getContent(again)).status).toBe(200);
  });

  it("does nothing when a fault says so, and everything when only the answer is lost", async () => {
    const route = "POST /repos/{owner}/{repo}/issues";
    small.github.faults.add({ route, effect: { kind: "status", status: 502 }, skip: 1 });
    small.github.faults.add({ route, effect: { kind: "lostResponse" }, skip: 1 });
    function open(title: string): Promise<unknown> {
      return small.asInstallation.rest.issues.create({ ...AT, title });
    }

    await open("first");
    expect((await refusal(open("second"))).status).toBe(502);
    await open("third");
    await expect(open("fourth")).rejects.toThrow(/fetch failed|other side closed|socket/u);

    const { data } = await small.maria.rest.issues.listForRepo({ ...AT, direction: "asc" });
    expect(data.map((issue) => issue.title)).toEqual(["fourth", "third", "first"]);
    expect(small.github.faults.unused()).toEqual([]);
  });

  it("reports faults that nobody met", () => {
    small.github.faults.add({ route: "GET /nowhere", effect: { kind: "delay", ms: 1 }, times: 2 });

    expect(small.github.faults.unused()).toEqual(["delay for GET /nowhere (2 left)"]);
  });

  it("answers 404 to what it does not know, and notes it", async () => {
    expect((await refusal(small.maria.request("GET /repos/octo/orchard/stargazers"))).status).toBe(404);
    expect(small.github.unknownRequests).toEqual(["GET /repos/octo/orchard/stargazers"]);
  });

  it("says 400 to bodies that are no JSON and 422 to those that miss something", async () => {
    const response = await fetch(`${small.github.url}/repos/octo/orchard/issues`, {
      method: "POST",
      headers: { authorization: `token ${small.mariaToken}` },
      body: "{",
    });

    expect(response.status).toBe(400);
    expect(
      (await refusal(small.maria.request("POST /repos/octo/orchard/issues", { body: "x" }))).status,
    ).toBe(422);
  });

  it("logs every request with its route, who asked and how it ended", async () => {
    await small.asInstallation.rest.issues.create({ ...AT, title: "T" });
    await refusal(small.maria.rest.issues.get({ ...AT, issue_number: 99 }));

    expect(small.github.requests.all.map(({ route, who, status }) => [route, who, status])).toEqual([
      ["POST /app/installations/{installation_id}/access_tokens", "app", 201],
      ["POST /repos/{owner}/{repo}/issues", "installation", 201],
      ["GET /repos/{owner}/{repo}/issues/{issue_number}", "user", 404],
    ]);
    expect(small.github.requests.total).toBe(3);
  });
});
