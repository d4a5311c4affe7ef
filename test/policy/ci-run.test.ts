/** `.ci/run` itself, with an npm and a node that only pretend. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "../support/source-files.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ci-run-"));
  for (const name of [".ci", "bin"]) mkdirSync(join(folder, name));
  copyFileSync(join(ROOT, ".ci", "run"), join(folder, ".ci", "run"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scenario {
  /** What each command does, as shell text; nothing and success when absent. */
  readonly install?: string;
  readonly check?: string;
  readonly guards?: string;
  readonly fetch?: string;
  readonly tests?: string;
  readonly demo?: string;
}

function program(name: string, cases: readonly (readonly [string, string | undefined])[]): void {
  const lines = cases.map(([pattern, text]) => `  ${pattern}) ${text ?? "true"} ;;`);
  const file = join(folder, "bin", name);
  writeFileSync(file, ["#!/bin/sh", `case "$*" in`, ...lines, "esac", ""].join("\n"));
  chmodSync(file, 0o755);
}

function runCi(scenario: Scenario): { readonly status: number | null; readonly lines: readonly string[] } {
  program("npm", [
    ["ci*", scenario.install],
    ["'run check'", scenario.check],
    ["*guards*", scenario.guards],
    ["*node24", scenario.fetch],
    ["*demo", scenario.demo],
  ]);
  program("node", [
    ["--version", "echo v20.20.2"],
    ["*vitest*", scenario.tests],
  ]);
  const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
  const { status, stdout } = spawnSync(join(folder, ".ci", "run"), { env, encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n") };
}

describe(".ci/run", () => {
  test("adds up the counts of all legs; one without counts is one test, and skipped tests show", () => {
    const { status, lines } = runCi({
      check: "echo '2000 passed, 0 failed, 7 skipped'",
      tests: "echo '1800 passed, 0 failed'",
    });

    expect(status).toBe(0);
    expect(lines.at(-1)).toBe("3804 passed, 0 failed, 7 skipped");
  });

  test("has one line only that a machine could take for the result", () => {
    const { lines } = runCi({ check: "echo '5 passed, 0 failed'", tests: "echo '4 passed, 0 failed'" });

    expect(lines.filter((line) => /^\d+ passed, \d+ failed/u.test(line))).toEqual(["13 passed, 0 failed"]);
    expect(lines).toEqual(
      expect.arrayContaining(["Node v20.20.2: 5 passed, 0 failed", "Node 24: 4 passed, 0 failed"]),
    );
  });

  test.each<readonly [string, Scenario, string]>([
    ["tests fail", { check: "echo '8 passed, 2 failed'; exit 1" }, "13 passed, 2 failed"],
    ["tests of Node 24 fail", { tests: "echo '8 passed, 2 failed'; exit 1" }, "13 passed, 2 failed"],
    ["lint fails before any test", { check: "echo oops; exit 1" }, "5 passed, 1 failed"],
    [
      "something fails beside tests that pass",
      { check: "echo '8 passed, 0 failed'; exit 3" },
      "13 passed, 1 failed",
    ],
    ["a guard can be broken", { guards: "echo '9 passed, 1 failed'; exit 1" }, "14 passed, 1 failed"],
    ["the demo fails", { demo: "exit 1" }, "5 passed, 1 failed"],
    ["Node 24 cannot be fetched", { fetch: "echo no network >&2; exit 1" }, "3 passed, 1 failed"],
    ["the install fails", { install: "exit 1" }, "0 passed, 1 failed"],
  ])("fails and counts it when %s", (_when, scenario, last) => {
    const { status, lines } = runCi({ ...scenario });

    expect(status).toBe(1);
    expect(lines.at(-1)).toBe(last);
  });

  test("goes on with the other legs after one that failed", () => {
    const { lines } = runCi({ check: "exit 1", demo: "echo the demo ran" });

    expect(lines).toContain("the demo ran");
  });
});
