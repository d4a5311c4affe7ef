/**
 * Every way to run an agent is asked the same: the scripted agent in this process, on which the
 * unit tests of the pipeline stand, as a program of its own, and as a command of the repository.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createAgent } from "../../../src/adapters/agents/create-agent.ts";
import { Config } from "../../../src/core/config/config.ts";
import type { AgentAnswer, AgentCall, AgentRunner } from "../../../src/operations/ports.ts";
import { fakeAgent } from "../../support/job-fakes.ts";
import { ROOT } from "../../support/source-files.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "agents-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const PROGRAM = [join(ROOT, "src/action/main.ts"), "scripted-agent"];
const ARGS = ["--import", import.meta.resolve("tsx"), ...PROGRAM];
/** Starting a program costs half a second, more where several tests run. */
const PLENTY_MS = 30_000;

function programNamed(settings: object): AgentRunner {
  return createAgent({
    agent: Config.parse({ agent: settings }).agent,
    environment: { PATH: process.env["PATH"], HOME: FOLDER },
    scripted: { file: process.execPath, args: ARGS },
  });
}

const AS_COMMAND = [process.execPath, ...ARGS].map((word) => `'${word}'`).join(" ");

/** One rule for the builder of the story that is asked for. */
function callWith(rule: string, change: Partial<AgentCall> = {}): AgentCall {
  return {
    role: "builder",
    prompt: "Build it.",
    answerSchema: { type: "object" },
    workFolder: FOLDER,
    timeoutMs: PLENTY_MS,
    context: {
      story: { key: "1-1-a", title: "A", tasks: [] },
      attempt: 2,
      round: 1,
      storyPath: "stories/1-1-a.md",
      script: `version: 1\nstories:\n  1-1-a:\n    builder:\n      - ${rule}\n`,
    },
    ...change,
  };
}

function sessionOf(answer: AgentAnswer): string {
  if (answer.kind === "timedOut") throw new Error("it has no session");
  return answer.session;
}

describe.each([
  ["in this process", () => fakeAgent({})],
  ["as a program of its own", () => programNamed({ program: "scripted" })],
  ["as a command of the repository", () => programNamed({ program: "command", command: AS_COMMAND })],
])("an agent %s", (_, open) => {
  const agent = open();

  it("answers with what it says it cost", async () => {
    const answer = await agent.call(callWith('{ answer: { done: "ä — 🚀" }, tokens: 12, costUsd: 0.5 }'));

    expect(answer).toMatchObject({ kind: "answered", answer: { done: "ä — 🚀" }, tokens: 12, costUsd: 0.5 });
  });

  it("costs nothing where it says nothing of it", async () => {
    expect(await agent.call(callWith("{ answer: 7 }"))).toMatchObject({ answer: 7, tokens: 0, costUsd: 0 });
  });

  it("may answer anything that is JSON: the schema is checked by whoever asked", async () => {
    const all = [null, [], "text", { verdict: 1 }, false];
    const answer = await agent.call(callWith(`{ answer: { all: ${JSON.stringify(all)} } }`));

    expect(answer).toMatchObject({ kind: "answered", answer: { all } });
  });

  it("is given the facts of the call", async () => {
    const rules = "{ attempt: 1, answer: first }\n      - { attempt: 2, round: 1, answer: here }";

    expect(await agent.call(callWith(rules))).toMatchObject({ kind: "answered", answer: "here" });
  });

  it("works in the folder it is given", async () => {
    await agent.call(callWith("{ edits: [{ file: made.txt, write: by the agent }] }"));

    expect(readFileSync(join(FOLDER, "made.txt"), "utf8")).toBe("by the agent");
  });

  it("begins a new session with every call, also when it fails", async () => {
    const answers = [
      await agent.call(callWith("{ answer: 1 }")),
      await agent.call(callWith("{ answer: 1 }")),
      await agent.call(callWith("{ crash: 3 }")),
      await agent.call(callWith("{ crash: 3 }")),
    ];

    expect(new Set(answers.map(sessionOf)).size).toBe(answers.length);
    for (const answer of answers) expect(sessionOf(answer)).not.toBe("");
  });

  it("that crashes is unusable, with its exit code", async () => {
    expect(await agent.call(callWith("{ crash: 3 }"))).toMatchObject({
      kind: "unusable",
      reason: "the agent program ended with exit code 3",
    });
  });

  it("that cannot understand its call says why and is unusable, not a failure of ours", async () => {
    const answer = await agent.call(callWith("{ crahs: 3 }"));

    expect(answer).toMatchObject({
      kind: "unusable",
      reason: expect.stringMatching(/ended with exit code 1: The agent script has problems:.*crahs/u),
    });
  });

  it.each(["{ hang: true }", "{ delayMs: 60000, answer: 1 }"])(
    "that takes too long is given up (%s)",
    async (rule) => {
      const startedAt = performance.now();

      expect(await agent.call(callWith(rule, { timeoutMs: 2000 }))).toEqual({ kind: "timedOut" });
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    },
  );

  it("is told in a prompt that nobody interprets on the way", async () => {
    const prompt =
      "'; touch hostile #\"$(touch hostile)`touch hostile`\n\\\u2028 EOF\r\n{{}} ${HOME} %s \u0000";

    const answer = await agent.call(callWith("{ answer: 1 }", { prompt }));

    expect(answer).toMatchObject({ kind: "answered" });
    expect(() => readFileSync(join(FOLDER, "hostile"))).toThrow("ENOENT");
  });
});
