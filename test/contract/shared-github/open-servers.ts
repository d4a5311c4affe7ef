import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "emulate";
import { startEmbeddedGitHub } from "../../../src/embedded-github/start-embedded-github.ts";
import {
  as,
  AT,
  type HeardWebhook,
  PERMISSIONS,
  README,
  SECRET,
  type SharedServer,
} from "./shared-server.ts";

const EVENTS = ["issue_comment", "pull_request", "push"];
const APP = "gardener";

interface Ear {
  readonly url: string;
  readonly heard: readonly HeardWebhook[];
  close(): void;
}

/** The app's end of the webhooks. */
async function listen(): Promise<Ear> {
  const heard: HeardWebhook[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${portOf(server.address())}/`, heard, close: () => server.close() };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

export async function openEmbedded(): Promise<SharedServer> {
  const ear = await listen();
  const github = await startEmbeddedGitHub();
  const { world } = github;
  const [maria, rita, stranger] = ["maria", "rita", "stranger"].map((login) => world.createUser(login).token);
  const files = new Map([["README.md", README]]);
  await world.createRepository({ owner: AT.owner, name: AT.repo, files, private: true });
  world.setPermission("octo/orchard", "maria", "admin");
  world.setPermission("octo/orchard", "rita", "read");
  const created = await world.createApp({
    slug: APP,
    permissions: PERMISSIONS,
    events: EVENTS,
    webhookUrl: ear.url,
    webhookSecret: SECRET,
  });
  return {
    url: github.url,
    app: { id: created.appId, slug: APP, privateKey: created.privateKey },
    installationId: world.installApp(created, ["octo/orchard"]),
    tokens: { maria: maria ?? "", rita: rita ?? "", stranger: stranger ?? "" },
    heard: ear.heard,
    exchanges: [],
    async stop() {
      await github.stop();
      ear.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const port = portOf(server.address());
  await new Promise((closed) => server.close(closed));
  return port;
}

export async function openEmulate(): Promise<SharedServer> {
  const ear = await listen();
  const logins = ["maria", "rita", "stranger"];
  const emulator = await createEmulator({
    service: "github",
    port: await freePort(),
    seed: {
      tokens: Object.fromEntries(logins.map((login) => [`${login}_token`, { login, scopes: ["repo"] }])),
      github: {
        users: logins.map((login) => ({ login })),
        orgs: [{ login: AT.owner, members: [{ login: "maria", role: "admin" }] }],
        repos: [{ owner: AT.owner, name: AT.repo, private: true, auto_init: true }],
        apps: [
          {
            app_id: 12_345,
            slug: APP,
            name: APP,
            permissions: PERMISSIONS,
            events: EVENTS,
            webhook_url: ear.url,
            webhook_secret: SECRET,
            installations: [{ installation_id: 100, account: AT.owner, repository_selection: "all" }],
          },
        ],
      },
    },
  });
  const privateKey =
    emulator.generatedSecrets.find(({ kind }) => kind === "github.app_private_key")?.value ?? "";
  const server: SharedServer = {
    url: emulator.url,
    app: { id: 12_345, slug: APP, privateKey },
    installationId: 100,
    tokens: { maria: "maria_token", rita: "rita_token", stranger: "stranger_token" },
    heard: ear.heard,
    exchanges: [],
    async stop() {
      await emulator.close();
      ear.close();
    },
  };
  await as(server, server.tokens.maria)("PUT /repos/{owner}/{repo}/collaborators/{username}", {
    params: { username: "rita" },
    body: { permission: "pull" },
  });
  // Setting up is no part of what is compared.
  server.exchanges.length = 0;
  return server;
}
