/**
 * Sets up everything a batch needs on one computer: the embedded GitHub with the sprint's
 * repository and the product's own, the app as a process, and a person who may write.
 */
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { BatchState } from "../../core/batch/batch-state.ts";
import { STATE_BRANCH } from "../../core/batch/names.ts";
import type { Exchange } from "../../embedded-github/http/exchange.ts";
import { startEmbeddedGitHub, type EmbeddedGitHub } from "../../embedded-github/start-embedded-github.ts";
import type { Repository } from "../../embedded-github/world/repository.ts";
import type { CreatedApp } from "../../embedded-github/world/identity/apps.ts";
import { findActionNode } from "./action-node.ts";
import { startApp, type AppProcess, type AppSettings } from "./app-process.ts";
import { person, type Person } from "./people.ts";
import { PRODUCT_ROOT, readProductFiles } from "./product-files.ts";

const OWNER = "orchard-team";
const PERSON = "maria";
const WEBHOOK_SECRET = "only-used-on-this-computer";

const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin", "none"])),
  default_events: z.array(z.string()),
});

export interface Stage {
  readonly github: EmbeddedGitHub;
  readonly repository: Repository;
  readonly app: AppProcess;
  readonly person: Person;
  /** One more instance of the app, which hears no webhooks; it ends with the stage. */
  addApp(): Promise<AppProcess>;
  /** Where GitHub sends webhooks from now on. */
  sendWebhooksTo(url: string): void;
  /** Kills nothing: stops the app, then the embedded GitHub, and removes what they left. */
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly name: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Folder for repositories and workspaces; a temporary one when absent. */
  readonly folder?: string;
  /** More or other variables for the app's environment. */
  readonly appEnvironment?: Readonly<Record<string, string>>;
  /** A person with write permission whose token is the repository's secret for deliveries. */
  readonly deliveryTokenOf?: string;
  /** Every line the app prints. */
  readonly onAppLine?: (line: string) => void;
  /** Every request to GitHub, with its answer. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** The app asks for what `app.yml` says and gets no more: the manifest is tested by every run. */
async function readManifest(): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(parse(await readFile(join(PRODUCT_ROOT, "app.yml"), "utf8")));
}

/** Repositories with who may write to them; the token of the person at the stage. */
async function setRepositories(
  { world }: EmbeddedGitHub,
  { name, files, deliveryTokenOf }: StageOptions,
): Promise<{ readonly repository: Repository; readonly token: string }> {
  const maria = world.createUser(PERSON);
  const deliverer = deliveryTokenOf === undefined ? undefined : world.createUser(deliveryTokenOf);
  await world.createRepository({
    owner: "batch-stories",
    name: "batch-stories",
    files: await readProductFiles(),
  });
  const repository = await world.createRepository({
    owner: OWNER,
    name,
    files,
    secrets: deliverer ? { BATCH_STORIES_TOKEN: deliverer.token } : {},
    // Without a token of the repository's own, jobs open pull requests only where this setting is on.
    mayActionsOpenPullRequests: deliverer === undefined,
  });
  world.setPermission(repository.fullName, PERSON, "admin");
  if (deliverer) world.setPermission(repository.fullName, deliverer.login, "write");
  return { repository, token: maria.token };
}

async function installApp({ world }: EmbeddedGitHub, repository: Repository): Promise<CreatedApp> {
  const manifest = await readManifest();
  const app = await world.createApp({
    slug: "batch-stories",
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhookSecret: WEBHOOK_SECRET,
  });
  world.installApp(app, [repository.fullName]);
  return app;
}

function settingsOf(github: EmbeddedGitHub, app: CreatedApp, options: StageOptions): AppSettings {
  return {
    appId: app.appId,
    privateKey: app.privateKey,
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: github.url,
    onLine: options.onAppLine ?? (() => undefined),
    ...(options.appEnvironment ? { environment: options.appEnvironment } : {}),
  };
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const node = await findActionNode();
  const github = await startEmbeddedGitHub({
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(node === undefined ? {} : { node }),
  });
  if (options.onExchange) github.requests.observe(options.onExchange);
  const instances: AppProcess[] = [];
  async function stop(): Promise<void> {
    await Promise.all(instances.map((instance) => instance.stop()));
    await github.stop();
  }
  try {
    const { repository, token } = await setRepositories(github, options);
    const created = await installApp(github, repository);
    async function addApp(): Promise<AppProcess> {
      const instance = await startApp(settingsOf(github, created, options));
      instances.push(instance);
      return instance;
    }
    function sendWebhooksTo(url: string): void {
      github.world.setWebhookUrl(created, `${url}/api/github/webhooks`);
    }
    const app = await addApp();
    sendWebhooksTo(app.url);
    const at = { owner: OWNER, repo: options.name };
    const maria = person(PERSON, { apiUrl: github.url, token, repository: at });
    return { github, repository, app, addApp, sendWebhooksTo, person: maria, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The batch's committed state, read from the state branch; undefined while there is none. */
export async function readBatch(repository: Repository): Promise<BatchState | undefined> {
  const folder = await repository.git.readTree(`${STATE_BRANCH}:batches`);
  const name = folder?.entries
    .map((entry) => entry.name)
    .toSorted()
    .at(-1);
  if (name === undefined) return undefined;
  const object = await repository.git.read(`${STATE_BRANCH}:batches/${name}`);
  return object && BatchState.parse(JSON.parse(object.content.toString("utf8")));
}
