/**
 * Builds the adapters that the modes work with. Each is loaded when it is needed: a step that only
 * reads a brief pays for nothing else.
 */
import { setTimeout as wait } from "node:timers/promises";
import { join } from "node:path";
import type { Config } from "../core/config/config.ts";
import type {
  AgentRunner,
  AttemptFiles,
  Clock,
  CommandRunner,
  Digests,
  ImportRepository,
  JobArtifacts,
  JobRepository,
  Pause,
  WorkTree,
} from "../operations/ports.ts";
import type { AppContext } from "../operations/app-context.ts";
import { createMemory } from "../operations/memory.ts";
import { operationLog } from "./action-io.ts";
import type { ActionEnvironment } from "./environment.ts";

const API_VERSION = "2022-11-28";

export const clock: Clock = { now: () => new Date().toISOString() };
export const pause: Pause = { seconds: (count) => wait(count * 1000) };

export async function files(folder: string, secrets: readonly string[]): Promise<AttemptFiles> {
  const { attemptFiles } = await import("../adapters/artifacts/attempt-files.ts");
  return attemptFiles(folder, secrets);
}

export async function digests(): Promise<Digests> {
  return (await import("../adapters/artifacts/attempt-files.ts")).digests;
}

export async function artifacts(environment: ActionEnvironment): Promise<JobArtifacts> {
  const { jobArtifacts } = await import("../adapters/artifacts/job-artifacts.ts");
  return jobArtifacts(environment.temporaryFolder);
}

export async function repository(environment: ActionEnvironment, token: string): Promise<JobRepository> {
  const { getOctokit } = await import("@actions/github");
  const { gitDataApi } = await import("../adapters/git/git-data-api.ts");
  const { jobRequest } = await import("../adapters/git/job-request.ts");
  const octokit = getOctokit(token, { baseUrl: environment.apiUrl });
  const request = jobRequest(
    (route, parameters) =>
      octokit.request(route, { ...parameters, headers: { "x-github-api-version": API_VERSION } }),
    (count) => pause.seconds(count),
  );
  return gitDataApi(request, environment.repository);
}

/** As the app has it for a repository, but with a job's token and for one job only. */
export async function batchContext(environment: ActionEnvironment, token: string): Promise<AppContext> {
  const { getOctokit } = await import("@actions/github");
  const adapters = await import("./batch-adapters/compose.ts");
  const octokit = getOctokit(token, { baseUrl: environment.apiUrl });
  const { owner, name } = environment.repository;
  return {
    ...adapters.batchAdapters({
      send: (route, parameters) => octokit.request(route, parameters),
      waitSeconds: (count) => pause.seconds(count),
      repository: environment.repository,
      warn: (message) => operationLog.warn(message),
    }),
    repository: { owner, name, url: `${environment.serverUrl}/${owner}/${name}` },
    clock,
    log: operationLog,
    memory: createMemory(),
    editIntervalMs: 0,
    // Whoever starts a run by hand is in it: nothing has to be waited for.
    dispatchGraceMs: 0,
  };
}

export async function workTree(environment: ActionEnvironment, folder: string): Promise<WorkTree> {
  const adapter = await import("../adapters/git/work-tree.ts");
  return adapter.workTree({
    folder: environment.workspace,
    ledger: join(folder, "ledger.git"),
    environment: environment.git,
  });
}

/** Borrows the objects of a fresh checkout, or fetches from GitHub with a token. */
export async function importRepository(
  environment: ActionEnvironment,
  folder: string,
  source: { readonly kind: "checkout" } | { readonly kind: "remote"; readonly token: string },
): Promise<ImportRepository> {
  const adapter = await import("../adapters/git/import-repository.ts");
  const place = { folder: join(folder, "import.git"), environment: environment.git };
  if (source.kind === "checkout") {
    return await adapter.importRepository({ ...place, borrowFrom: environment.workspace });
  }
  const { owner, name } = environment.repository;
  const url = `${environment.serverUrl}/${owner}/${name}.git`;
  return await adapter.importRepository({ ...place, remote: { url, token: source.token } });
}

export async function commands(environment: ActionEnvironment, folder: string): Promise<CommandRunner> {
  const { commandRunner } = await import("../adapters/checks/command-runner.ts");
  return commandRunner({ home: join(folder, "home"), surroundings: environment.surroundings });
}

/** `program` is this very program: it also plays the scripted agent. */
export async function agent(
  environment: ActionEnvironment,
  config: Config,
  program: string,
): Promise<AgentRunner> {
  const { createAgent } = await import("../adapters/agents/create-agent.ts");
  return createAgent({
    agent: config.agent,
    environment: environment.surroundings,
    scripted: { file: process.execPath, args: [program, "scripted-agent"] },
  });
}
