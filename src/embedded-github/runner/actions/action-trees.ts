import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RunnerHost } from "../runner-host.ts";
import type { SourceCommit } from "../workflow/workflow.ts";

const execute = promisify(execFile);

/**
 * The trees of actions of one run: each commit is exported once, and each job gets a copy of its
 * own, so that no job can change the code another one will run.
 */
export class ActionTrees {
  readonly #host: RunnerHost;
  readonly #folder: string;
  readonly #exports = new Map<string, Promise<string>>();

  constructor(host: RunnerHost, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  async copyTo(commit: SourceCommit, folder: string): Promise<void> {
    const source = await this.#export(commit);
    await mkdir(folder, { recursive: true });
    await execute("cp", ["-R", "--reflink=auto", `${source}/.`, folder]);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #export({ repository, sha }: SourceCommit): Promise<string> {
    const key = `${repository.replace("/", "-")}-${sha}`;
    const known = this.#exports.get(key);
    if (known !== undefined) return await known;
    const exporting = this.#write(join(this.#folder, key), { repository, sha });
    this.#exports.set(key, exporting);
    return await exporting;
  }

  async #write(folder: string, { repository, sha }: SourceCommit): Promise<string> {
    await mkdir(folder, { recursive: true });
    await this.#host.exportTree(repository, sha, folder);
    return folder;
  }
}
