import { describe, expect, test } from "vitest";
import { parseForm, type RunForm } from "../../../../src/core/commands/parse-form.ts";
import { parseCommand } from "../../../../src/core/commands/parse-command.ts";

function form(filled: Partial<RunForm>): RunForm {
  return { epic: "", stories: "", limit: "", "dry-run": "false", ...filled };
}

describe("the form of a run by hand", () => {
  test("asks for everything when nothing is filled in", () => {
    expect(parseForm(form({}))).toEqual({ kind: "flags", flags: {}, line: "/batch-stories run" });
  });

  test.each<[Partial<RunForm>]>([
    [{ epic: "1" }],
    [{ epic: " Epic-1, 2 " }],
    [{ stories: "1-2, 1.3" }],
    [{ limit: "5" }],
    [{ "dry-run": "true" }],
    [{ epic: "1", stories: "1-2", limit: "1", "dry-run": "true" }],
  ])("means the same as the command it names (%j)", (filled) => {
    const parsed = parseForm(form(filled));
    if (parsed.kind !== "flags") throw new Error("the form was not understood");

    expect(parseCommand(parsed.line)).toMatchObject({ command: { name: "run", flags: parsed.flags } });
  });

  test("names the input, not a flag, that cannot be understood", () => {
    expect(parseForm(form({ limit: "many" }))).toEqual({
      kind: "problems",
      problems: [
        {
          code: "command-flag",
          severity: "error",
          message: "`limit` takes a whole number from 1 to 10000, not `many`.",
          hint: "Write for example `5`.",
        },
      ],
    });
  });

  test("names everything that is wrong at once", () => {
    const parsed = parseForm(form({ limit: "0", epic: ",", stories: " , " }));

    expect(parsed.kind === "problems" && parsed.problems.map(({ message }) => message)).toEqual([
      "`epic` cannot be `,`.",
      "`stories` cannot be `,`.",
      "`limit` takes a whole number from 1 to 10000, not `0`.",
    ]);
  });
});
