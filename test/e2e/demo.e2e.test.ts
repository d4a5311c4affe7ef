import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DemoResult } from "../../src/cli/demo/demo-result.ts";
import { operationOf } from "../../scripts/contracts/served-operations.ts";
import type { Exchange } from "../../src/embedded-github/http/exchange.ts";
import { APP_OPERATIONS } from "../contract/github-adapter/app-operations.ts";
import { ContractWatch, recorded } from "../support/github-contract-watch.ts";
import { ROOT } from "../support/source-files.ts";

const run = promisify(execFile);

function sum(counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

describe("npm run demo", () => {
  let folder: string;
  let result: DemoResult;
  let output: string;
  let exchanges: readonly Exchange[];
  const contract = new ContractWatch();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "demo-"));
    const json = join(folder, "result.json");
    const record = join(folder, "requests.jsonl");
    const words = ["run", "--silent", "demo", "--", "--json", json, "--record", record];
    const { stdout } = await run("npm", words, { cwd: ROOT });
    output = stdout;
    result = JSON.parse(await readFile(json, "utf8")) as DemoResult;
    exchanges = (await readFile(record, "utf8")).trim().split("\n").map(recorded);
    for (const exchange of exchanges) contract.look(exchange);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("ends the batch and shows every kind of ending", () => {
    const endings = result.stories
      .map(({ key, outcome, attempts }) => [key, outcome, attempts] as const)
      .toSorted(([one], [other]) => one.localeCompare(other));

    expect(result.batch.status).toBe("finished");
    expect(endings).toEqual([
      ["1-4-ripeness-calendar", "merged", 1],
      ["1-5-frost-warning", "merged", 2],
      ["1-6-watering-plan", "failed", 2],
      ["1-7-watering-report", "skipped", 0],
      ["1-8-tree-labels", "alreadyDone", 1],
      ["2-1-crate-totals", "merged", 1],
      ["2-2-invoice", "merged", 1],
      ["2-3-seasonal-prices", "merged", 1],
      ["2-4-bulk-discount", "merged", 1],
    ]);
  });

  test("gives the reasons of what did not go well", () => {
    function reasonsOf(key: string): readonly string[] {
      return result.stories.find((story) => story.key === key)?.reasons ?? [];
    }

    expect(reasonsOf("1-5-frost-warning").join("\n")).toContain("no file:line evidence");
    expect(reasonsOf("1-6-watering-plan").join("\n")).toContain("Attempt 2");
    expect(reasonsOf("1-7-watering-report").join("\n")).toContain("1-6-watering-plan");
    expect(reasonsOf("1-4-ripeness-calendar")).toEqual([]);
  });

  test("gives each delivered story a pull request of its own", () => {
    const numbers = result.stories
      .filter((story) => story.outcome === "merged")
      .map((story) => story.pullRequest);

    expect(numbers).toHaveLength(6);
    expect(new Set(numbers).size).toBe(6);
    expect(numbers).not.toContain(null);
  });

  test("counts its requests to GitHub by route", () => {
    const { total, byRoute, unknown } = result.requests;
    const counted = Object.values(byRoute);

    expect(counted.length).toBeGreaterThan(10);
    expect(total).toBe(sum(counted));
    expect(unknown).toEqual([]);
  });

  test("asks and is answered as GitHub describes, every single time", () => {
    expect(contract.exchanges).toBeGreaterThanOrEqual(result.requests.total);
    expect(contract.met.size).toBeGreaterThan(25);
    expect(contract.fields.size).toBeGreaterThan(25);
    expect(contract.differences).toEqual([]);
  });

  test("asks nothing in the app's name that the permissions of app.yml are not proven to cover", () => {
    const app = exchanges.filter(({ who }) => who === "app" || who === "installation");
    const asked = new Set(app.map(({ method, route }) => operationOf({ method, path: route })));

    expect([...asked].filter((operation) => !APP_OPERATIONS.includes(operation))).toEqual([]);
  });

  test("tells people what happens while it happens", () => {
    expect(output).toContain('maria comments "/batch-stories"');
    expect(output).toContain("BUILD");
    expect(output).toContain("maria merged");
  });
});
