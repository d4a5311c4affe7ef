import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import type { Conflict } from "../../../../src/core/conflicts/conflict.ts";
import { footprintContext, readFootprint } from "../../../../src/core/conflicts/find-footprint.ts";
import { indexConflicts } from "../../../../src/core/conflicts/index-conflicts.ts";
import type { ConflictStory } from "../../../../src/core/conflicts/story-pairs.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";
import { conflictsIn } from "../../../support/plan-conflicts.ts";
import { planOf, storyText } from "../../../support/planning-sprint.ts";

function conflictsOf(stories: Readonly<Record<string, string>>): readonly Conflict[] {
  const board = [
    "epic-1: in-progress",
    "epic-2: in-progress",
    ...Object.keys(stories).map((key) => `${key}: backlog`),
  ];
  return conflictsIn(planOf({ board, stories }));
}

function rules(stories: Readonly<Record<string, string>>): readonly string[] {
  return conflictsOf(stories).map(({ rule, strength, stories: [a, b] }) => `${a} ${b} ${rule} ${strength}`);
}

describe("a stated conflict", () => {
  it("rests on a file both stories change, with the lines of both", () => {
    const stories = { "1-1-a": storyText(["src/a.ts"]), "2-1-b": storyText(["src/a.ts", "src/b.ts"]) };
    expect(conflictsOf(stories)).toEqual([
      {
        stories: ["1-1-a", "2-1-b"],
        rule: "shared-file",
        strength: "stated",
        reason: "Both change `src/a.ts`.",
        lines: [
          { file: "docs/sprint-artifacts/1-1-a.md", line: 6, excerpt: "- [ ] Change `src/a.ts`" },
          { file: "docs/sprint-artifacts/2-1-b.md", line: 6, excerpt: "- [ ] Change `src/a.ts`" },
        ],
      },
    ]);
  });

  it("is named once for a pair, however much it shares", () => {
    const files = ["a.ts", "b.ts", "c.ts", "d.ts", "e.ts"].map((name) => `src/${name}`);
    const [conflict, ...others] = conflictsOf({ "1-1-a": storyText(files), "2-1-b": storyText(files) });
    expect(others).toEqual([]);
    expect(conflict?.reason).toBe("Both change `src/a.ts`, `src/b.ts`, `src/c.ts` and 2 more.");
  });

  it.each(["package.json", "tsconfig.json", "README.md", "yarn.lock"])("does not rest on %s", (path) => {
    expect(rules({ "1-1-a": storyText([path]), "2-1-b": storyText([path]) })).toEqual([]);
  });

  it.each([
    ["`GET /api/users/:id`", "`GET /api/users/{name}`", true],
    ["`GET /api/users`", "`/api/users`", false],
    ["`GET /api/users`", "`POST /api/users`", false],
  ])("between %s and %s: %s", (first, second, isConflict) => {
    const found = rules({
      "1-1-a": storyText(["src/a.ts"], first),
      "2-1-b": storyText(["src/b.ts"], second),
    });
    expect(found).toEqual(isConflict ? ["1-1-a 2-1-b shared-endpoint stated"] : []);
  });

  it("names no file that one of them leaves alone", () => {
    const stories = {
      "1-1-a": storyText(["src/a.ts", "src/b.ts"]),
      "2-1-b": storyText(["src/a.ts"], "There is no change in `src/b.ts`."),
    };
    expect(conflictsOf(stories)).toMatchObject([{ reason: "Both change `src/a.ts`." }]);
  });

  it("rests on the structure of the database", () => {
    const stories = {
      "1-1-a": storyText(["db/schema.sql"]),
      "2-1-b": storyText(["db/schema.sql"]),
    };
    expect(rules(stories)).toEqual(["1-1-a 2-1-b database-schema stated"]);
  });

  it("rests on a dependency, direct or by other stories", () => {
    const stories = {
      "1-1-a": storyText(["src/a.ts"]),
      "2-1-b": storyText(["lib/b.ts"], "Depends on: Story 1.1"),
      "2-2-c": storyText(["web/c.ts"], "Depends on: Story 2.1"),
    };
    expect(rules(stories)).toEqual([
      "1-1-a 2-1-b dependency stated",
      "1-1-a 2-2-c dependency stated",
      "2-1-b 2-2-c dependency stated",
    ]);
    expect(conflictsOf(stories)[1]).toMatchObject({
      reason: "2-2-c depends, by other stories, on 1-1-a.",
      lines: [{ excerpt: "Depends on: Story 2.1" }, { excerpt: "Depends on: Story 1.1" }],
    });
  });
});

