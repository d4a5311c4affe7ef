/** The app's real adapters against the embedded GitHub: real HTTP, real tokens, real git. */
import { composeApp } from "../../src/app/compose.ts";
import type { Environment } from "../../src/app/environment.ts";
import type { EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import type { Grants } from "../../src/embedded-github/world/identity/account.ts";
import { startEmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import { type ContractWatch, requireContract, watchContract } from "./github-contract-watch.ts";
import type { AppContext } from "../../src/operations/app-context.ts";

export const REPOSITORY = "octo/orchard";
export const WEBHOOK_SECRET = "a webhook secret";

/** As in app.yml. */
const PERMISSIONS = {
  metadata: "read",
  actions: "write",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "read",
  statuses: "read",
} as const;

export const EVENTS = [
  "issue_comment",
  "workflow_run",
  "workflow_job",
  "pull_request",
  "pull_request_review",
  "push",
] as const;

export interface EmbeddedApp {
  readonly github: EmbeddedGitHub;
  /** Of everything that is asked of it. */
  readonly contract: ContractWatch;
  readonly environment: Environment;
  readonly botLogin: string;
  readonly appId: number;
  /** A context of its own each time, as after a restart. */
  context(): Promise<AppContext>;
  /** Throws when something was asked or answered that GitHub would not. */
  stop(): Promise<void>;
}

export interface EmbeddedAppOptions {
  /** As in app.yml when absent. */
  readonly permissions?: Grants;
  readonly private?: boolean;
}

export async function startEmbeddedApp(
  files: ReadonlyMap<string, string>,
  options: EmbeddedAppOptions = {},
): Promise<EmbeddedApp> {
  const github = await startEmbeddedGitHub();
  const contract = watchContract(github);
  const { world } = github;
  const isPrivate = options.private ?? false;
  await world.createRepository({
    owner: "octo",
    name: "orchard",
    files: new Map(files),
    private: isPrivate,
  });
  for (const login of ["maria", "mallory"]) world.createUser(login);
  world.setPermission(REPOSITORY, "maria", "write");
  const app = await world.createApp({
    slug: "batch-stories",
    permissions: options.permissions ?? PERMISSIONS,
    events: EVENTS,
    webhookSecret: WEBHOOK_SECRET,
  });
  const installation = world.installApp(app, [REPOSITORY]);
  const environment: Environment = {
    appId: app.appId,
    privateKey: app.privateKey,
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: github.url,
    host: "127.0.0.1",
    port: 0,
    lookIntervalMs: 1000,
    writeIntervalMs: 0,
    editIntervalMs: 0,
    sweepIntervalMs: 60_000,
    dispatchGraceMs: 60_000,
    logLevel: "error",
  };
  return {
    github,
    contract,
    environment,
    botLogin: app.botLogin,
    appId: app.appId,
    context() {
      const url = `https://github.com/${REPOSITORY}`;
      const composed = composeApp(environment, () => undefined);
      return composed.contextFor({ installation, owner: "octo", name: "orchard", url });
    },
    async stop() {
      await github.stop();
      requireContract(contract);
    },
  };
}
