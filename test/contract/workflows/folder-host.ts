/** The runner's surroundings for its own tests: repositories are plain file lists, git only where asked for. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Permissions, RunnerHost } from "../../../src/embedded-github/runner/runner-host.ts";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";

const execute = promisify(execFile);

export type Files = Readonly<Record<string, string>>;

export interface HostOptions {
  readonly repositories: Readonly<Record<string, Files>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly defaultPermissions?: Permissions;
  /** Serve the repositories by git, too. */
  readonly git?: boolean;
}

export interface FolderHost extends RunnerHost {
  readonly folder: string;
  /** In the order of `changed`: `job name: action`. */
  readonly events: readonly string[];
  readonly tokens: ReadonlyMap<string, Permissions>;
  readonly revoked: readonly string[];
  sha(repository: string): string;
  remove(): Promise<void>;
}

export async function createFolderHost(options: HostOptions): Promise<FolderHost> {
  const folder = await mkdtemp(join(tmpdir(), "runner-contract-"));
  const commits = new Map<string, string>();
  for (const [index, [name, files]] of Object.entries(options.repositories).entries()) {
    const sha = options.git
      ? await commitFiles(join(folder, "git", name), files)
      : String(index + 1).repeat(40);
    commits.set(name, sha);
  }
  const events: string[] = [];
  const tokens = new Map<string, Permissions>();
  const revoked: string[] = [];
  let nextId = 100;
  function files(repository: string, ref: string): Files | undefined {
    const known = ref === commits.get(repository) || ["main", "refs/heads/main", "HEAD", "v1"].includes(ref);
    return known ? options.repositories[repository] : undefined;
  }
  return {
    folder,
    events,
    tokens,
    revoked,
    sha: (repository) => commits.get(repository) ?? "",
    remove: async () => await rm(folder, { recursive: true, force: true }),
    readFile: async (repository, ref, path) => files(repository, ref)?.[path],
    resolveRef: async (repository, ref) =>
      files(repository, ref) === undefined ? undefined : commits.get(repository),
    exportTree: async (repository, sha, target) => {
      await writeFiles(target, files(repository, sha) ?? {});
    },
    mintJobToken(_run: RunRecord, permissions) {
      nextId += 1;
      const token = `ghs_job-token-${nextId}`;
      tokens.set(token, permissions);
      return token;
    },
    revokeToken: (token) => void revoked.push(token),
    mintRuntimeToken: (run, job) => `runtime.${run.id}.${job.id}`,
    secrets: () => options.secrets ?? {},
    variables: () => options.variables ?? {},
    defaultPermissions: () => options.defaultPermissions ?? { contents: "read", packages: "read" },
    nextJobId() {
      nextId += 1;
      return nextId;
    },
    now: () => new Date().toISOString(),
    changed: ({ job, action }) => void events.push(`${job?.name ?? "run"}: ${action}`),
    urls: {
      api: "http://127.0.0.1:9",
      graphql: "http://127.0.0.1:9/graphql",
      git: `file://${folder}/git`,
      results: "http://127.0.0.1:9",
    },
  };
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function commitFiles(folder: string, files: Files): Promise<string> {
  async function git(...args: string[]): Promise<string> {
    const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
    return (await execute("git", args, { cwd: folder, env })).stdout.trim();
  }
  await writeFiles(folder, files);
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "uploadpack.allowAnySHA1InWant", "true");
  await git("add", "--all");
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  await git(...author, "commit", "--quiet", "--message", "First");
  await git("tag", "v1");
  return await git("rev-parse", "HEAD");
}
