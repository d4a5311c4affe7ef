/** What `npm run guards` says of a guard, on a repository small enough to see through. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breakGuard } from "../../scripts/guards/break-guard.ts";
import type { Guard } from "../../scripts/guards/guard.ts";
import { ROOT } from "../support/source-files.ts";

const FILES = {
  "package.json": '{ "type": "module" }',
  "vitest.config.ts": `import { defineConfig } from "vitest/config";
export default defineConfig({ test: { projects: [{ test: { name: "unit", include: ["test/unit/*.test.ts"] } }] } });`,
  "src/door.ts": `export function open(key: string): string {
  if (key !== "right") return "shut";
  return "open";
}
`,
  "test/unit/door.test.ts": `import { expect, test } from "vitest";
import { open } from "../../src/door.ts";
test.each(["wrong", "forged"])("stays shut for a %s key", (key) => expect(open(key)).toBe("shut"));
test("opens for the right key", () => expect(open("right")).toBe("open"));
`,
};

const CHECK = '  if (key !== "right") return "shut";\n';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "break-guard-"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function guard(rest: Partial<Omit<Guard, "test">> & { readonly by?: string }): Guard {
  const { by = "stays shut for a %s key", ...own } = rest;
  const file = "src/door.ts";
  return {
    name: "lock",
    file,
    text: CHECK,
    planted: "",
    test: { file: "test/unit/door.test.ts", name: by },
    ...own,
  };
}

describe("a guard that is broken", () => {
  test("was noticed when its test fails, by all the names that failed", async () => {
    expect(await breakGuard(folder, guard({}))).toMatchObject({
      verdict: "noticed",
      failed: ["stays shut for a wrong key", "stays shut for a forged key"],
      reason: "AssertionError: expected 'open' to be 'shut' // Object.is equality",
    });
  });

  test("was not noticed when its test passes without it", async () => {
    expect(await breakGuard(folder, guard({ by: "opens for the right key" }))).toMatchObject({
      verdict: "unnoticed",
      failed: [],
    });
  });

  test.each([
    ["its text has changed", guard({ text: "if (isLocked)" }), "stale"],
    ["its text stands there twice", guard({ text: "return" }), "stale"],
    ["what is planted is no program", guard({ planted: "  if (\n" }), "unclear"],
    ["what is planted names nothing", guard({ planted: "  lock(key);\n" }), "unclear"],
    ["no test has the name", guard({ by: "stays shut at night" }), "unclear"],
  ])("proves nothing when %s", async (_when, broken, verdict) => {
    expect(await breakGuard(folder, broken)).toMatchObject({ verdict, failed: [] });
  });

  test("stands in its place again afterwards", () => {
    expect(readFileSync(join(folder, "src/door.ts"), "utf8")).toBe(FILES["src/door.ts"]);
  });
});
