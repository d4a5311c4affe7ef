import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFromRoot, ROOT } from "../support/source-files.ts";

describe("everything that is committed", () => {
  const TEXT = /\.(?:md|ts|js|json|ya?ml|sh|txt)$|(?:^|\/)(?:run|LICENSE|\.[a-z]+rc)$/u;
  const FILES = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((path) => TEXT.test(path) && existsSync(join(ROOT, path)))
    // Taken over from others as they are, or built from others' code.
    .filter((path) => !/^(?:dist|package-lock\.json|test\/contract\/.*\.json)/u.test(path));

  const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
    ["a folder of one machine", /(?<![\w.:~$}-])\/(?:work|Users)\/[a-z]/u],
    ["a document that readers do not have", /\b(?:DESIGN|BRIEF)\.md\b|\bstyle-anchors\b|\bthe seeds\b/u],
    [
      "a registry that is not public",
      /https?:\/\/[\w.-]*(?:artifactory|nexus|verdaccio|\.internal|\.local)\b/u,
    ],
  ];

  function offences(path: string, text: string): readonly string[] {
    return FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path} names ${what}`);
  }

  test("names nothing that only this machine or its first authors have", () => {
    const own = "test/policy/committed.test.ts";
    const found = FILES.filter((path) => path !== own).flatMap((path) => offences(path, readFromRoot(path)));

    expect(FILES.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
    expect(offences("a", "see /work/x, the seeds and https://npm.internal/a")).toHaveLength(3);
  });
});
