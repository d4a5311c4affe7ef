import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { gitEnvironment } from "../environment.ts";
import type { GitRepository } from "./git-repository.ts";

/** Writes the files of a commit into a folder, without any trace of git in it. */
export async function exportTree(repository: GitRepository, sha: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // An index of its own: several exports may run at the same time.
  const index = join(repository.folder, `export-${randomUUID()}.index`);
  const environment = {
    ...gitEnvironment(),
    GIT_INDEX_FILE: index,
    GIT_DIR: repository.folder,
    GIT_WORK_TREE: folder,
  };
  try {
    await checkout(["read-tree", sha], environment);
    await checkout(["checkout-index", "--all", "--force"], environment);
  } finally {
    await rm(index, { force: true });
  }
}

function checkout(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      env: environment,
      cwd: environment["GIT_WORK_TREE"],
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString("utf8");
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`git ${args.join(" ")} failed: ${errors.trim()}`));
    });
  });
}
