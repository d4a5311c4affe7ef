import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../../src/core/commands/command-registry.ts";
import { COMMAND_NAMES } from "../../../../src/core/commands/command.ts";
import { parseCommand } from "../../../../src/core/commands/parse-command.ts";

function commandOf(body: string): unknown {
  const parsed = parseCommand(body);
  return parsed.kind === "command" ? parsed.command : parsed;
}

function problemOf(body: string): { readonly code: string; readonly message: string; readonly hint: string } {
  const parsed = parseCommand(body);
  if (parsed.kind !== "problem") throw new Error(`expected a problem, got ${JSON.stringify(parsed)}`);
  return parsed.problem;
}

describe("a command", () => {
  test.each([
    ["/batch-stories", { name: "run", flags: {} }],
    ["/batch-stories run", { name: "run", flags: {} }],
    ["/Batch-Stories RUN", { name: "run", flags: {} }],
    ["\uFEFF/batch-stories plan", { name: "plan", flags: {} }],
    ["/batch-stories\tplan", { name: "plan", flags: {} }],
    ["/batch-stories --limit 2", { name: "run", flags: { limit: 2 } }],
    ["/batch-stories status", { name: "status" }],
    ["/batch-stories cancel   ", { name: "cancel" }],
    ["/batch-stories help", { name: "help" }],
    ["/batch-stories resume", { name: "resume" }],
    ["/batch-stories why 2-2", { name: "why", stories: ["2-2"] }],
    ["/batch-stories allow 2-2, 2-3", { name: "allow", stories: ["2-2", "2-3"] }],
    ["/batch-stories retry", { name: "retry", stories: [] }],
    ["Dear team,\r\n\r\n/batch-stories plan\r\nthanks", { name: "plan", flags: {} }],
    ["/batch-stories help\n/batch-stories run", { name: "help" }],
    ["```sh\nnpm test\n```\n/batch-stories help", { name: "help" }],
    ["<!-- a template -->\n/batch-stories help", { name: "help" }],
    ["text with <!-- an arrow that never ends\n/batch-stories help", { name: "help" }],
  ])("is read from %j", (body, command) => {
    expect(commandOf(body)).toEqual(command);
  });

  test("is kept as the line that people wrote", () => {
    expect(parseCommand("hello\n/batch-stories run --epic 1  \nbye")).toMatchObject({
      line: "/batch-stories run --epic 1",
    });
  });

  test.each(COMMAND_NAMES)("%s stands in the registry that the help text is made of", (name) => {
    expect(COMMANDS.filter((command) => command.name === name)).toHaveLength(1);
  });
});

describe("text that only talks about a command", () => {
  test.each([
    [""],
    ["please run /batch-stories"],
    [" /batch-stories run"],
    ["/batch-storiesx"],
    ["/batch-stories-next run"],
    ["/batch-stories/run"],
    ["> /batch-stories run"],
    ["```\n/batch-stories run\n```"],
    ["~~~~\n/batch-stories run\n~~~\n/batch-stories run\n~~~~"],
    ["```\n/batch-stories run"],
    ["- look:\n- ```\n/batch-stories run\n  ```"],
    ["<!--\n/batch-stories run\n-->"],
    ["hidden <!-- here\n/batch-stories run\nends -->"],
    ["<!--\n/batch-stories run"],
    ["<!-- a --> b <!-- c\n/batch-stories run\n-->"],
  ])("is left alone: %j", (body) => {
    expect(parseCommand(body)).toEqual({ kind: "none" });
  });
});

