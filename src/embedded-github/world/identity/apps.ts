import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Account, App, Grants, Installation } from "./account.ts";
import type { Accounts } from "./accounts.ts";
import type { Ids } from "../ids.ts";
import type { Repository } from "../repository.ts";

const generate = promisify(generateKeyPair);

export interface NewApp {
  readonly slug: string;
  readonly permissions: Grants;
  readonly events: readonly string[];
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly owner?: string;
}

export interface CreatedApp {
  readonly appId: number;
  readonly clientId: string;
  /** PEM, PKCS#1 as GitHub hands it out. */
  readonly privateKey: string;
  readonly botLogin: string;
  readonly webhookSecret: string;
}

interface Surroundings {
  readonly ids: Ids;
  readonly accounts: Accounts;
  readonly now: () => string;
}

export class Apps {
  /** GitHub's own app, in whose name jobs act. */
  readonly actions: App;
  readonly #around: Surroundings;
  readonly #apps = new Map<number, App>();
  readonly #installations = new Map<number, Installation>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.actions = {
      ...this.#identity("github-actions", around.accounts.ensure("github", "Organization")),
      permissions: {},
      events: [],
      publicKey: "",
      webhookUrl: undefined,
      webhookSecret: "",
    };
  }

  async create(options: NewApp): Promise<CreatedApp> {
    const keys = await generate("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const owner = this.#around.accounts.ensure(options.owner ?? "octo-org", "Organization");
    const app: App = {
      ...this.#identity(options.slug, owner),
      permissions: { metadata: "read", ...options.permissions },
      events: options.events,
      publicKey: keys.publicKey,
      webhookUrl: options.webhookUrl,
      webhookSecret: options.webhookSecret ?? randomBytes(16).toString("hex"),
    };
    this.#apps.set(app.id, app);
    const { id: appId, clientId, bot, webhookSecret } = app;
    return { appId, clientId, privateKey: keys.privateKey, botLogin: bot.login, webhookSecret };
  }

  #identity(
    slug: string,
    owner: Account,
  ): Pick<App, "id" | "hookId" | "slug" | "clientId" | "owner" | "bot" | "createdAt"> {
    const id = this.#around.ids.next();
    const bot = this.#around.accounts.ensure(`${slug}[bot]`, "Bot");
    const hookId = this.#around.ids.next();
    return { id, hookId, slug, clientId: `Iv23li${id}embedded`, owner, bot, createdAt: this.#around.now() };
  }

  /** By number, client id or slug. */
  find(name: number | string): App | undefined {
    const text = String(name);
    return this.list().find((app) => [String(app.id), app.clientId, app.slug].includes(text));
  }

  /** The app a JWT's `iss` names. */
  issuer(claim: unknown): App | undefined {
    return this.list().find((app) => claim === app.id || claim === String(app.id) || claim === app.clientId);
  }

  list(): readonly App[] {
    return [...this.#apps.values()];
  }

  /** One installation per owner; more repositories of the same owner are added to it. */
  install(
    app: App,
    repository: Repository,
  ): { readonly installation: Installation; readonly isNew: boolean } {
    const known = this.installationsOf(app).find((one) => one.account.id === repository.owner.id);
    if (known) {
      known.repositories.add(repository.fullName);
      return { installation: known, isNew: false };
    }
    const installation: Installation = {
      id: this.#around.ids.next(),
      app,
      account: repository.owner,
      repositories: new Set([repository.fullName]),
      createdAt: this.#around.now(),
    };
    this.#installations.set(installation.id, installation);
    return { installation, isNew: true };
  }

  installation(id: number): Installation | undefined {
    return this.#installations.get(id);
  }

  installationsOf(app: App): readonly Installation[] {
    return [...this.#installations.values()].filter((installation) => installation.app === app);
  }

  installationFor(app: App, repository: string): Installation | undefined {
    return this.installationsOf(app).find((installation) => installation.repositories.has(repository));
  }

  /** Installations that hear what happens in a repository. */
  installedOn(repository: string): readonly Installation[] {
    return [...this.#installations.values()].filter((one) => one.repositories.has(repository));
  }
}