/** A sprint of stories that have nothing in common, so that words and folders can tell. */
function amongOthers(stories: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others = Array.from({ length: 8 }, (_, place) => {
    const word = `topic${"abcdefgh".charAt(place)}`;
    return [`2-${place + 1}-${word}`, storyText([`lib/${word}/main.ts`], `All about ${word}.`)] as const;
  });
  return { ...Object.fromEntries(others), ...stories };
}

const WORDS = "invoices ledgers bookings postings balances currencies debtors creditors journals accruals";

const OTHER_WORDS = "rockets orbits boosters capsules antennas gravity launches telemetry docking fuel";

describe("an assumed conflict", () => {
  it("rests on folders in which both work", () => {
    function files(letters: string): readonly string[] {
      return letters.split("").map((name) => `src/shop/${name}.ts`);
    }
    const stories = amongOthers({
      "1-1-a": storyText(files("abcd"), WORDS),
      "1-2-b": storyText(files("wxyz"), OTHER_WORDS),
    });
    expect(conflictsOf(stories)).toMatchObject([
      {
        stories: ["1-1-a", "1-2-b"],
        rule: "same-folder",
        strength: "assumed",
        reason: "Both work in `src/shop/`.",
        lines: [{ excerpt: "- [ ] Change `src/shop/a.ts`" }, { excerpt: "- [ ] Change `src/shop/w.ts`" }],
      },
    ]);
  });

  it("rests on folders that one of them only names as a whole", () => {
    const folders = ["cart", "shop", "stock", "till"].map((name) => `src/${name}/`);
    const stories = amongOthers({
      "1-1-a": storyText(
        folders.map((folder) => `${folder}main.ts`),
        WORDS,
      ),
      "1-2-b": storyText(folders, OTHER_WORDS),
    });
    expect(conflictsOf(stories)).toMatchObject([
      {
        rule: "same-folder",
        reason: "Both work in `src/cart/`, `src/shop/`, `src/stock/` and 1 more.",
        lines: expect.arrayContaining([
          expect.objectContaining({ excerpt: "- [ ] Change `src/cart/main.ts`" }),
          expect.objectContaining({ excerpt: "- [ ] Change `src/cart/`" }),
        ]),
      },
    ]);
  });

  it("rests on words that no other story uses", () => {
    const stories = amongOthers({
      "1-1-a": storyText(["src/a.ts"], WORDS),
      "1-2-b": storyText(["web/b.ts"], WORDS),
    });
    const [conflict, ...others] = conflictsOf(stories);
    expect(others).toEqual([]);
    expect(conflict).toMatchObject({ rule: "alike-text", strength: "assumed" });
    expect(conflict?.reason).toMatch(/^Their texts are much alike: both speak of `accruals`, `balances`/u);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
    [
      "two stories that name no file",
      { "1-1-a": storyText([], WORDS), "2-9-b": storyText([], OTHER_WORDS) },
      "Nothing in 1-1-a and 2-9-b says which files it will change.",
    ],
    [
      "a story that names no file and one of its epic",
      { "1-1-a": storyText([], WORDS), "1-2-b": storyText(["web/b.ts"], OTHER_WORDS) },
      "Nothing in 1-1-a says which files it will change, and both stand under epic-1.",
    ],
    [
      "a story that names no file and one of another epic",
      { "1-1-a": storyText([], WORDS), "3-2-b": storyText(["web/b.ts"], OTHER_WORDS) },
      undefined,
    ],
    [
      "two stories that change documents and manifests only",
      { "1-1-a": storyText(["README.md"], WORDS), "1-2-b": storyText(["package.json"], OTHER_WORDS) },
      undefined,
    ],
  ])("is made with care: %s", (_what, stories, reason) => {
    const found = conflictsOf(amongOthers(stories)).filter(
      ({ stories: [one] }) => one === Object.keys(stories)[0],
    );
    expect(found.find((conflict) => Object.keys(stories).includes(conflict.stories[1]))?.reason).toBe(reason);
  });

  it("quotes no words that every plan has", () => {
    const text = "The user should update the tasks and the file when criteria change.";
    const stories = amongOthers({
      "1-1-a": storyText(["src/a.ts"], `${text} ${WORDS}`),
      "1-2-b": storyText(["web/b.ts"], `${text} ${WORDS}`),
    });
    const [conflict] = conflictsOf(stories);
    expect(conflict?.rule).toBe("alike-text");
    expect(conflict?.reason).not.toMatch(/`(?:the|user|update|tasks|file|criteria|change)`/u);
  });

  it("says so where one of two alike stories names no file", () => {
    const stories = amongOthers({ "1-1-a": storyText([], WORDS), "1-2-b": storyText(["web/b.ts"], WORDS) });
    expect(conflictsOf(stories)).toMatchObject([{ rule: "unknown-footprint", strength: "assumed" }]);
  });

  it("is not made of an epic alone", () => {
    expect(rules(amongOthers({}))).toEqual([]);
  });

  it("does not rest on a file that both leave as it is", () => {
    const line = "Do not change `src/a.ts`.";
    expect(
      rules(amongOthers({ "1-1-a": storyText(["b.ts"], line), "1-2-b": storyText(["c.ts"], line) })),
    ).toEqual([]);
  });
});

