/** `npm run guards` takes minutes; this sees to it that its list does not rot in between. */
import { describe, expect, test } from "vitest";
import { ALL_GUARDS, SAMPLE } from "../../scripts/guards/all-guards.ts";
import { PROMISES } from "../../scripts/guards/guard.ts";
import { namePattern } from "../../scripts/guards/run-test.ts";
import { filesBelow, readFromRoot } from "../support/source-files.ts";

const TESTS = new Set(filesBelow("test", ".test.ts"));

function problemsOf({ name, file, text, planted, test: by }: (typeof ALL_GUARDS)[number]): readonly string[] {
  const problems: string[] = [];
  const count = readFromRoot(file).split(text).length - 1;
  if (count !== 1) problems.push(`its text stands ${count} times in ${file}`);
  if (text === planted) problems.push("it plants what stands there already");
  if (!TESTS.has(by.file)) problems.push(`there is no test file ${by.file}`);
  else if (!readFromRoot(by.file).includes(by.name)) problems.push(`${by.file} has no test "${by.name}"`);
  return problems.map((problem) => `${name}: ${problem}`);
}

describe("the list of guards", () => {
  test("fits the source: each text stands there once, each test exists", () => {
    expect(ALL_GUARDS.flatMap(problemsOf)).toEqual([]);
  });

  test("says what is wrong with an entry that has rotted", () => {
    const guard = {
      name: "gone",
      file: "package.json",
      text: "no such text",
      planted: "",
      test: { file: "test/policy/node24.test.ts", name: "that nobody ever wrote" },
    };

    expect(problemsOf(guard)).toEqual([
      "gone: its text stands 0 times in package.json",
      'gone: test/policy/node24.test.ts has no test "that nobody ever wrote"',
    ]);
  });

  test("has a guard for each promise", () => {
    const promised = new Set(ALL_GUARDS.map(({ promise }) => String(promise)));

    expect(Object.keys(PROMISES).filter((number) => !promised.has(number))).toEqual([]);
  });

  test("names each once, and those that CI breaks among them", () => {
    const names = ALL_GUARDS.map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining([...SAMPLE]));
    expect(SAMPLE).toHaveLength(10);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/u.test(name))).toEqual([]);
  });
});

describe("the name of a test", () => {
  test.each([
    ["is told (once)", String.raw`is told \(once\)`],
    ["rejects %s", "rejects .*"],
    ["$behaviour in one comment", ".* in one comment"],
  ])("%s becomes a pattern", (title, pattern) => {
    expect(namePattern(title)).toBe(pattern);
  });
});
