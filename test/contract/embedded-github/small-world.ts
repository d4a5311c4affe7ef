/** One embedded GitHub with a repository, a person with each permission, and an installed app. */
import { Octokit } from "@octokit/rest";
import { ProbotOctokit } from "probot";
import {
  type EmbeddedGitHub,
  type EmbeddedGitHubOptions,
  startEmbeddedGitHub,
} from "../../../src/embedded-github/start-embedded-github.ts";
import type { Grants } from "../../../src/embedded-github/world/identity/account.ts";
import type { CreatedApp } from "../../../src/embedded-github/world/identity/apps.ts";
import { type ContractWatch, requireContract, watchContract } from "../../support/github-contract-watch.ts";
import type { Repository } from "../../../src/embedded-github/world/repository.ts";

export const AT = { owner: "octo", repo: "orchard" } as const;
export const NAME = "octo/orchard";

export const ALL_PERMISSIONS: Grants = {
  actions: "write",
  contents: "write",
  issues: "write",
  pull_requests: "write",
};

export interface SmallWorld {
  /** Of everything that is asked here. */
  readonly contract: ContractWatch;
  readonly github: EmbeddedGitHub;
  readonly repository: Repository;
  readonly app: CreatedApp;
  readonly installationId: number;
  /** An admin's Octokit. */
  readonly maria: Octokit;
  readonly mariaToken: string;
  /** The app as itself, with its JWT. */
  readonly asApp: InstanceType<typeof ProbotOctokit>;
  /** The app in its installation. */
  readonly asInstallation: InstanceType<typeof ProbotOctokit>;
}

export interface SmallWorldOptions extends EmbeddedGitHubOptions {
  readonly permissions?: Grants;
  readonly events?: readonly string[];
  readonly webhookUrl?: string;
  readonly private?: boolean;
  readonly files?: ReadonlyMap<string, string>;
}

/** Octokit without its delays and repeats: what is measured is the embedded GitHub. */
const Direct = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
  log: SILENT,
}));

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const FILES = new Map([
  ["README.md", "# Orchard\n"],
  ["src/apple.ts", "export const apple = 1;\n"],
  ["src/deep/pear.ts", "export const pear = 2;\n"],
]);

export async function startSmallWorld(options: SmallWorldOptions = {}): Promise<SmallWorld> {
  const github = await startEmbeddedGitHub(options);
  const contract = watchContract(github);
  const { world } = github;
  const { token } = world.createUser("maria");
  const repository = await world.createRepository({
    owner: AT.owner,
    name: AT.repo,
    files: options.files ?? FILES,
    private: options.private ?? false,
    mayActionsOpenPullRequests: true,
  });
  world.setPermission(NAME, "maria", "admin");
  const app = await world.createApp({
    slug: "gardener",
    permissions: options.permissions ?? ALL_PERMISSIONS,
    events: options.events ?? [],
    ...(options.webhookUrl === undefined ? {} : { webhookUrl: options.webhookUrl }),
  });
  const installationId = world.installApp(app, [NAME]);
  const auth = { appId: app.appId, privateKey: app.privateKey };
  return {
    contract,
    github,
    repository,
    app,
    installationId,
    maria: octokit(github, token),
    mariaToken: token,
    asApp: new Direct({ auth, baseUrl: github.url }),
    asInstallation: new Direct({ auth: { ...auth, installationId }, baseUrl: github.url }),
  };
}

/** Stops it; what nobody answered or met, or GitHub would not do, fails the test that ran last. */
export async function endSmallWorld(small: SmallWorld): Promise<void> {
  await small.github.stop();
  const left = [...small.github.unknownRequests, ...small.github.faults.unused()];
  if (left.length > 0) throw new Error(`unknown requests or unused faults: ${left.join("; ")}`);
  requireContract(small.contract);
}

/** Stops one that was meant to meet faults and unknown requests; its answers still have to be GitHub's. */
export async function leaveSmallWorld(small: SmallWorld): Promise<void> {
  await small.github.stop();
  requireContract(small.contract);
}

export function octokit(github: EmbeddedGitHub, token?: string): Octokit {
  return new Octokit({ baseUrl: github.url, log: SILENT, ...(token === undefined ? {} : { auth: token }) });
}

/** Status and message of a refusal; fails when nothing was refused. */
export async function refusal(request: Promise<unknown>): Promise<{ status: unknown; message: string }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error && "status" in error) {
      return { status: error.status, message: error.message.replace(/ - https:.*$/su, "") };
    }
    throw error;
  }
  throw new Error("GitHub refused nothing");
}
