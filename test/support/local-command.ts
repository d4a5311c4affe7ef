/** The command line as a process of its own, on a folder of its own. */
import { spawn } from "node:child_process";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Place {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function start(words: readonly string[], { folder, environment }: Place): ReturnType<typeof spawn> {
  const loader = join(ROOT, "node_modules", "tsx", "dist", "loader.mjs");
  const main = join(ROOT, "src", "cli", "main.ts");
  return spawn(process.execPath, ["--import", loader, main, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...environment },
  });
}

export async function runCommand(
  words: readonly string[],
  folder = ROOT,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = start(words, { folder, environment });
  const texts = { output: "", errors: "" };
  child.stdout?.on("data", (chunk: Buffer) => (texts.output += chunk.toString("utf8")));
  child.stderr?.on("data", (chunk: Buffer) => (texts.errors += chunk.toString("utf8")));
  await once(child, "close");
  return { code: child.exitCode, ...texts };
}

/** As `… | head` does: the reader goes before anything was written. */
export async function runUnread(words: readonly string[], folder: string): Promise<Omit<Ended, "output">> {
  const child = start(words, { folder });
  child.stdout?.destroy();
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  await once(child, "exit");
  return { code: child.exitCode, errors };
}

export function temporaryFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "batch-stories-"));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export function git(folder: string, ...args: readonly string[]): void {
  const who = ["-c", "user.name=Maria", "-c", "user.email=maria@example.org"];
  execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
}

export function commitAll(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
}
