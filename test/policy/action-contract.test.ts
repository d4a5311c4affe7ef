import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { INPUTS, OUTPUTS } from "../../src/action/action-io.ts";
import { MODES } from "../../src/action/run-step.ts";
import { FORM_INPUTS } from "../../src/core/commands/command-registry.ts";
import { filesBelow, readFromRoot } from "../support/source-files.ts";

const Described = z.object({ description: z.string().min(10), required: z.boolean().default(false) });
const Action = z.object({
  inputs: z.record(z.string(), Described),
  outputs: z.record(z.string(), Described),
  runs: z.object({ using: z.string(), main: z.string() }),
});
const Step = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({ outputs: z.record(z.string(), z.string()).default({}), steps: z.array(Step).default([]) }),
  ),
});

const ACTION = Action.parse(parse(readFromRoot("action.yml")));
const STORY_TEXT = readFromRoot(".github/workflows/story.yml");
const STORY = Workflow.parse(parse(STORY_TEXT));
const BATCH = Workflow.parse(parse(readFromRoot(".github/workflows/batch-stories.yml")));
const OWN_STEPS = [...Object.values(STORY.jobs), ...Object.values(BATCH.jobs)]
  .flatMap((job) => job.steps)
  .filter((step) => step.uses === "$/");

describe("action.yml", () => {
  test("names the inputs and outputs that the program knows, and no others", () => {
    expect(Object.keys(ACTION.inputs)).toEqual([...INPUTS]);
    expect(Object.keys(ACTION.outputs)).toEqual([...OUTPUTS]);
  });

  test("starts the committed bundle", () => {
    expect(ACTION.runs).toEqual({ using: "node24", main: "dist/action.js" });
  });

  test("says which modes there are", () => {
    expect(ACTION.inputs["mode"]?.description).toContain("open");
    expect(Object.keys(MODES).toSorted()).toEqual(
      [
        "plan",
        "report",
        "open",
        "prepare",
        "build",
        "verify",
        "assess",
        "refine",
        "commit",
        "reflect",
        "keep",
        "prove",
        "deliver",
      ].toSorted(),
    );
  });
});

describe("the workflows", () => {
  test("gives every step a mode that exists, and only inputs that exist", () => {
    const unknown = OWN_STEPS.flatMap((step) =>
      Object.keys(step.with).filter((name) => !INPUTS.some((known) => known === name)),
    );

    expect(OWN_STEPS.length).toBeGreaterThanOrEqual(14);
    expect(unknown).toEqual([]);
    expect(OWN_STEPS.map((step) => step.with["mode"]).filter((mode) => !(String(mode) in MODES))).toEqual([]);
    expect(new Set(OWN_STEPS.map((step) => step.with["mode"])).size).toBe(Object.keys(MODES).length);
  });

  test("gives every required input", () => {
    const required = Object.entries(ACTION.inputs)
      .filter(([, input]) => input.required)
      .map(([name]) => name);
    const lacking = OWN_STEPS.filter((step) => required.some((name) => !(name in step.with)));

    expect(required).toEqual(["mode"]);
    expect(lacking).toEqual([]);
  });

  test("gives each mode what it reads", () => {
    const lacking = OWN_STEPS.flatMap((step) => {
      const mode = String(step.with["mode"]);
      return inputsOf(mode)
        .filter((name) => !(name in step.with))
        .map((name) => `${mode}: ${name}`);
    });

    expect(lacking).toEqual([]);
    expect(inputsOf("deliver")).toEqual(expect.arrayContaining(["story", "attempt", "proof-digest"]));
    expect(inputsOf("plan")).toEqual(["token", "epic", "stories", "limit", "dry-run"]);
    expect(inputsOf("report")).toEqual(["token", "run-result"]);
  });

  test("reads only outputs that a step or job has", () => {
    const ofSteps = [...STORY_TEXT.matchAll(/steps\.[a-z]+\.outputs\.([a-z-]+)/gu)].map(([, name]) => name);
    const ofJobs = [...STORY_TEXT.matchAll(/needs\.([a-z]+)\.outputs\.([a-z-]+)/gu)];

    expect(ofSteps.length).toBeGreaterThan(10);
    expect(ofSteps.filter((name) => !OUTPUTS.some((known) => known === name))).toEqual([]);
    expect(ofJobs.length).toBeGreaterThan(5);
    for (const [, job = "", name = ""] of ofJobs) {
      expect(Object.keys(STORY.jobs[job]?.outputs ?? {})).toContain(name);
    }
  });
});

describe("the program", () => {
  test("talks to the runner in one place only", () => {
    const users = filesBelow("src", ".ts").filter((path) =>
      /from "@actions\/core"/u.test(readFromRoot(path)),
    );

    expect(users).toEqual(["src/action/action-io.ts"]);
  });

  test("reads every input and writes every output somewhere", () => {
    const sources = filesBelow("src/action/modes", ".ts").map(readFromRoot).join("\n");
    const text = `${sources}\n${readFromRoot("src/action/run-step.ts")}\n${readFromRoot("src/action/action-io.ts")}`;
    const unread = INPUTS.filter((name) => !readsInput(text, name));
    const unwritten = OUTPUTS.filter((name) => !new RegExp(`["{ ]${name}"?: `, "u").test(sources));

    expect(unread).toEqual([]);
    expect(unwritten).toEqual([]);
  });
});

function readsInput(text: string, name: string): boolean {
  const [kind, part] = name.split("-");
  const isArtifact = (part === "id" || part === "digest") && text.includes(`readArtifact("${kind}")`);
  return (
    isArtifact ||
    ["readInput", "readText"].some((call) => text.includes(`${call}("${name}")`)) ||
    text.includes(`readCount("${name}")`)
  );
}

/** The inputs that the file of a mode reads, directly or by the functions it shares with others. */
function inputsOf(mode: string): readonly string[] {
  const file = PHASE_MODES.has(mode) ? "phase" : mode;
  const source = readFromRoot(`src/action/modes/${file}-mode.ts`);
  return [
    ...(source.includes("readToken()") ? ["token"] : []),
    ...(source.includes("readAttemptFolder(") ? ["story", "attempt"] : []),
    ...(source.includes("readForm(") ? FORM_INPUTS.map(({ name }) => name) : []),
    ...(source.includes('readInput("run-result")') ? ["run-result"] : []),
    ...(source.includes("readOpening(") ? ["batch", "nonce", "brief", "brief-commit"] : []),
    ...[...source.matchAll(/readArtifact\("([a-z]+)"\)/gu)].flatMap(([, kind]) => [
      `${kind}-id`,
      `${kind}-digest`,
    ]),
  ];
}

const PHASE_MODES = new Set(["prepare", "build", "verify", "assess", "refine", "commit", "reflect"]);
