import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import type { Footprint } from "../../../../src/core/conflicts/conflict.ts";
import { findFootprint } from "../../../../src/core/conflicts/find-footprint.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";

const KEY = StoryKey.parse("1-1-a");

function read(text: string, tree: readonly string[] = [], config = DEFAULT_CONFIG): Footprint {
  return findFootprint(parseStory(text, "docs/1-1-a.md"), KEY, { tree, config });
}

function names(claims: Footprint["files"]): readonly string[] {
  return claims.map((claim) => `${claim.name} ${claim.grade}`);
}

describe("the files of a footprint", () => {
  it("carry the line that names them, each once", () => {
    const text = "# T\n\n## Tasks\n- [ ] Change `src/a.ts`\n- [ ] Test `src/a.ts` again\n";
    expect(read(text).files).toEqual([
      {
        name: "src/a.ts",
        grade: "exclusive",
        file: "docs/1-1-a.md",
        line: 4,
        excerpt: "- [ ] Change `src/a.ts`",
      },
    ]);
  });

  it("are graded by lists: shared ones are added to, documents and lock files are ignored", () => {
    const text =
      "# T\n`src/index.ts` `package.json` `README.md` `web/yarn.lock` `src/locales/de.json` `src/b.ts`\n";
    expect(names(read(text).files)).toEqual([
      "src/index.ts append-only",
      "package.json append-only",
      "README.md ignored",
      "web/yarn.lock ignored",
      "src/locales/de.json append-only",
      "src/b.ts exclusive",
    ]);
  });

  it("are graded by the repository's own lists first", () => {
    const conflicts = { ignored: ["gen/**"], appendOnly: ["src/routes.ts"], database: [] };
    const footprint = read("# T\n`gen/a.ts` `src/routes.ts`\n", [], { ...DEFAULT_CONFIG, conflicts });
    expect(names(footprint.files)).toEqual(["gen/a.ts ignored", "src/routes.ts append-only"]);
  });

  it("are completed from the tree where only one file fits", () => {
    const tree = ["web/src/Form.tsx", "web/src/a/List.tsx", "web/src/b/List.tsx"];
    const footprint = read("# T\n`Form.tsx` and `List.tsx` and `a/List.tsx`\n", tree);
    expect(footprint.files.map((claim) => claim.name)).toEqual([
      "web/src/Form.tsx",
      "List.tsx",
      "web/src/a/List.tsx",
    ]);
  });

  it("do not come from references, records, reviews, or lines about what stays as it is", () => {
    const text =
      "# T\n## Dev Notes\nDo not modify `a.ts`\n- x [Source: docs/b.md and c.ts]\n## References\n`d.ts`\n## Dev Agent Record\n### File List\n- e.ts\n## Code Review\n`f.ts`\n";
    expect(read(text).files).toEqual([]);
  });
});

describe("the database of a footprint", () => {
  it.each([
    ["- [ ] Add a migration for plants", true],
    ["- [ ] Alter table plants", true],
    ["- [ ] Change `prisma/schema.prisma`", true],
    ["- [ ] Write `db/migrations/001.sql`", true],
    ["- [ ] Show the table of acceptable models", false],
    ["- [ ] Query the database", false],
  ])("for the task %s is touched: %s", (task, isTouched) => {
    expect(read(`# T\n## Tasks\n${task}\n`).database.length > 0).toBe(isTouched);
  });

  it("does not come from words outside tasks and criteria", () => {
    expect(read("# T\n## Dev Notes\nNo migrations are needed.\n").database).toEqual([]);
  });

  it("knows the repository's own schema paths", () => {
    const conflicts = { ignored: [], appendOnly: [], database: ["store/tables/**"] };
    const footprint = read("# T\n`store/tables/a.ts`\n", [], { ...DEFAULT_CONFIG, conflicts });
    expect(footprint.database).toHaveLength(1);
  });
});

it("a story that names nothing has an unknown footprint", () => {
  expect(read("# T\n\nMake it nice.\n").isUnknown).toBe(true);
  expect(read("# T\n\n`GET /api/x`\n").isUnknown).toBe(false);
});
