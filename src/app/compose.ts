/** The only place of the app that builds adapters: one set for each repository, kept for the process's life. */
import { Probot } from "probot";
import { createArtifactReader } from "../adapters/artifacts/run-artifacts.ts";
import { createCrypto, keyFrom } from "../adapters/crypto/node-crypto.ts";
import { createAppOctokit } from "../adapters/github/app-octokit.ts";
import { createBoardWriter } from "../adapters/github/board-writer.ts";
import { commitOnBranch } from "../adapters/github/commit-on-branch.ts";
import { createComments } from "../adapters/github/comments.ts";
import { createGitHubApi } from "../adapters/github/github-api.ts";
import type { GitHubApi } from "../adapters/github/github-api.ts";
import { appLogin, listInstallations, listRepositories } from "../adapters/github/installations.ts";
import { createPullRequests } from "../adapters/github/pull-requests.ts";
import { createMergedChanges } from "../adapters/github/repository/merged-changes.ts";
import { createRepositoryReader } from "../adapters/github/repository/repository-reader.ts";
import { createRuns, locateArtifact } from "../adapters/github/runs.ts";
import { createLineLog } from "../adapters/log/line-log.ts";
import { logWithFields } from "../adapters/log/log-with-fields.ts";
import { createStateBranchStore } from "../adapters/state-branch/state-branch-store.ts";
import type { AppContext } from "../operations/app-context.ts";
import { createMemory } from "../operations/memory.ts";
import type { Clock, Log } from "../operations/ports.ts";
import type { Environment } from "./environment.ts";
import type { EventRepository } from "./webhooks.ts";

export interface App {
  readonly probot: Probot;
  readonly log: Log;
  contextFor(repository: EventRepository): Promise<AppContext>;
  /** Every repository in which the app is installed. */
  repositories(): Promise<readonly EventRepository[]>;
}

const clock: Clock = { now: () => new Date().toISOString() };

interface Parts {
  readonly environment: Environment;
  readonly api: GitHubApi;
  readonly ourLogin: string;
  readonly log: Log;
}

function createContext(
  { environment, api, ourLogin, log }: Parts,
  { owner, name, url }: EventRepository,
): AppContext {
  const repository = { owner, name };
  const ownLog = logWithFields(log, { repository: `${owner}/${name}` });
  return {
    repository: { owner, name, url },
    clock,
    log: ownLog,
    crypto: createCrypto(keyFrom(environment.webhookSecret)),
    reader: createRepositoryReader(api, repository),
    history: createMergedChanges(api, repository, (message) => ownLog.warn(message)),
    boardWriter: createBoardWriter(api, repository),
    store: createStateBranchStore({
      repository,
      graphql: (query, variables) => api.graphql(query, variables),
      request: (route, parameters, options) => api.request(route, parameters, options),
      commit: (change) => commitOnBranch(api, repository, change),
    }),
    runs: {
      ...createRuns(api, repository),
      readArtifact: createArtifactReader((id) => locateArtifact(api, repository, id)),
    },
    pullRequests: createPullRequests(api, repository),
    comments: createComments(api, repository, ourLogin),
    memory: createMemory(),
    editIntervalMs: environment.editIntervalMs,
    dispatchGraceMs: environment.dispatchGraceMs,
  };
}

/** Remembers answers; a failed one is asked for again. */
function remembering<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return function remembered(key) {
    const known = answers.get(key);
    if (known) return known;
    const asked = ask(key).catch((error: unknown) => {
      answers.delete(key);
      throw error;
    });
    answers.set(key, asked);
    return asked;
  };
}

export function composeApp(environment: Environment, write: (line: string) => void): App {
  const { appId, privateKey, webhookSecret, apiUrl, logLevel } = environment;
  const log = createLineLog({ level: logLevel, write, now: () => clock.now() });
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    baseUrl: apiUrl,
    Octokit: createAppOctokit(environment.writeIntervalMs),
    logLevel: "warn",
    logFormat: "json",
  });
  const apiOf = remembering(async (installation: string) =>
    createGitHubApi(await probot.auth(installation === "app" ? undefined : Number(installation))),
  );
  const loginOf = remembering(async () => appLogin(await apiOf("app")));
  return {
    probot,
    log,
    async contextFor(repository) {
      const api = await apiOf(String(repository.installation));
      return createContext({ environment, api, ourLogin: await loginOf("app"), log }, repository);
    },
    async repositories() {
      const found: EventRepository[] = [];
      for (const installation of await listInstallations(await apiOf("app"))) {
        const repositories = await listRepositories(await apiOf(String(installation)));
        found.push(...repositories.map((repository) => ({ ...repository, installation })));
      }
      return found;
    },
  };
}
