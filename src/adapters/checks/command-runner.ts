import { spawn, type ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { Failure } from "../../operations/failure.ts";
import type { CommandResult, CommandRunner } from "../../operations/ports.ts";
import { commandEnvironment } from "./command-environment.ts";
import { outputTail } from "./output-tail.ts";

const TAIL_BYTES = 64 * 1024;
/** After this long a command that was asked to end is ended. */
const GRACE_MS = 3000;
/** How long the output of a command that ended may stay open. */
const LET_GO_MS = 1000;

/**
 * Runs the repository's own setup and test commands. They run code that agents wrote: in a process
 * group of their own, with a home folder of their own and without any token.
 */
export function commandRunner(place: {
  readonly home: string;
  readonly surroundings: Readonly<Record<string, string | undefined>>;
}): CommandRunner {
  async function run(
    command: string,
    options: { readonly folder: string; readonly timeoutMs: number },
  ): Promise<CommandResult> {
    await mkdir(place.home, { recursive: true });
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: options.folder,
      env: commandEnvironment(place.surroundings, place.home),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return await ended(child, options.timeoutMs);
  }
  return { run };
}

function ended(child: ChildProcess, timeoutMs: number): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const tail = outputTail(TAIL_BYTES);
    let timedOut = false;
    let hardStop: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup(child, "SIGTERM");
      hardStop = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
    }, timeoutMs);
    child.stdout?.on("data", (chunk: Buffer) => tail.add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => tail.add(chunk));
    child.on("error", (cause) => {
      clearTimeout(timer);
      reject(new Failure("The shell could not be started.", { code: "process", retryable: false, cause }));
    });
    // Background processes that outlive the command hold its output open; they end with it. What
    // left the group is beyond our reach: it may go on, but nobody listens to it any more.
    let letGo: NodeJS.Timeout | undefined;
    child.on("exit", (code) => {
      clearTimeout(timer);
      clearTimeout(hardStop);
      signalGroup(child, "SIGKILL");
      letGo = setTimeout(() => finish(code), LET_GO_MS);
    });
    child.on("close", finish);
    function finish(code: number | null): void {
      clearTimeout(letGo);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ exitCode: timedOut ? 124 : (code ?? 137), timedOut, output: tail.text() });
    }
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