describe("an index of conflicts", () => {
  const context = footprintContext([], DEFAULT_CONFIG);

  function conflictStory(key: string, text: string): ConflictStory {
    const story = StoryKey.parse(key);
    const footprint = readFootprint({ path: `${key}.md`, text }, story, context);
    return { key: story, epic: "epic-1", footprint, dependsOn: [] };
  }

  const many = Array.from({ length: 30 }, (_, place) =>
    conflictStory(
      `1-${place + 1}-s`,
      storyText([`src/${place % 7}/a.ts`, `src/${place % 5}.ts`], `word${place % 4}a`),
    ),
  );

  function answers(stories: readonly ConflictStory[]): readonly unknown[] {
    const index = indexConflicts({ stories, earlier: [], context });
    return many.flatMap((one) => many.map((other) => index.between(one.key, other.key)));
  }

  it("gives the same answers whatever the order of the stories", () => {
    expect(answers(many.toReversed())).toEqual(answers(many));
  });

  it("gives the same answer both ways round, and none for a story itself or one it does not know", () => {
    const index = indexConflicts({ stories: many, earlier: [], context });
    for (const one of many) {
      for (const other of many) {
        expect(index.between(one.key, other.key)).toEqual(index.between(other.key, one.key));
      }
      expect(index.between(one.key, one.key)).toBeUndefined();
      expect(index.between(one.key, StoryKey.parse("9-9-nobody"))).toBeUndefined();
    }
  });

  it("takes a file for likelier, and says why, when a finished story that reads alike changed it", () => {
    function text(letter: string): string {
      return `# T\n\n${WORDS} ${letter}\n\n## References\n\nRefer to \`src/money/ledger.ts\`.\n`;
    }
    const stories = [conflictStory("3-1-a", text("one")), conflictStory("3-2-b", text("two")), ...many];
    const finished = { ...conflictStory("1-99-done", text("three")), touched: ["src/money/ledger.ts"] };
    const [one, other] = [StoryKey.parse("3-1-a"), StoryKey.parse("3-2-b")];
    const before = indexConflicts({ stories, earlier: [], context }).between(one, other);
    const after = indexConflicts({ stories, earlier: [finished], context }).between(one, other);
    expect(before?.reason ?? "").not.toContain("1-99-done");
    expect(after).toMatchObject({ rule: "shared-file" });
    expect(after?.reason).toContain("`1-99-done`, which reads alike, changed `src/money/ledger.ts`.");
  });

  it("builds in time that does not grow with the square of the stories", () => {
    const texts = Array.from({ length: 4000 }, (_, place) =>
      conflictStory(`7-${place + 1}-s`, storyText([`src/a${place % 50}.ts`], WORDS)),
    );
    /** Of the processor, which a busy machine does not stretch; the best of three. */
    function timeFor(stories: readonly ConflictStory[]): number {
      return Math.min(...[1, 2, 3].map(() => timeOnce(stories)));
    }
    function timeOnce(stories: readonly ConflictStory[]): number {
      const start = process.cpuUsage();
      const index = indexConflicts({ stories, earlier: [], context });
      for (const [place, { key }] of stories.entries()) {
        index.between(key, stories[(place + 1) % stories.length]?.key ?? key);
      }
      return process.cpuUsage(start).user / 1000;
    }
    timeFor(texts.slice(0, 1000));
    const [half, whole] = [timeFor(texts.slice(0, 2000)), timeFor(texts)];
    expect(whole).toBeLessThan(Math.max(3 * half, half + 200));
  });
});

it("finished stories have no conflicts", () => {
  const stories = { "1-1-a": storyText(["src/a.ts"]), "1-2-b": storyText(["src/a.ts"]) };
  expect(conflictsIn(planOf({ board: ["1-1-a: done", "1-2-b: backlog"], stories }))).toEqual([]);
});