describe("the flags of a run", () => {
  test.each([
    ["--epic 1,2", { epics: ["1", "2"] }],
    ["--epic=1", { epics: ["1"] }],
    ["--epic epic-3,18b", { epics: ["3", "18b"] }],
    ["--epic 1, 2 ,3", { epics: ["1", "2", "3"] }],
    ["--epic 1,1", { epics: ["1"] }],
    ["--stories 1-2-login,2.2", { stories: ["1-2-login", "2.2"] }],
    ['--stories "1-2, 1-3" --exclude=2-1', { stories: ["1-2", "1-3"], exclude: ["2-1"] }],
    ["--stories=“1-2 , 1-3”", { stories: ["1-2", "1-3"] }],
    ["--exclude '2-1'", { exclude: ["2-1"] }],
    ["—limit 3", { limit: 3 }],
    ["--LIMIT 3", { limit: 3 }],
    ["--max-workers 5 --attempts 1", { maxWorkers: 5, maxAttempts: 1 }],
    ["--schedule Waves --dry-run", { schedule: "waves", dryRun: true }],
  ])("are read from %j", (text, flags) => {
    expect(commandOf(`/batch-stories run ${text}`)).toEqual({ name: "run", flags });
  });
});

describe("a command that cannot be understood", () => {
  test.each([
    [
      "/batch-stories rnu",
      "command-unknown",
      "There is no command `rnu`.",
      "Did you mean `/batch-stories run`?",
    ],
    [
      "/batch-stories hlep",
      "command-unknown",
      "There is no command `hlep`.",
      "Did you mean `/batch-stories help`?",
    ],
    [
      "/batch-stories xyzzyx",
      "command-unknown",
      "There is no command `xyzzyx`.",
      "The commands are `run`, `plan`",
    ],
    [
      "/batch-stories 1-2-login",
      "command-unknown",
      "There is no command `1-2-login`.",
      "run --stories 1-2-login`",
    ],
    ["/batch-stories `x`@all", "command-unknown", "There is no command `'x'@all`.", "The commands are"],
    ["/batch-stories --epics 1", "command-flag", "There is no flag `--epics`.", "Did you mean `--epic`?"],
    ["/batch-stories -limit 1", "command-flag", "There is no flag `-limit`.", "Did you mean `--limit`?"],
    ["/batch-stories --colour red", "command-flag", "There is no flag `--colour`.", "The flags are `--epic`"],
    [
      "/batch-stories run 1-2",
      "command-flag",
      "`1-2` stands where a flag was expected.",
      "`--stories 1-2,1-3`",
    ],
    ["/batch-stories --limit 0", "command-flag", "whole number from 1 to 10000, not `0`", "`--limit 5`"],
    ["/batch-stories --limit ten", "command-flag", "not `ten`", "`--limit 5`"],
    ["/batch-stories --max-workers 51", "command-flag", "from 1 to 50, not `51`", "`--max-workers 4`"],
    [
      "/batch-stories --schedule wave",
      "command-flag",
      "`rolling` or `waves`, not `wave`",
      "Did you mean `--schedule waves`?",
    ],
    ["/batch-stories --epic", "command-flag", "`--epic` needs a value.", "`--epic 1,2`"],
    ["/batch-stories --epic --limit 2", "command-flag", "`--epic` needs a value.", "`--epic 1,2`"],
    ["/batch-stories --epic ,", "command-flag", "`--epic` cannot be `,`.", "`--epic 1,2`"],
    [
      "/batch-stories --limit 1 --limit 2",
      "command-flag",
      "`--limit` is given twice.",
      "Give `--limit` once.",
    ],
    ["/batch-stories --dry-run=yes", "command-flag", "`--dry-run` takes no value.", "`--dry-run`"],
    [
      '/batch-stories --stories "1-2',
      "command-flag",
      'A quote is opened with " and never closed.',
      "Close the quote",
    ],
    [
      "/batch-stories status now",
      "command-flag",
      "`status` stands alone, but `now` follows it.",
      "`/batch-stories status`",
    ],
    [
      "/batch-stories cancel --all",
      "command-flag",
      "`cancel` takes no flags, but `--all` follows it.",
      "cancel",
    ],
    [`/batch-stories --stories ${"1-2,".repeat(600)}`, "command-flag", "2000 are the most.", "`--epic 1,2`"],
  ])("says what is wrong and what to write: %.60j", (...[body, code, message, hint]) => {
    const problem = problemOf(body);

    expect(problem.code).toBe(code);
    expect(problem.message).toContain(message);
    expect(problem.hint).toContain(hint);
  });
});
