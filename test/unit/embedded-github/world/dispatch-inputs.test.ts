import { describe, expect, it } from "vitest";
import {
  checkInputs,
  readWorkflowFile,
} from "../../../../src/embedded-github/world/actions/dispatch-inputs.ts";

function inputsOf(yaml: string): Parameters<typeof checkInputs>[0] {
  const file = readWorkflowFile(`on:\n  workflow_dispatch:\n    inputs:\n${yaml}`);
  if (file.kind !== "readable") throw new Error(file.message);
  return file.inputs;
}

describe("readWorkflowFile", () => {
  it.each([
    ["on: workflow_dispatch", true],
    ["on: [push, workflow_dispatch]", true],
    ["on:\n  push:\n  workflow_dispatch:", true],
    ["'on': push", false],
    ["jobs: {}", false],
    ["", false],
  ])("sees whether %j can be dispatched", (text, expected) => {
    expect(readWorkflowFile(text)).toMatchObject({ kind: "readable", isDispatchable: expected });
  });

  it("says why a file cannot be read", () => {
    expect(readWorkflowFile("on: [push\njobs: {")).toMatchObject({ kind: "unreadable" });
  });
});

describe("checkInputs", () => {
  it("fills defaults and keeps the types of booleans and numbers", () => {
    const definitions = inputsOf(`
      text: { type: string }
      flag: { type: boolean, default: true }
      off: { type: boolean }
      count: { type: number, default: 3 }
      mode: { type: choice, options: [a, b], default: b }`);

    expect(checkInputs(definitions, { count: "7" })).toEqual({
      kind: "fit",
      inputs: { text: "", flag: true, off: false, count: 7, mode: "b" },
    });
  });

  it.each([
    [
      "more than 25 inputs",
      Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`i${i}`, "x"])),
      /at most 25/u,
    ],
    ["inputs that are too long together", { text: "ü".repeat(65_530) }, /too large/u],
    ["unknown inputs", { odd: "1", other: "2" }, /Unexpected inputs provided: \["odd","other"\]/u],
    ["a boolean that is none", { text: "x", flag: "yes" }, /not a boolean/u],
    ["a number that is none", { text: "x", count: "many" }, /not a number/u],
    ["an empty required input", { text: "" }, /Required input 'text' not provided/u],
  ])("refuses %s", (_, given, message) => {
    const definitions = inputsOf(`
      text: { required: true }
      flag: { type: boolean }
      count: { type: number }`);

    expect(checkInputs(definitions, given)).toMatchObject({
      kind: "unfit",
      message: expect.stringMatching(message),
    });
  });
});
