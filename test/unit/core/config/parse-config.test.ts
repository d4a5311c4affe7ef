import { describe, expect, test } from "vitest";
import { applyFlags } from "../../../../src/core/config/apply-flags.ts";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { parseConfig } from "../../../../src/core/config/parse-config.ts";

const PATH = ".github/batch-stories.yml";

function problemsOf(text: string): readonly string[] {
  return parseConfig(text, PATH).problems.map(
    ({ at, message, hint }) => `${at?.line}:${at?.column} ${message} ${hint}`,
  );
}

describe("parseConfig", () => {
  test.each([[undefined], [""], ["# nothing yet\n"], ["maxWorkers:\nconflicts:\n  # ignored: []\n"]])(
    "gives the defaults where nothing is said: %j",
    (text) => {
      expect(parseConfig(text, PATH)).toEqual({ config: DEFAULT_CONFIG, problems: [] });
    },
  );

  test("reads what is said and fills in the rest", () => {
    const text = "maxWorkers: 5\ntest: npm test\nagent:\n  program: codex\nsetup:\n  - npm ci\n";

    expect(parseConfig(text, PATH)).toEqual({
      config: {
        ...DEFAULT_CONFIG,
        maxWorkers: 5,
        test: "npm test",
        setup: ["npm ci"],
        agent: { ...DEFAULT_CONFIG.agent, program: "codex" },
      },
      problems: [],
    });
  });

  test("names every problem at once, in the order of the lines", () => {
    const text = [
      "maxWorker: 3",
      "agent:",
      "  program: claud",
      "  time: 3",
      "setup: npm ci",
      "maxAttempts: 0",
      "batchMode: yes",
    ].join("\r\n");

    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "1:1 There is no key \`maxWorker\`. Did you mean \`maxWorkers\`? There are \`board\`, \`stories\`, \`maxWorkers\`, \`maxAttempts\`, \`maxConsecutiveFailures\`, \`maxFaults\`, \`maxRefineRounds\`, \`schedule\`, \`setup\`, \`test\`, \`commandTimeoutMinutes\`, \`batchMode\`, \`agent\`, \`conflicts\`, \`delivery\`.",
        "3:12 \`agent.program\` takes one of \`claude\`, \`codex\`, \`gemini\`, \`copilot\`, \`opencode\`, \`command\`, \`scripted\`, not the text \`claud\`. Did you mean \`claude\`?",
        "4:3 There is no key \`agent.time\`. \`agent\` has \`program\`, \`model\`, \`command\`, \`script\`, \`timeoutMinutes\`.",
        "5:8 \`setup\` takes a list of texts, not the text \`npm ci\`. Put each entry of \`setup\` on a line of its own, after \`- \`.",
        "6:14 \`maxAttempts\` takes a whole number from 1 to 10, not \`0\`. Correct \`maxAttempts\`, or remove it to get the default.",
        "7:12 \`batchMode\` takes \`true\` or \`false\`, not the text \`yes\`. Correct \`batchMode\`, or remove it to get the default.",
      ]
    `);
  });

  test("quotes the line, and runs nothing on half a configuration", () => {
    const parsed = parseConfig("maxWorkers: 5\nagent:\n  program: x # why\n", PATH);

    expect(parsed.config).toEqual(DEFAULT_CONFIG);
    expect(parsed.problems.map((problem) => problem.at)).toEqual([
      { file: PATH, line: 3, column: 12, excerpt: "  program: x # why" },
    ]);
  });

  test.each([
    ["a list", "- maxWorkers", "1:1 The configuration is not a group of keys."],
    ["bad syntax", "test: a: b", "1:7 The configuration is not valid YAML: Nested mappings"],
    ["a key twice", "test: a\ntest: b", "2:1 The configuration is not valid YAML: Map keys must be unique."],
    ["an alias", "test: *a", "1:7 The configuration uses the alias `*a`; aliases are not supported."],
    ["a number in a list", "setup:\n  - 3", "2:5 `setup.0` takes a text, not `3`."],
    [
      "a long text",
      `board: ${"x".repeat(301)}`,
      "`board` takes a text of at most 300 characters, not a text of 301",
    ],
    ["a group for a text", "board: {}", "1:8 `board` takes a text, not a group of keys."],
    ["a text for a group", "agent: claude", "1:8 `agent` takes a group of keys, not the text `claude`."],
    [
      "a number above its limit",
      "commandTimeoutMinutes: 900",
      "takes a number above 0, at most 350, not `900`.",
    ],
    ["what comes later", "delivery: { ci: automatic }", "takes only `approve`, not the text `automatic`."],
    ["an unknown key without value", "tets:", "1:1 There is no key `tets`. Did you mean `test`?"],
  ])("says what is wrong with %s", (_what, text, expected) => {
    expect(problemsOf(text).join("\n")).toContain(expected);
  });

  test.each([
    ["brackets", "[".repeat(60_000)],
    ["lists in lists", "- ".repeat(30_000)],
    ["explicit keys", "? ".repeat(30_000)],
    ["keys in keys", "a: ".repeat(20_000)],
    ["length", "#".repeat(64_001)],
  ])("survives hostile %s", (_what, text) => {
    const { problems } = parseConfig(text, PATH);

    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe("config-unreadable");
  });

  test("does not drown people in the errors that follow one slip", () => {
    const text = Array.from({ length: 100 }, (_unused, index) => `k${index}: a: b`).join("\n");

    expect(parseConfig(text, PATH).problems).toHaveLength(10);
  });
});

describe("applyFlags", () => {
  test("puts what the command says over the file, and leaves the rest", () => {
    const flags = { maxWorkers: 1, maxAttempts: 4, schedule: "waves", epics: ["1"] } as const;

    expect(applyFlags(DEFAULT_CONFIG, flags)).toEqual({
      ...DEFAULT_CONFIG,
      maxWorkers: 1,
      maxAttempts: 4,
      schedule: "waves",
    });
    expect(applyFlags(DEFAULT_CONFIG, {})).toEqual(DEFAULT_CONFIG);
  });
});
