import { generateKeyPairSync } from "node:crypto";
import { appJwt, as, at, refusal, type Reply, type SharedServer, text, tokenWith } from "../shared-server.ts";
import type { SharedCase } from "./shared-case.ts";

const APP = "GET /app";
const MINT = "POST /app/installations/{installation_id}/access_tokens";

function foreignKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

function mint(server: SharedServer, body: unknown): Promise<Reply> {
  const params = { installation_id: server.installationId };
  return as(server, appJwt(server))(MINT, { params, body });
}

export const APP_CASES: readonly SharedCase[] = [
  {
    name: "an app's own token says which app it is",
    github: [200, "gardener", true],
    async run(server) {
      const { status, body } = await as(server, appJwt(server))(APP);
      return [status, at(body, "slug"), at(body, "id") === server.app.id];
    },
  },
  {
    name: "an app's token that somebody else signed is refused",
    github: 401,
    run: async (server) => (await as(server, appJwt(server, { key: foreignKey() }))(APP)).status,
  },
  {
    name: "an app's token that has ended is refused",
    github: 401,
    run: async (server) => (await as(server, appJwt(server, { issued: -600, ends: -100 }))(APP)).status,
  },
  {
    name: "an app's token for more than ten minutes is refused",
    github: 401,
    run: async (server) => (await as(server, appJwt(server, { ends: 3600 }))(APP)).status,
  },
  {
    name: "a person's token is none of an app",
    github: 401,
    run: async (server) => (await as(server, server.tokens.maria)(APP)).status,
  },
  {
    name: "a token that nobody has is refused",
    github: "401 Bad credentials",
    run: async (server) => refusal(await as(server, "ghs_nobodyhasthis")("GET /repos/{owner}/{repo}")),
  },
  {
    name: "an app sees its installations",
    github: [200, 1, "octo", "Organization"],
    async run(server) {
      const { status, body } = await as(server, appJwt(server))("GET /app/installations");
      const count = Array.isArray(body) ? body.length : undefined;
      return [status, count, at(body, "0.account.login"), at(body, "0.target_type")];
    },
  },
  {
    name: "an app sees one installation, and none that is not its own",
    github: [200, 404],
    async run(server) {
      const route = "GET /app/installations/{installation_id}";
      const own = await as(server, appJwt(server))(route, {
        params: { installation_id: server.installationId },
      });
      const other = await as(server, appJwt(server))(route, { params: { installation_id: 424_242 } });
      return [own.status, other.status];
    },
  },
  {
    name: "an app finds its installation by the repository",
    github: [200, true, 404],
    async run(server) {
      const route = "GET /repos/{owner}/{repo}/installation";
      const own = await as(server, appJwt(server))(route);
      const other = await as(server, appJwt(server))(route, { params: { repo: "meadow" } });
      return [own.status, at(own.body, "id") === server.installationId, other.status];
    },
  },
  {
    name: "an installation token has the permissions that were asked for, and an hour",
    github: [201, true, { metadata: "read", issues: "write" }, true],
    async run(server) {
      const { status, body } = await mint(server, { permissions: { issues: "write" } });
      const minutes = (Date.parse(text(body, "expires_at")) - Date.now()) / 60_000;
      return [
        status,
        text(body, "token").startsWith("ghs_"),
        at(body, "permissions"),
        minutes > 55 && minutes < 65,
      ];
    },
  },
  {
    name: "an installation token cannot have more than the app",
    github: 422,
    run: async (server) => (await mint(server, { permissions: { administration: "write" } })).status,
  },
  {
    name: "an installation token cannot be for a repository that is not installed",
    github: 422,
    run: async (server) => (await mint(server, { repositories: ["meadow"] })).status,
  },
  {
    name: "an installation that does not exist mints nothing",
    github: 404,
    run: async (server) =>
      (await as(server, appJwt(server))(MINT, { params: { installation_id: 424_242 } })).status,
  },
  {
    name: "an installation token is nobody's own account",
    github: 403,
    run: async (server) => (await as(server, await tokenWith(server))("GET /user")).status,
  },
  {
    name: "a person is told who they are",
    github: [200, "maria", "User"],
    async run(server) {
      const { status, body } = await as(server, server.tokens.maria)("GET /user");
      return [status, at(body, "login"), at(body, "type")];
    },
  },
  {
    name: "people are found by their login, others not",
    github: [200, "rita", 404],
    async run(server) {
      const known = await as(server, server.tokens.maria)("GET /users/{username}", {
        params: { username: "rita" },
      });
      const other = await as(server, server.tokens.maria)("GET /users/{username}", {
        params: { username: "nobody-here" },
      });
      return [known.status, at(known.body, "login"), other.status];
    },
  },
  {
    name: "the rate limit is told to whoever asks, and in every answer's headers",
    github: [200, "number", "string"],
    async run(server) {
      const { status, body } = await as(server, server.tokens.maria)("GET /rate_limit");
      const { headers } = await as(server, server.tokens.maria)("GET /user");
      return [status, typeof at(body, "resources.core.remaining"), typeof headers["x-ratelimit-remaining"]];
    },
  },
];
