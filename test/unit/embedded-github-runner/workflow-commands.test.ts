import { describe, expect, test } from "vitest";
import {
  CommandReader,
  parseWorkflowCommand,
} from "../../../src/embedded-github/runner/step/workflow-commands.ts";

describe("parseWorkflowCommand", () => {
  test.each([
    { line: "::notice::hi", name: "notice", properties: {}, data: "hi" },
    {
      line: "  ::error file=a%2Cb%3Ac,line=1::x%0Ay%25",
      name: "error",
      properties: { file: "a,b:c", line: "1" },
      data: "x\ny%",
    },
    { line: "::group::", name: "group", properties: {}, data: "" },
    { line: "::add-mask::a::b", name: "add-mask", properties: {}, data: "a::b" },
  ])("reads $line", ({ line, name, properties, data }) => {
    const command = parseWorkflowCommand(line);

    expect(command && { ...command, properties: Object.fromEntries(command.properties) }).toEqual({
      name,
      properties,
      data,
    });
  });

  test.each(["", "plain", "x ::error::y", "::", "::error", ":: ::x"])("finds none in '%s'", (line) => {
    expect(parseWorkflowCommand(line)).toBeUndefined();
  });
});

describe("CommandReader", () => {
  test("sorts a step's lines into what is printed and what is done", () => {
    const seen: string[] = [];
    const reader = new CommandReader({
      log: (line) => seen.push(`log ${line}`),
      annotate: (level, message) => seen.push(`${level} ${message}`),
      addMask: (value) => seen.push(`mask ${value}`),
      setOutput: (name, value) => seen.push(`output ${name}=${value}`),
      saveState: (name, value) => seen.push(`state ${name}=${value}`),
    });
    const lines = [
      "text",
      "::warning::w",
      "::add-mask::m",
      "::stop-commands::t",
      "::add-mask::n",
      "::t::",
      "::save-state name=a::1",
      "::debug::d",
      "::set-output name=o::2",
    ];
    for (const line of lines) reader.read(line);

    expect(seen).toEqual([
      "log text",
      "warning w",
      "log ##[warning]w",
      "mask m",
      "log ::stop-commands::t",
      "log ::add-mask::n",
      "log ::t::",
      "state a=1",
      "output o=2",
    ]);
  });
});
