import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servedOperations } from "../../../scripts/contracts/served-operations.ts";
import { restDifferences } from "../../support/github-contract.ts";
import { ACCESS_CASES } from "./cases/access-cases.ts";
import { APP_CASES } from "./cases/app-cases.ts";
import { CODE_CASES } from "./cases/code-cases.ts";
import { ISSUE_CASES } from "./cases/issue-cases.ts";
import { PULL_CASES } from "./cases/pull-cases.ts";
import type { SharedCase } from "./cases/shared-case.ts";
import { WEBHOOK_CASES } from "./cases/webhook-cases.ts";
import { EMULATE_DIFFERENCES, EMULATE_FORMS } from "./emulate-differences.ts";
import { openEmbedded, openEmulate } from "./open-servers.ts";
import type { SharedServer } from "./shared-server.ts";

const CASES: readonly SharedCase[] = [
  ...APP_CASES,
  ...ACCESS_CASES,
  ...CODE_CASES,
  ...ISSUE_CASES,
  ...PULL_CASES,
  ...WEBHOOK_CASES,
];

/** What a server makes of a case; what breaks under a case is its answer, too. */
async function answerTo(one: SharedCase, server: SharedServer): Promise<unknown> {
  try {
    return await one.run(server);
  } catch (error) {
    return `broken: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Operations with their statuses whose answers are none of GitHub's; routes that only set the stage aside. */
function offForm({ exchanges }: SharedServer): readonly string[] {
  const served = new Set(servedOperations());
  const off = exchanges.filter(
    (one) => served.has(`${one.method} ${one.route}`) && restDifferences(one).length > 0,
  );
  return [...new Set(off.map(({ method, route, status }) => `${method} ${route} ${status}`))].toSorted();
}

describe("the embedded GitHub", () => {
  let server: SharedServer;

  beforeAll(async () => {
    server = await openEmbedded();
  });

  afterAll(() => server.stop());

  it.each(CASES)("does as GitHub: $name", async (one) => {
    expect(await one.run(server)).toEqual(one.github);
  });

  it("answered each time in the form GitHub describes", () => {
    expect(server.exchanges.length).toBeGreaterThan(400);
    expect(offForm(server)).toEqual([]);
  });
});

describe("emulate", () => {
  let server: SharedServer;

  beforeAll(async () => {
    server = await openEmulate();
  });

  afterAll(() => server.stop());

  it.each(CASES)("does as GitHub, or differs as listed: $name", async (one) => {
    const listed = EMULATE_DIFFERENCES.find((difference) => difference.case === one.name);

    expect(await answerTo(one, server)).toEqual(listed ? listed.theirs : one.github);
  });

  it("answered in the form GitHub describes, but for what is listed", () => {
    expect(offForm(server)).toEqual(EMULATE_FORMS);
  });

  it("differs only in cases there are, each once, and from GitHub", () => {
    const names = EMULATE_DIFFERENCES.map((difference) => difference.case);
    const github = new Map(CASES.map((one) => [one.name, one.github]));

    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !github.has(name))).toEqual([]);
    for (const { case: name, theirs } of EMULATE_DIFFERENCES) expect(theirs).not.toEqual(github.get(name));
  });
});
