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
        likelihood: expect.closeTo(0.72, 2),
        file: "docs/1-1-a.md",
        line: 4,
        excerpt: "- [ ] Change `src/a.ts`",
      },
    ]);
  });

  it("are folders where a folder or a glob is named", () => {
    const text = "# T\n\n## Tasks\n- [ ] Change `src/auth/` and everything in `web/*.ts`\n";
    expect(names(read(text).files)).toEqual(["src/auth/ exclusive", "web/ exclusive"]);
  });

  it("are read from the epics file too, with less weight and with its own lines", () => {
    const story = { path: "docs/1-1-a.md", text: "# T\n\n## Tasks\n- [ ] Change `src/a.ts`\n" };
    const description = { path: "docs/epics.md", line: 40, text: "Words.\nIt changes `src/b.ts`.\n" };
    const { files } = findFootprint({ ...story, description }, KEY, { tree: [], config: DEFAULT_CONFIG });
    const [own, described] = files;
    expect(files.map(({ name, file, line }) => `${name} ${file}:${line}`)).toEqual([
      "src/a.ts docs/1-1-a.md:4",
      "src/b.ts docs/epics.md:41",
    ]);
    expect(described?.likelihood).toBeLessThan(own?.likelihood ?? 0);
  });

  it("are graded by lists: manifests are added to, documents and lock files are ignored", () => {
    const text =
      "# T\n`src/index.ts` `package.json` `README.md` `web/yarn.lock` `tsconfig.json` `src/b.ts`\n";
    expect(names(read(text).files)).toEqual([
      "src/index.ts exclusive",
      "package.json append-only",
      "README.md ignored",
      "web/yarn.lock ignored",
      "tsconfig.json append-only",
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

  it("do not come from records and reviews", () => {
    const text = "# T\n## Dev Agent Record\n### File List\n- e.ts\n## Code Review\n`f.ts`\n";
    expect(read(text).files).toEqual([]);
  });

  it("are the likelier changed the more the sentence and its section say so", () => {
    const texts = [
      "## Tasks\n- [ ] Create `src/a.ts`",
      "## Tasks\n- [ ] Update `src/a.ts`",
      "## Dev Notes\nThe parser lives in `src/a.ts`",
      "## Tasks\n- [ ] Do not modify `src/a.ts`",
      "## Previous Story Learnings\nFollow the pattern from `src/a.ts`",
      "## Previous Story Learnings\n`src/a.ts` stays unchanged",
    ];
    const likelihoods = texts.map((text) => read(`# T\n\n${text}\n`).files[0]?.likelihood ?? -1);
    expect(likelihoods).toEqual(likelihoods.toSorted((a, b) => b - a));
    expect(likelihoods[0]).toBeGreaterThan(0.7);
    expect(likelihoods.at(-1)).toBeLessThan(0.25);
  });

  it("are quoted where they are most likely changed", () => {
    const text = "# T\n\n## References\n\nSee `src/a.ts`.\n\n## Tasks\n\n- [ ] Update `src/a.ts`\n";
    expect(read(text).files[0]).toMatchObject({ line: 9, excerpt: "- [ ] Update `src/a.ts`" });
  });

  it("take what is done with them from the line above a list", () => {
    const [created] = read("# T\n\n**Files to create:**\n\n- `src/a.ts`\n").files;
    const [spared] = read("# T\n\n**Do not change:**\n\n- `src/a.ts`\n").files;
    expect(created?.likelihood ?? 0).toBeGreaterThan((spared?.likelihood ?? 1) + 0.2);
  });
});

describe("the database of a footprint", () => {
  it.each([
    ["- [ ] Change `prisma/schema.prisma`", true],
    ["- [ ] Write `db/migrations/001.sql`", true],
    ["- [ ] Show the table of acceptable models", false],
    ["- [ ] Query the database", false],
  ])("for the task %s is touched: %s", (task, isTouched) => {
    expect(read(`# T\n## Tasks\n${task}\n`).database.length > 0).toBe(isTouched);
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

it.each([
  ["one endless line", "`a/".repeat(50_000)],
  ["endless brackets", "[(".repeat(50_000)],
  ["many headings", "# `a.ts`\n".repeat(20_000)],
  ["an open fence", `\`\`\`\n${"x.ts ".repeat(20_000)}`],
  ["endless words", "create not ".repeat(20_000)],
])("reads %s in a moment", (_name, text) => {
  const start = performance.now();
  read(`# T\n\n${text}\n`);
  expect(performance.now() - start).toBeLessThan(2000);
});
