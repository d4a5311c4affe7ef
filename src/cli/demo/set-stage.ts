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
import { startEmbeddedGitHub, type EmbeddedGitHub } from "../../embedded-github/start-embedded-github.ts";
import type { Repository } from "../../embedded-github/world/repository.ts";
import { findActionNode } from "./action-node.ts";
import { startApp, type AppProcess } from "./app-process.ts";
import { person, type Person } from "./people.ts";
import { PRODUCT_ROOT, readProductFiles } from "./product-files.ts";

const OWNER = "orchard-team";
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
}

/** The app asks for what `app.yml` says and gets no more: the manifest is tested by every run. */
async function readManifest(): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(parse(await readFile(join(PRODUCT_ROOT, "app.yml"), "utf8")));
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const node = await findActionNode();
  const github = await startEmbeddedGitHub({
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(node === undefined ? {} : { node }),
  });
  try {
    const { world } = github;
    const maria = world.createUser("maria");
    const deliverer =
      options.deliveryTokenOf === undefined ? undefined : world.createUser(options.deliveryTokenOf);
    await world.createRepository({
      owner: "batch-stories",
      name: "batch-stories",
      files: await readProductFiles(),
    });
    const repository = await world.createRepository({
      owner: OWNER,
      name: options.name,
      files: options.files,
      secrets: deliverer ? { BATCH_STORIES_TOKEN: deliverer.token } : {},
    });
    world.setPermission(repository.fullName, "maria", "admin");
    if (deliverer) world.setPermission(repository.fullName, deliverer.login, "write");
    const manifest = await readManifest();
    const created = await world.createApp({
      slug: "batch-stories",
      permissions: manifest.default_permissions,
      events: manifest.default_events,
      webhookSecret: WEBHOOK_SECRET,
    });
    world.installApp(created, [repository.fullName]);
    const app = await startApp({
      appId: created.appId,
      privateKey: created.privateKey,
      webhookSecret: WEBHOOK_SECRET,
      apiUrl: github.url,
      onLine: options.onAppLine ?? (() => undefined),
      ...(options.appEnvironment ? { environment: options.appEnvironment } : {}),
    });
    world.setWebhookUrl(created, `${app.url}/api/github/webhooks`);
    return {
      github,
      repository,
      app,
      person: person("maria", {
        apiUrl: github.url,
        token: maria.token,
        repository: { owner: OWNER, repo: options.name },
      }),
      async stop() {
        await app.stop();
        await github.stop();
      },
    };
  } catch (error) {
    await github.stop();
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
