import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandEnvironment } from "../../../../src/adapters/checks/command-environment.ts";
import { commandRunner } from "../../../../src/adapters/checks/command-runner.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, timeoutMs = 20_000) {
  const surroundings = { ...process.env, GITHUB_TOKEN: "secret", ACTIONS_RUNTIME_TOKEN: "secret" };
  return commandRunner({ home: join(folder, "home"), surroundings }).run(command, { folder, timeoutMs });
}

describe("a command of the repository", () => {
  test("reports its exit code and what it printed, on both streams", async () => {
    const result = await run("echo out; echo err >&2; exit 3");

    expect(result).toMatchObject({ exitCode: 3, timedOut: false });
    expect(result.output).toContain("out\n");
    expect(result.output).toContain("err\n");
  });

  test("runs with a home of its own and without any token", async () => {
    const { output } = await run('env; cd "$HOME" && pwd');

    expect(output).not.toContain("secret");
    expect(output).toContain(join(folder, "home"));
    expect(output).toContain("CI=true");
  });

  test("is ended with everything it started when it takes too long", async () => {
    const marker = join(folder, "still-there");
    const result = await run(`(sleep 1.5; touch ${marker}) & sleep 30`, 300);

    expect(result).toMatchObject({ exitCode: 124, timedOut: true });
    await new Promise((resolve) => setTimeout(resolve, 1700));
    expect(existsSync(marker)).toBe(false);
  });

  test("does not wait for what it leaves in the background", async () => {
    const started = performance.now();

    expect(await run("sleep 20 & echo done")).toMatchObject({ exitCode: 0, output: "done\n" });
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test.each([
    ["ends", "echo done", { exitCode: 0, timedOut: false, output: "done\n" }],
    ["takes too long", "sleep 30", { exitCode: 124, timedOut: true }],
  ])("does not wait for what left its process group when it %s", async (_what, command, end) => {
    const started = performance.now();

    expect(await run(`setsid sleep 15 & sleep 0.3; ${command}`, 1000)).toMatchObject(end);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test("keeps the end of a long output", async () => {
    const { output } = await run("yes line | head -n 100000; echo the end");

    expect(output.length).toBeLessThanOrEqual(64 * 1024);
    expect(output.endsWith("the end\n")).toBe(true);
  });
});

describe("the environment of a command", () => {
  test("holds what is allowed by name and nothing else", () => {
    const surroundings = {
      PATH: "/bin",
      LC_ALL: "C",
      https_proxy: "http://proxy",
      JAVA_HOME_21_X64: "/java",
      GITHUB_TOKEN: "x",
      ACTIONS_RUNTIME_TOKEN: "x",
      INPUT_TOKEN: "x",
      ANTHROPIC_API_KEY: "x",
      AWS_SECRET_ACCESS_KEY: "x",
      NODE_OPTIONS: "--require evil",
      HOME: "/home/runner",
      absent: undefined,
    };

    expect(commandEnvironment(surroundings, "/own")).toEqual({
      PATH: "/bin",
      LC_ALL: "C",
      https_proxy: "http://proxy",
      JAVA_HOME_21_X64: "/java",
      HOME: "/own",
      CI: "true",
    });
  });
});
