import { expect, it } from "vitest";
import { pathsInText } from "../../../../../src/core/conflicts/footprint/paths-in-text.ts";

it.each([
  ["- [ ] Change `src/api/plants.ts`", ["src/api/plants.ts"]],
  ["edit src/a.ts:22-89, lib/b.py and ./c/d.css.", ["src/a.ts", "lib/b.py", "c/d.css"]],
  ["`app/[id]/page.tsx` (new)", ["app/[id]/page.tsx"]],
  ["see [the file](src/a.ts#L10) here", ["src/a.ts"]],
  ["guard [file: src/api/plants.ts:31]", ["src/api/plants.ts"]],
  ["│   ├── Button.tsx   # a button", ["Button.tsx"]],
  ["| `db/1_init.sql` | **schema.prisma** |", ["db/1_init.sql", "schema.prisma"]],
  ["use Node.js with Next.js and Vue.js, e.g. v1.2.3", []],
  ["https://example.com/a/b.ts is far away", []],
  ["see [it](../../src/a.ts) and a..b.ts", ["src/a.ts"]],
  [
    "`src/{auth,user}.ts`, src\\shop\\Cart.cs and import { a, b } from",
    ["src/shop/Cart.cs", "src/auth.ts", "src/user.ts"],
  ],
  ["a Dockerfile, the Makefile, `.env.local`, but no profile", ["Dockerfile", "Makefile", ".env.local"]],
  ["call user.name.first() or obj.method", []],
  [
    "`src/auth/` and **src/lib/**, apps/*/src/**, web/src/*.ts (or lib/).",
    ["src/auth/", "src/lib/", "apps/", "web/src/", "lib/"],
  ],
  ["GET /api/users/ and/or https://a.b/c/ or ../up/ or 1/2/ or a//b/", []],
  ["no dots here", []],
  ["update `__init__.py`, _lib/a.ts_ and __lib/b.ts__", ["__init__.py", "lib/a.ts", "lib/b.ts"]],
])("%j names %j", (line, paths) => {
  expect(pathsInText(line)).toEqual(paths);
});

it("needs no time for a line without end", () => {
  const started = performance.now();
  pathsInText(`${"a/".repeat(200_000)}x.`);
  pathsInText("[".repeat(400_000));
  expect(performance.now() - started).toBeLessThan(500);
});
