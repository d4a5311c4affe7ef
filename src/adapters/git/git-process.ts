/**
 * Runs git with fixed arguments and no shell. Hooks, file system monitors, filters of the user or
 * the system, signature checks, and every transport that was not asked for are off, so that neither
 * a repository's content nor its own configuration can make git run anything.
 */
import { spawn } from "node:child_process";
import { Failure } from "../../operations/failure.ts";

const FIXED = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.quotePath=false",
  "core.autocrlf=false",
  "commit.gpgSign=false",
  "log.showSignature=false",
  "gpg.program=",
  "gpg.ssh.program=",
  "gpg.x509.program=",
  "gc.auto=0",
  "maintenance.auto=false",
  "http.followRedirects=false",
  // In a container the job's own folders may belong to another user; people's folders are opened
  // with git's guard, see `open-checkout.ts`.
  "safe.directory=*",
].flatMap((setting) => ["-c", setting]);

const TIMEOUT_MS = 15 * 60_000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

export interface GitCall {
  readonly input?: Uint8Array | string;
  /** Transports this call may use. */
  readonly protocols?: readonly ("file" | "http" | "https")[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Output beyond this is cut and the process ended. */
  readonly cutAtBytes?: number;
  readonly timeoutMs?: number;
}

export interface GitResult {
  readonly exitCode: number;
  readonly output: Buffer;
  readonly errors: string;
}

export interface Git {
  /** Standard output; a Failure when git reports an error. */
  run(args: readonly string[], call?: GitCall): Promise<Buffer>;
  /** Standard output without the last line break. */
  line(args: readonly string[], call?: GitCall): Promise<string>;
  /** For calls whose exit code is an answer. */
  attempt(args: readonly string[], call?: GitCall): Promise<GitResult>;
}

/**
 * Git in one repository. `place` are git's global options that name it, such as `--git-dir=…`;
 * `environment` holds what git needs of the surroundings (PATH, proxies, certificates).
 */
export function gitIn(
  folder: string,
  place: readonly string[],
  environment: Readonly<Record<string, string>>,
): Git {
  function attempt(args: readonly string[], call: GitCall = {}): Promise<GitResult> {
    return runGit({ folder, args: [...FIXED, ...place, ...args], call, environment });
  }
  async function run(args: readonly string[], call?: GitCall): Promise<Buffer> {
    const result = await attempt(args, call);
    if (result.exitCode === 0 || call?.cutAtBytes !== undefined) return result.output;
    const said = result.errors.trim().split("\n").slice(-3).join(" ").slice(0, 500);
    throw new Failure(`git ${subcommand(args)} failed: ${said || `exit code ${result.exitCode}`}`, {
      code: "process",
      retryable: false,
    });
  }
  async function line(args: readonly string[], call?: GitCall): Promise<string> {
    return (await run(args, call)).toString("utf8").replace(/\n$/u, "");
  }
  return { run, line, attempt };
}

function subcommand(args: readonly string[]): string {
  const at = args.findIndex((arg, index) => !arg.startsWith("-") && args[index - 1] !== "-c");
  return args[at] ?? "";
}

interface Start {
  readonly folder: string;
  readonly args: readonly string[];
  readonly call: GitCall;
  readonly environment: Readonly<Record<string, string>>;
}

function runGit({ folder, args, call, environment }: Start): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      cwd: folder,
      env: { ...environment, ...ISOLATED, ...call.environment, ...transports(call) },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: call.timeoutMs ?? TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    const limit = call.cutAtBytes ?? OUTPUT_LIMIT_BYTES;
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      if (size < limit) output.push(chunk.subarray(0, limit - size));
      size += chunk.length;
      if (size > limit) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (errors.length < 100) errors.push(chunk);
    });
    child.on("error", (cause) => {
      reject(new Failure("git could not be started.", { code: "process", retryable: false, cause }));
    });
    child.on("close", (code, signal) => {
      const said = Buffer.concat(errors).toString("utf8");
      resolve({
        exitCode: code ?? 137,
        output: Buffer.concat(output),
        errors: signal === null ? said : `${said}\nended by ${signal}`,
      });
    });
    // git may end before it has read everything; that shows in its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(call.input ?? "");
  });
}

/**
 * Not by `protocol.allow`: a repository's `protocol.<name>.allow` would win. Without any, a partial
 * clone cannot fetch what it lacks by a program of its choice either.
 */
function transports({ protocols = [] }: GitCall): Readonly<Record<string, string>> {
  return { GIT_ALLOW_PROTOCOL: protocols.length === 0 ? "none" : protocols.join(":") };
}

const ISOLATED = {
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_LAZY_FETCH: "1",
};
