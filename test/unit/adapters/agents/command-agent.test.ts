import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { allowedEnvironment } from "../../../../src/adapters/agents/agent-process.ts";
import { createAgent } from "../../../../src/adapters/agents/create-agent.ts";
import { Config } from "../../../../src/core/config/config.ts";
import type { AgentAnswer } from "../../../../src/operations/ports.ts";

const TSX = import.meta.resolve("tsx");
const FOLDER = mkdtempSync(join(tmpdir(), "agent-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const SCRIPTED = { file: process.execPath, args: ["-e", ""] };
const ENVIRONMENT = {
  PATH: process.env["PATH"],
  HOME: FOLDER,
  GITHUB_TOKEN: "ghs_secret",
  ACTIONS_RUNTIME_TOKEN: "secret",
  INPUT_TOKEN: "secret",
};

function agent(settings: object) {
  return createAgent({
    agent: Config.parse({ agent: settings }).agent,
    environment: ENVIRONMENT,
    scripted: SCRIPTED,
  });
}

/** Calls an agent whose command is a small Node program. */
function callProgram(source: string, timeoutMs = 5000): Promise<AgentAnswer> {
  const file = join(FOLDER, `agent-${Math.random()}.cjs`);
  writeFileSync(file, source);
  return agent({ program: "command", command: `"${process.execPath}" "${file}"` }).call({
    role: "builder",
    prompt: "Build it.",
    answerSchema: { type: "object" },
    workFolder: FOLDER,
    timeoutMs,
    context: { story: "1-1-a" },
  });
}

const ECHO = `
let input = "";
process.stdin.on("data", (chunk) => (input += chunk)).on("end", () => {
  const request = JSON.parse(input);
  process.stdout.write(JSON.stringify({ answer: { request, cwd: process.cwd(), names: Object.keys(process.env) }, session: "s1", tokens: 12, costUsd: 0.5 }));
});`;

describe("a command agent", () => {
  test("gets the request on its input and answers on its output", async () => {
    const answer = await callProgram(ECHO);

    expect(answer).toMatchObject({
      kind: "answered",
      session: "s1",
      tokens: 12,
      costUsd: 0.5,
      answer: {
        cwd: FOLDER,
        request: {
          protocol: 1,
          role: "builder",
          prompt: "Build it.",
          answerSchema: { type: "object" },
          workFolder: FOLDER,
          context: { story: "1-1-a" },
        },
      },
    });
  });

  test("sees no name of the environment beyond the allow list", async () => {
    const answer = await callProgram(ECHO);
    const text = JSON.stringify(answer);

    expect(text).toContain("PATH");
    expect(text).not.toContain("GITHUB_TOKEN");
    expect(text).not.toContain("ACTIONS_RUNTIME_TOKEN");
    expect(text).not.toContain("INPUT_TOKEN");
    expect(Object.keys(allowedEnvironment(ENVIRONMENT)).toSorted()).toEqual([
      "CI",
      "HOME",
      "NO_COLOR",
      "PATH",
    ]);
  });

  test("gets a session of its own when it names none", async () => {
    const source = `console.log(JSON.stringify({ answer: {} }))`;
    const [first, second] = await Promise.all([callProgram(source), callProgram(source)]);

    expect(first).toMatchObject({ kind: "answered", tokens: 0, costUsd: 0 });
    expect(first).not.toEqual(second);
  });

  test.each(["tokens: 9007199254740991", "costUsd: 1e308"])("may not claim %s", async (claim) => {
    const answer = await callProgram(`console.log('{"answer":7,' + JSON.stringify({ ${claim} }).slice(1))`);

    expect(answer).toMatchObject({ kind: "unusable" });
  });

  test("may print lines before its answer", async () => {
    const answer = await callProgram(`console.log("thinking…"); console.log('{"answer":7}')`);

    expect(answer).toMatchObject({ kind: "answered", answer: 7 });
  });

  test("may answer much, all of which arrives", async () => {
    const answer = await callProgram(`console.log(JSON.stringify({ answer: "x".repeat(3000000) }))`);

    expect(answer).toHaveProperty("answer.length", 3_000_000);
  });

  test.each([
    ["ends with an error", `console.error("no key"); process.exit(3)`, "exit code 3: no key"],
    ["answers no JSON", `console.log("done!")`, "no JSON"],
    ["says nothing", ``, "no JSON"],
    ["breaks the protocol", `console.log('{"answer":1,"tokens":-4}')`, "tokens"],
    ["never stops talking", `setInterval(() => console.log("x".repeat(1e6)), 0)`, "more than 8 MB"],
  ])("is unusable when it %s", async (_what, source, reason) => {
    const answer = await callProgram(source);

    expect(answer.kind).toBe("unusable");
    expect(answer).toHaveProperty("reason", expect.stringContaining(reason));
  });

  test("is ended with everything it started when it takes too long", async () => {
    const file = join(FOLDER, "beats");
    const answer = await callProgram(
      `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(
        `setInterval(() => require("node:fs").appendFileSync(${JSON.stringify(file)}, "."), 20)`,
      )}], { stdio: "ignore" }); setInterval(() => {}, 1000);`,
      600,
    );
    const beats = readFileSync(file, "utf8").length;
    await wait(200);

    expect(answer).toEqual({ kind: "timedOut" });
    expect(beats).toBeGreaterThan(0);
    expect(readFileSync(file, "utf8")).toHaveLength(beats);
  });

  test("is ended for good when it ignores the request to end", async () => {
    const answer = await callProgram(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`, 300);

    expect(answer).toEqual({ kind: "timedOut" });
  });

  test("keeps nobody's process alive through what left its process group", () => {
    const module = fileURLToPath(
      new URL("../../../../src/adapters/agents/agent-process.ts", import.meta.url),
    );
    const program = {
      file: "/bin/sh",
      args: ["-c", "setsid sleep 15 & sleep 0.3; echo done"],
      folder: FOLDER,
    };
    const caller = join(FOLDER, "caller.mjs");
    writeFileSync(
      caller,
      `import { runAgentProgram } from ${JSON.stringify(module)};
      const program = ${JSON.stringify({ ...program, input: "", timeoutMs: 5000 })};
      console.log(JSON.stringify(await runAgentProgram({ ...program, environment: process.env })));`,
    );
    const before = Date.now();

    const { stdout, status } = spawnSync(process.execPath, ["--import", TSX, caller], {
      encoding: "utf8",
      timeout: 14_000,
    });

    expect({ status, end: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 0,
      end: { kind: "exited", stdout: "done\n" },
    });
    expect(Date.now() - before).toBeLessThan(12_000);
  }, 20_000);

  test("does not keep us waiting for what it left in the background", async () => {
    const before = Date.now();
    const answer = await callProgram(
      `require("node:child_process").spawn("sleep", ["30"], { stdio: "inherit" }).unref(); console.log('{"answer":1}')`,
    );

    expect(answer).toMatchObject({ kind: "answered", answer: 1 });
    expect(Date.now() - before).toBeLessThan(4000);
  });
});

describe("createAgent", () => {
  test.each(["claude", "codex", "gemini", "copilot", "opencode"])(
    "says that %s is not there yet",
    (program) => {
      expect(() => agent({ program })).toThrow(
        `agent program ${program} is not available in this version; use \`command\` or \`scripted\``,
      );
    },
  );

  test("asks for the command of a command agent", () => {
    expect(() => agent({ program: "command" })).toThrow("agent.command is empty");
  });

  test("fails clearly when the program cannot be started", async () => {
    const missing = createAgent({
      agent: Config.parse({ agent: { program: "scripted" } }).agent,
      environment: ENVIRONMENT,
      scripted: { file: "/nowhere/agent", args: [] },
    });
    const call = {
      role: "builder",
      prompt: "",
      answerSchema: {},
      workFolder: FOLDER,
      timeoutMs: 1000,
      context: {},
    } as const;

    await expect(missing.call(call)).rejects.toThrow("/nowhere/agent could not be started");
  });
});
