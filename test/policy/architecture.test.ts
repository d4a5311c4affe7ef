import { describe, expect, test } from "vitest";
import { filesBelow, readFromRoot } from "../support/source-files.ts";
import { importsOf, violations } from "./import-law.ts";

const SOURCES = filesBelow("src", ".ts");

describe("the import law", () => {
  test("holds for every source file", () => {
    const broken = SOURCES.flatMap((path) => violations(path, readFromRoot(path)));

    expect(SOURCES.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  test.each([
    ["core imports Node", "src/core/sprint/a.ts", 'import { readFileSync } from "node:fs";'],
    ["core imports a package", "src/core/sprint/a.ts", 'import { Octokit } from "@octokit/rest";'],
    ["core imports an operation", "src/core/sprint/a.ts", 'import { x } from "../../operations/x.ts";'],
    ["core imports a type only", "src/core/a.ts", 'import type { Log } from "../operations/ports.ts";'],
    ["an operation imports an adapter", "src/operations/a.ts", 'import { x } from "../adapters/git/x.ts";'],
    ["an operation imports a package", "src/operations/a.ts", 'import { z } from "zod";'],
    ["an adapter imports another", "src/adapters/git/a.ts", 'import { x } from "../github/x.ts";'],
    [
      "an adapter imports an operation",
      "src/adapters/git/a.ts",
      'import { x } from "../../operations/advance-batch.ts";',
    ],
    ["an adapter re-exports a shell", "src/adapters/git/a.ts", 'export { x } from "../../app/x.ts";'],
    ["the app imports the action", "src/app/a.ts", 'import { x } from "../action/x.ts";'],
    [
      "the app imports the embedded GitHub",
      "src/app/a.ts",
      'const x = await import("../embedded-github/x.ts");',
    ],
    ["the command line imports the app", "src/cli/a.ts", 'import { x } from "../app/x.ts";'],
    [
      "the embedded GitHub imports core",
      "src/embedded-github/a.ts",
      'import { x } from "../core/problem.ts";',
    ],
    [
      "a handler constructs an adapter",
      "src/app/handlers/a.ts",
      'import { x } from "../../adapters/log/x.ts";',
    ],
    ["source imports tests", "src/operations/a.ts", 'import { x } from "../../test/support/x.ts";'],
    ["a type position reaches out", "src/core/a.ts", 'export type T = import("../app/a.ts").T;'],
    ["a file stands outside every layer", "src/somewhere/a.ts", "export const a = 1;"],
  ])("bites when %s", (_what, path, source) => {
    expect(violations(path, source)).toHaveLength(1);
  });

  test("sees static, type-only, re-exported and dynamic imports", () => {
    const source = 'import a from "a"; import type { B } from "b"; export * from "c"; await import("d");';

    expect([...importsOf("src/core/x.ts", source)].toSorted()).toEqual(["a", "b", "c", "d"]);
  });
});

describe("the layout", () => {
  // Beyond twelve files a folder is split by meaning.
  test("keeps folders small enough to read", () => {
    const counts = new Map<string, number>();
    for (const path of SOURCES) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }

    expect([...counts].filter(([, count]) => count > 12)).toEqual([]);
  });

  test("has no file whose name says nothing", () => {
    const names = SOURCES.filter((path) =>
      /(^|\/)(utils?|helpers?|common|misc|managers?|services?)(\/|-|\.ts$)/u.test(path),
    );

    expect(names).toEqual([]);
  });

  test("knows no key of the sample sprint", () => {
    const board = filesBelow("examples", "sprint-status.yaml").map(readFromRoot).join("\n");
    const keys = [...board.matchAll(/^\s+(\d+-\d+-[a-z0-9-]+):/gmu)].map((match) => match[1] ?? "");
    const mentions = SOURCES.filter((path) => keys.some((key) => readFromRoot(path).includes(key)));

    expect(keys.length).toBeGreaterThanOrEqual(8);
    expect(mentions).toEqual([]);
  });

  test("switches no check off in source code", () => {
    const loose = SOURCES.filter((path) =>
      /@ts-(?:ignore|expect-error|nocheck)|(?:oxlint|eslint)-disable/u.test(readFromRoot(path)),
    );

    expect(loose).toEqual([]);
  });
});
