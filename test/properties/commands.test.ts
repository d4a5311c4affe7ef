import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/core/commands/command-registry.ts";
import { parseCommand } from "../../src/core/commands/parse-command.ts";

/** GitHub's own limit for a comment. */
const LONGEST_BODY = 65_536;

const WORDS = fc.constantFrom(
  "/batch-stories",
  "run",
  "plan",
  "--epic",
  "--limit=",
  "1,2",
  '"',
  "“",
  "```",
  "~~~",
  "<!--",
  "-->",
  ">",
  "- ",
  "    ",
  "\n",
  "\r\n",
  "\t",
  "=",
  ",",
  "@ada",
);
const BODIES = fc.oneof(
  fc.array(WORDS, { maxLength: 60 }).map((words) => words.join("")),
  fc.array(WORDS, { maxLength: 60 }).map((words) => words.join(" ")),
  fc.string({ unit: "binary", maxLength: 300 }),
);

describe("safety: parseCommand", () => {
  test("gives one of three answers to any comment, and a remedy with every problem", () => {
    fc.assert(
      fc.property(BODIES, (body) => {
        const parsed = parseCommand(body);
        const { message, hint } = parsed.kind === "problem" ? parsed.problem : { message: ".", hint: "." };
        expect(message).toMatch(/^.{0,400}\.$/u);
        expect(hint).toMatch(/[.?]$/u);
        const line = parsed.kind === "command" ? parsed.line : "/batch-stories";
        expect(line.toLowerCase()).toMatch(/^\/batch-stories/u);
      }),
      { numRuns: 2000 },
    );
  });

  test("hears nothing where no line begins with our name", () => {
    fc.assert(
      fc.property(BODIES, (body) => {
        const quoted = body.split(/\r\n|\r|\n/u).map((line) => `> ${line}`);
        expect(parseCommand(quoted.join("\n"))).toEqual({ kind: "none" });
      }),
    );
  });

  test.each([
    ["quotes", '/batch-stories --stories "'],
    ["curly quotes", "“"],
    ["fences", "```\n"],
    ["list markers", "- "],
    ["numbers", "1. "],
    ["comments", "<!-- "],
    ["half comments", "<!-- --> <!--\n"],
    ["white space", " \t"],
    ["names", "/batch-stories"],
    ["command lines", "/batch-storiesx\n"],
    ["equals", "/batch-stories ="],
    ["line breaks", "\r"],
  ])("answers %s without end in linear time", (_what, unit) => {
    const body = unit.repeat(Math.ceil(LONGEST_BODY / unit.length)).slice(0, LONGEST_BODY);
    const begun = performance.now();

    parseCommand(body);
    parseCommand(`/batch-stories run ${body}`);

    // Quadratic work on 65,536 characters takes seconds; a loaded machine gets some grace.
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe("round trip: parseCommand", () => {
  const STORY = fc.stringMatching(/^[1-9]{1,2}-[1-9]{1,2}(?:-[a-z]{1,8})?$/u);
  const LISTS = fc.uniqueArray(STORY, { minLength: 1, maxLength: 8 });

  test("reads back the flags that were written, in any order and notation", () => {
    const flags = fc.record(
      {
        stories: LISTS,
        exclude: LISTS,
        limit: fc.integer({ min: 1, max: 10_000 }),
        maxWorkers: fc.integer({ min: 1, max: 50 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(flags, fc.constantFrom(" ", "="), fc.boolean(), (...[given, glue, isReversed]) => {
        const parts = [
          ...(given.stories ? [`--stories${glue}${given.stories.join(",")}`] : []),
          ...(given.exclude ? [`--exclude${glue}"${given.exclude.join(", ")}"`] : []),
          ...(given.limit ? [`--limit${glue}${given.limit}`] : []),
          ...(given.maxWorkers ? [`--MAX-workers${glue}${given.maxWorkers}`] : []),
        ];
        const line = `/batch-stories run ${(isReversed ? parts.toReversed() : parts).join("  ")}`;
        expect(parseCommand(`hello\n${line}\nbye`)).toMatchObject({
          kind: "command",
          command: { name: "run", flags: given },
        });
      }),
    );
  });

  test("understands every command of the registry", () => {
    for (const { name } of COMMANDS) {
      expect(parseCommand(`/batch-stories ${name}`)).toMatchObject({ command: { name } });
    }
  });
});
