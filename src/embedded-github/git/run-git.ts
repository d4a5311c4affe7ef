import { spawn } from "node:child_process";
import { gitEnvironment } from "../environment.ts";

export interface GitCall {
  readonly folder: string;
  readonly input?: string | Buffer;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs one git command to its end; a non-zero exit code is an answer, not an error. */
export function tryGit(args: readonly string[], call: GitCall): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd: call.folder, env: gitEnvironment() });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    // A command that ends before it has read its input closes the pipe; its exit code says why.
    child.stdin.on("error", () => undefined);
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
    child.stdin.end(call.input ?? "");
  });
}

/** Runs one git command that has to succeed and returns what it printed. */
export async function git(args: readonly string[], call: GitCall): Promise<string> {
  const result = await tryGit(args, call);
  if (result.code !== 0) throw new Error(`git ${args.join(" ")} failed: ${result.stderr.trim()}`);
  return result.stdout.toString("utf8");
}
