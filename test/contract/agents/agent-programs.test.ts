/** What programs that people write may do to us, by both ways in which they are started. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { createAgent } from "../../../src/adapters/agents/create-agent.ts";
import { Config } from "../../../src/core/config/config.ts";
import type { AgentAnswer } from "../../../src/operations/ports.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "agent-programs-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const SECRET = "ghs_0123456789abcdefSECRET";
/** The environment of a job, with the secret in every place where a job has one. */
const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env["PATH"],
  HOME: FOLDER,
  GITHUB_TOKEN: SECRET,
  ACTIONS_RUNTIME_TOKEN: SECRET,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: SECRET,
  ACTIONS_RESULTS_URL: SECRET,
  INPUT_TOKEN: SECRET,
  "INPUT_WITH-DASH": SECRET,
  ANTHROPIC_API_KEY: SECRET,
  OPENAI_API_KEY: SECRET,
  AWS_SECRET_ACCESS_KEY: SECRET,
  NPM_TOKEN: SECRET,
  SSH_AUTH_SOCK: SECRET,
  GIT_CONFIG_VALUE_0: SECRET,
  GITHUB_ENV: SECRET,
  GITHUB_OUTPUT: SECRET,
  NODE_OPTIONS: `--title=${SECRET}`,
  LD_PRELOAD: SECRET,
  BASH_ENV: SECRET,
};

let programs = 0;

/** A file with the source of a Node program. */
function program(source: string): string {
  programs += 1;
  const file = join(FOLDER, `agent-${programs}.cjs`);
  writeFileSync(file, source);
  return file;
}

describe.each(["scripted", "command"] as const)("a program that is started as %s", (kind) => {
  async function call(
    source: string,
    options: { timeoutMs?: number; prompt?: string } = {},
  ): Promise<AgentAnswer> {
    const file = program(source);
    const agent = createAgent({
      agent: Config.parse({ agent: { program: kind, command: `'${process.execPath}' '${file}'` } }).agent,
      environment: ENVIRONMENT,
      scripted: { file: process.execPath, args: [file] },
    });
    return await agent.call({
      role: "builder",
      prompt: options.prompt ?? "Build it.",
      answerSchema: { type: "object" },
      workFolder: FOLDER,
      timeoutMs: options.timeoutMs ?? 30_000,
      context: {},
    });
  }

  it("finds no secret in its environment, its arguments or its input", async () => {
    const answer = await call(`
      let input = "";
      process.stdin.on("data", (chunk) => (input += chunk)).on("end", () => {
        const own = require("node:fs").readFileSync("/proc/self/environ", "utf8");
        console.log(JSON.stringify({ answer: { environment: process.env, own, arguments: process.argv, input } }));
      });`);

    expect(answer.kind).toBe("answered");
    const found = JSON.stringify(answer);
    expect(found).toContain("Build it.");
    expect(found).not.toContain(SECRET);
  });

  it("gets every character of a prompt, however hostile or long", async () => {
    const hostile = '\'; rm -rf / #"$(id)`id`\n\u2028\u0000\r\n{"answer":"mine"}';
    const prompt = `${"x".repeat(2_000_000)}${hostile}`;

    const answer = await call(
      `
      const chunks = [];
      process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
        const { prompt } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        console.log(JSON.stringify({ answer: prompt }));
      });`,
      { prompt },
    );

    expect(answer.kind === "answered" && answer.answer === prompt).toBe(true);
  });

  it("that ends without reading its input is judged by its answer", async () => {
    const answer = await call(`console.log('{"answer":1}')`, { prompt: "x".repeat(1_000_000) });

    expect(answer).toMatchObject({ kind: "answered", answer: 1 });
  });

  it.each([
    ["says nothing", "", "no JSON"],
    ["answers no JSON", "console.log('Done!')", "no JSON"],
    ["answers half a document", `console.log('{"answer":')`, "no JSON"],
    ["answers nothing but a number", "console.log(7)", "wrong"],
    ["answers a list", "console.log('[1]')", "wrong"],
    [
      "answers bytes that are no text",
      "process.stdout.write(Buffer.from([0xff, 0xfe, 0x7b, 0x80]))",
      "no JSON",
    ],
    ["claims negative tokens", `console.log('{"answer":1,"tokens":-1}')`, "tokens"],
    ["claims half a token", `console.log('{"answer":1,"tokens":0.5}')`, "tokens"],
    ["claims a cost without end", `console.log('{"answer":1,"costUsd":1e999}')`, "costUsd"],
    [
      "names a session without end",
      `console.log(JSON.stringify({ answer: 1, session: "s".repeat(201) }))`,
      "session",
    ],
    ["names an empty session", `console.log('{"answer":1,"session":""}')`, "session"],
    ["answers and then fails", `console.log('{"answer":1}'); process.exitCode = 2`, "exit code 2"],
    ["is ended by a signal", "process.kill(process.pid, 'SIGKILL')", "exit code 137"],
    ["never stops talking", `setInterval(() => process.stdout.write("x".repeat(1e6)), 0)`, "more than 8 MB"],
    [
      "says why it fails",
      `console.error("no key for", "model"); process.exitCode = 4`,
      "exit code 4: no key for model",
    ],
  ])("that %s is unusable", async (_what, source, reason) => {
    expect(await call(source)).toMatchObject({ kind: "unusable", reason: expect.stringContaining(reason) });
  });

  it("is heard by its last line when it says several things", async () => {
    const answer = await call(`console.log('{"answer":1}'); console.log('{"answer":2}')`);

    expect(answer).toMatchObject({ kind: "answered", answer: 2 });
  });

  it("may say on the other stream what it likes, however much", async () => {
    const answer = await call(
      `const { stderr } = process; for (let i = 0; i < 50; i += 1) stderr.write("y".repeat(1e6)); console.log('{"answer":1}')`,
    );

    expect(answer).toMatchObject({ kind: "answered", answer: 1 });
  });

  it("shows at most a few lines of how it failed", async () => {
    const answer = await call(
      `for (let i = 0; i < 5000; i += 1) console.error("line", i); process.exitCode = 1`,
    );

    expect(answer.kind === "unusable" && answer.reason.length).toBeLessThan(1200);
    expect(answer).toMatchObject({ reason: expect.stringContaining("line 4999") });
  });

  it("does not get prototypes of ours with its answer", async () => {
    await call(
      `console.log('{"answer":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}')`,
    );

    expect({}).not.toHaveProperty("polluted");
  });

  it("is ended with all it started when it takes too long, deaf as it may be", async () => {
    const beats = join(FOLDER, `beats-${kind}`);
    const beat = `setInterval(() => require("node:fs").appendFileSync(${JSON.stringify(beats)}, "."), 20)`;
    const answer = await call(
      `process.on("SIGTERM", () => {});
       require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(`process.on("SIGTERM", () => {}); ${beat}`)}], { stdio: "inherit" });
       setInterval(() => {}, 1000);`,
      { timeoutMs: 1500 },
    );

    expect(answer).toEqual({ kind: "timedOut" });
    expect(existsSync(beats)).toBe(true);
    const after = readFileSync(beats, "utf8").length;
    await sleep(300);
    expect(readFileSync(beats, "utf8")).toHaveLength(after);
  });
});
