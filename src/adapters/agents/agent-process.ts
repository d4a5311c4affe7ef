/**
 * Starts one program that plays an agent and waits for it. The program stands in a process group of
 * its own: when it has answered, takes too long or says too much, everything it started ends with
 * it. Its environment holds the names of the allow list only, so that no token of the job reaches it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { Failure } from "../../operations/failure.ts";

export interface AgentProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: string;
  readonly timeoutMs: number;
}

export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderrTail: string }
  | { readonly kind: "timedOut" }
  | { readonly kind: "tooMuchOutput" };

const OUTPUT_LIMIT_BYTES = 8_000_000;
const STDERR_TAIL = 4000;
/** Between asking a group to end and ending it. */
const GRACE_MS = 2000;

const ALLOWED_NAMES = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SSL_CERT_FILE",
  "NODE_EXTRA_CA_CERTS",
] as const;

/** What of the shell's environment a program may see. */
export function allowedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const allowed: Record<string, string> = {};
  for (const name of ALLOWED_NAMES) {
    const value = environment[name];
    if (value !== undefined) allowed[name] = value;
  }
  return { ...allowed, CI: "true", NO_COLOR: "1" };
}

export async function runAgentProgram(program: AgentProgram): Promise<ProgramEnd> {
  const child = spawn(program.file, [...program.args], {
    cwd: program.folder,
    env: { ...allowedEnvironment(program.environment) },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  // A program that ends without reading its input is judged by its answer, not by the broken pipe.
  child.stdin.on("error", ignore);
  child.stdin.end(program.input);
  try {
    return await ended(child, program.timeoutMs);
  } catch (cause) {
    throw new Failure(`The agent program ${program.file} could not be started. Is it installed?`, {
      code: "process",
      retryable: false,
      cause,
    });
  } finally {
    endGroup(child, "SIGKILL");
  }
}

function ended(child: ChildProcess, timeoutMs: number): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    let size = 0;
    let stderrTail = "";
    let verdict: ProgramEnd | undefined;
    let letGo: NodeJS.Timeout | undefined;
    function stop(because: ProgramEnd): void {
      verdict ??= because;
      endGroup(child, "SIGTERM");
      setTimeout(() => endGroup(child, "SIGKILL"), GRACE_MS).unref();
    }
    const timer = setTimeout(() => stop({ kind: "timedOut" }), timeoutMs);
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT_BYTES) stop({ kind: "tooMuchOutput" });
      else stdout.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      stderrTail = (stderrTail + chunk.toString("utf8")).slice(-STDERR_TAIL);
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("exit", () => {
      clearTimeout(timer);
      // Whatever it left in the background holds the pipes open; what left the group gets a moment.
      endGroup(child, "SIGKILL");
      letGo = setTimeout(finish, GRACE_MS);
    });
    child.on("close", finish);
    function finish(): void {
      clearTimeout(letGo);
      // An open pipe would keep this process alive for as long as whoever holds its other end.
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      const text = Buffer.concat(stdout).toString("utf8");
      const code = child.exitCode ?? KILLED;
      resolve(verdict ?? { kind: "exited", code, stdout: text, stderrTail });
    }
  });
}

/** What shells report for a program that was ended by a signal. */
const KILLED = 137;

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function ignore(): void {
  // Nothing to do.
}
