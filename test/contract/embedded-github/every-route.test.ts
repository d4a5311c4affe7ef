import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../../src/embedded-github/http/route.ts";
import { ALL_ROUTES } from "../../../src/embedded-github/routes/all-routes.ts";
import { AT, endSmallWorld, octokit, type SmallWorld, startSmallWorld } from "./small-world.ts";

const FILES = new Map([
  [
    ".github/workflows/build.yml",
    "on: workflow_dispatch\njobs:\n  one:\n    runs-on: x\n    steps: [{ run: echo hi }]\n",
  ],
  ["README.md", "# Orchard\n"],
]);

function nameOf(route: Route): string {
  return `${route.method} ${route.path.replaceAll("{+", "{")}`;
}

/** A path that fits the pattern; the values mean nothing. */
function examplePath(route: Route): string {
  const values: Readonly<Record<string, string>> = { owner: AT.owner, repo: AT.repo, "+basehead": "a...b" };
  return route.path.replaceAll(/\{([+\w]+)\}/gu, (_, name: string) => values[name] ?? "1");
}

describe("every route of the embedded GitHub", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld({ private: true, files: FILES });
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  async function tokenWith(permissions: Readonly<Record<string, "read" | "write">>): Promise<string> {
    const order = { installation_id: small.installationId, permissions };
    return (await small.asApp.rest.apps.createInstallationAccessToken(order)).data.token;
  }

  async function ask(route: Route, token: string): Promise<{ status: number; message: string }> {
    const response = await fetch(`${small.github.url}${examplePath(route)}`, {
      method: route.method,
      headers: { authorization: `bearer ${token}` },
      ...(route.method === "GET" ? {} : { body: "{}" }),
    });
    const body = (await response.json()) as { message: string };
    return { status: response.status, message: body.message };
  }

  const REFUSED = { status: 403, message: "Resource not accessible by integration" };

  it("is closed to a token without the permission it needs, and writing ones to a token that may read", async () => {
    const none = await tokenWith({});
    const reading = await tokenWith({
      actions: "read",
      contents: "read",
      issues: "read",
      pull_requests: "read",
    });
    const refusals: string[] = [];
    const guarded = ALL_ROUTES.filter(
      (route) => route.guard.kind === "repository" && route.guard.permission !== "metadata",
    );
    for (const route of guarded) {
      const isWrite = route.guard.kind === "repository" && route.guard.level === "write";
      for (const token of isWrite ? [none, reading] : [none]) {
        const answer = await ask(route, token);
        if (answer.status !== REFUSED.status || answer.message !== REFUSED.message) {
          refusals.push(`${nameOf(route)} answered ${answer.status} ${answer.message}`);
        }
      }
    }

    expect(guarded.length).toBeGreaterThan(40);
    expect(refusals).toEqual([]);
  });

  it("hides the repository from strangers", async () => {
    const { token } = small.github.world.createUser("stranger");
    const inRepository = ALL_ROUTES.filter((route) => route.guard.kind === "repository");

    const statuses = await Promise.all(inRepository.map(async (route) => (await ask(route, token)).status));

    expect(new Set(statuses)).toEqual(new Set([404]));
  });

  it("revokes an installation token when asked", async () => {
    const gone = octokit(small.github, await tokenWith({ contents: "read" }));
    await gone.rest.apps.revokeInstallationAccessToken();

    await expect(gone.rest.repos.get(AT)).rejects.toThrow("Bad credentials");
  });
});
