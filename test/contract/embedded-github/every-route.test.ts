import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationOf } from "../../../scripts/contracts/served-operations.ts";
import type { Guard, Route } from "../../../src/embedded-github/http/route.ts";
import { ALL_ROUTES } from "../../../src/embedded-github/routes/all-routes.ts";
import { ask, examplePath, nameOf, tokenWith } from "../github-rest/ask-in-vain.ts";
import { NEEDED_PERMISSIONS } from "../github-rest/permission-facts.ts";
import { AT, endSmallWorld, octokit, type SmallWorld, startSmallWorld } from "./small-world.ts";

type RepositoryGuard = Extract<Guard, { kind: "repository" }>;
type Granted = Readonly<Record<string, "read" | "write">>;

const EVERYTHING: Granted = { actions: "write", contents: "write", issues: "write", pull_requests: "write" };
const REFUSED = "403 Resource not accessible by integration";

interface Guarded {
  readonly route: Route;
  readonly guard: RepositoryGuard;
  /** Each is enough. */
  readonly keys: readonly string[];
}

function guarded(): readonly Guarded[] {
  return ALL_ROUTES.flatMap((route) => {
    const { guard } = route;
    if (guard.kind !== "repository") return [];
    const keys = guard.orPullRequests === true ? [guard.permission, "pull_requests"] : [guard.permission];
    return [{ route, guard, keys }];
  });
}

/** Everything, but of the keys less than the route needs. */
function allBut({ guard, keys }: Guarded): Granted {
  const others = Object.entries(EVERYTHING).filter(([key]) => !keys.includes(key));
  const less = guard.level === "write" ? keys.map((key) => [key, "read"] as const) : [];
  return Object.fromEntries([...others, ...less]);
}

describe("every route of the embedded GitHub", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld({ private: true });
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  async function answerTo(route: Route, granted: Granted): Promise<string> {
    const token = await tokenWith(small, granted);
    const response = await ask(small, [route.method, examplePath(route)], { token });
    const body = (await response.json().catch(() => ({}))) as { message?: string };
    return `${response.status} ${body.message ?? ""}`;
  }

  it("is closed to a token without the permission it needs, and writing ones to a token that may read", async () => {
    const closed = guarded().filter(({ keys }) => !keys.includes("metadata"));
    const open: string[] = [];
    for (const one of closed) {
      const answer = await answerTo(one.route, allBut(one));
      if (answer !== REFUSED) open.push(`${nameOf(one.route)} answered ${answer}`);
    }

    expect(closed.length).toBeGreaterThan(50);
    expect(open).toEqual([]);
  });

  it("is open to a token with nothing but the permission it needs", async () => {
    const refused: string[] = [];
    for (const { route, guard, keys } of guarded()) {
      for (const key of keys.filter((one) => one !== "metadata")) {
        const answer = await answerTo(route, { [key]: guard.level === "write" ? "write" : "read" });
        if (answer === REFUSED) refused.push(`${nameOf(route)} with ${key}`);
      }
    }

    expect(refused).toEqual([]);
  });

  it("needs the permission that GitHub's own table names for it", () => {
    const asked = guarded().map(({ route, guard, keys }) => [
      operationOf(route),
      keys.map((key) => `${key}: ${guard.level}`),
    ]);

    expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(NEEDED_PERMISSIONS));
  });

  it("hides the repository from strangers", async () => {
    const { token } = small.github.world.createUser("stranger");
    const statuses = await Promise.all(
      guarded().map(
        async ({ route }) => (await ask(small, [route.method, examplePath(route)], { token })).status,
      ),
    );

    expect(new Set(statuses)).toEqual(new Set([404]));
  });

  it("revokes an installation token when asked", async () => {
    const gone = octokit(small.github, await tokenWith(small, { contents: "read" }));
    await gone.rest.apps.revokeInstallationAccessToken();

    await expect(gone.rest.repos.get(AT)).rejects.toThrow("Bad credentials");
  });
});
