import { expect, it } from "vitest";
import { compileGlobs } from "../../../../../src/core/conflicts/footprint/match-glob.ts";

it.each([
  ["package.json", "packages/a/package.json", true],
  ["package.json", "package.json.bak", false],
  ["*.md", "docs/a.md", true],
  ["docs/**", "docs/a/b.md", true],
  ["docs/**", "src/docs/a.md", false],
  ["**/migrations/**", "db/migrations/1.sql", true],
  ["**/migrations/**", "migrations/1.sql", true],
  ["src/*/index.ts", "src/a/index.ts", true],
  ["src/*/index.ts", "src/a/b/index.ts", false],
  ["src/**/index.ts", "src/index.ts", true],
  ["a?c.ts", "abc.ts", true],
  ["a?c.ts", "ac.ts", false],
  ["./src/a.ts", "src/a.ts", true],
  ["app/[id]/page.tsx", "app/[id]/page.tsx", true],
])("%s on %s is %s", (pattern, path, matches) => {
  expect(compileGlobs([pattern])(path)).toBe(matches);
});

it("needs no time for patterns that make regular expressions explode", () => {
  const path = `${"a/".repeat(500)}${"a".repeat(2000)}`;
  const started = performance.now();
  expect(compileGlobs([`${"**/a/".repeat(100)}${"a*".repeat(100)}b`])(path)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
