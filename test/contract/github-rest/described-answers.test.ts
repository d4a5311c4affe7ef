import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationOf, servedOperations } from "../../../scripts/contracts/served-operations.ts";
import { ALL_ROUTES } from "../../../src/embedded-github/routes/all-routes.ts";
import { CONTRACT_EXCEPTIONS, DESCRIPTION_MISTAKES } from "../../support/github-contract-exceptions.ts";
import type { Exchange } from "../../../src/embedded-github/http/exchange.ts";
import { describedOperations, restDifferences } from "../../support/github-contract.ts";
import { endSmallWorld, type SmallWorld, startSmallWorld } from "../embedded-github/small-world.ts";
import { askInVain } from "./ask-in-vain.ts";
import { NEVER_ANSWERED } from "./never-answered.ts";
import { TOUR_FILES, useEveryRoute } from "./use-every-route.ts";

describe("the embedded GitHub, asked for everything that works and everything that does not", () => {
  let small: SmallWorld;
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    small = await startSmallWorld({ private: true, files: TOUR_FILES });
    small.github.requests.observe((exchange) => exchanges.push(exchange));
    await useEveryRoute(small);
    await askInVain(small);
  }, 180_000);

  afterAll(async () => {
    await endSmallWorld(small);
  });

  /** `GET /repos/{owner}/{repo} 200` and so on. */
  function described(): readonly string[] {
    return Object.entries(describedOperations()).flatMap(([name, { answers }]) =>
      Object.keys(answers).map((status) => `${name} ${status}`),
    );
  }

  function never(): readonly string[] {
    return NEVER_ANSWERED.flatMap(({ status, operations }) =>
      operations
        ? operations.map((name) => `${name} ${status}`)
        : described().filter((answer) => answer.endsWith(` ${status}`)),
    );
  }

  it("does what each route is there for", () => {
    const idle = ALL_ROUTES.map(operationOf).filter(
      (name) => ![200, 201, 202, 204, 302].some((status) => small.contract.met.has(`${name} ${status}`)),
    );

    expect(ALL_ROUTES.length).toBeGreaterThan(60);
    expect(idle).toEqual([]);
  });

  it("gives every answer that GitHub describes, but for those it is known never to give", () => {
    const known = new Set(never());
    const missing = described().filter((answer) => !small.contract.met.has(answer) && !known.has(answer));

    expect(missing).toEqual([]);
  });

  it("lists no answer as never given that it gives, or that GitHub does not describe", () => {
    const known = new Set(described());

    expect(never().filter((answer) => small.contract.met.has(answer) || !known.has(answer))).toEqual([]);
  });

  it("answers and is asked nothing that GitHub's description does not have", () => {
    expect(small.contract.exchanges).toBeGreaterThan(200);
    expect(small.contract.differences).toEqual([]);
  });

  it("needs every exception", () => {
    const { used } = small.contract;

    expect(CONTRACT_EXCEPTIONS.filter(({ difference }) => !used.has(difference))).toEqual([]);
    expect(
      DESCRIPTION_MISTAKES.filter(
        ({ operation, status }) =>
          !exchanges.some(
            (one) =>
              operationOf({ method: one.method, path: one.route }) === operation &&
              one.status === status &&
              restDifferences(one, []).length > 0,
          ),
      ),
    ).toEqual([]);
  });

  it("would be noticed to answer with another type of content", () => {
    const json = exchanges.find(({ status, answered }) => status === 200 && answered !== undefined);
    const plain = json && { ...json, headers: { ...json.headers, "content-type": "text/plain" } };

    expect(plain && restDifferences(plain)).toEqual([expect.stringContaining("text/plain")]);
  });

  it("is described, each route of it", () => {
    expect(Object.keys(describedOperations())).toEqual(servedOperations());
  });
});
