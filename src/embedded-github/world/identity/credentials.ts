/** Tokens: who holds one is somebody. App JWTs, installation tokens, people's tokens, job tokens. */
import { createPublicKey, randomBytes, verify } from "node:crypto";
import type { Account, Actor, App, Grants, Installation } from "./account.ts";
import type { Accounts } from "./accounts.ts";
import type { Apps } from "./apps.ts";
import type { RunRecord } from "../workflow-run.ts";

export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly account: Account }
  | { readonly kind: "app"; readonly app: App }
  | {
      readonly kind: "installation";
      readonly app: App;
      readonly installation: Installation;
      readonly permissions: Grants;
      readonly repositories: ReadonlySet<string>;
    }
  | {
      readonly kind: "job";
      readonly repository: string;
      readonly run: RunRecord;
      readonly permissions: Grants;
    };

export type Identified =
  | { readonly kind: "known"; readonly credential: Credential }
  | { readonly kind: "unknown"; readonly message: string };

export interface InstallationToken {
  readonly token: string;
  readonly expiresAt: string;
  readonly permissions: Grants;
  readonly repositories: ReadonlySet<string>;
}

const HOUR_MS = 3_600_000;
/** GitHub takes App JWTs of at most ten minutes and forgives clocks a minute. */
const JWT_MAX_SECONDS = 600;
const JWT_SLACK_SECONDS = 60;

interface Surroundings {
  readonly accounts: Accounts;
  readonly apps: Apps;
  readonly now: () => string;
}

export class Credentials {
  readonly #around: Surroundings;
  readonly #tokens = new Map<string, { readonly credential: Credential; readonly expiresAt: number }>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** `undefined`: no token was given. */
  identify(token: string | undefined): Identified {
    if (token === undefined || token === "") return { kind: "known", credential: { kind: "anonymous" } };
    const user = this.#around.accounts.byToken(token);
    if (user) return { kind: "known", credential: { kind: "user", account: user } };
    const minted = this.#tokens.get(token);
    if (minted && minted.expiresAt > this.#time()) return { kind: "known", credential: minted.credential };
    return token.startsWith("gh") ? unknown() : this.#identifyApp(token);
  }

  mintInstallationToken(
    installation: Installation,
    scope: { readonly permissions: Grants; readonly repositories: ReadonlySet<string> },
  ): InstallationToken {
    const expiresAt = this.#time() + HOUR_MS;
    const { app } = installation;
    const token = stateless(app.id);
    this.#tokens.set(token, { credential: { kind: "installation", app, installation, ...scope }, expiresAt });
    return { token, expiresAt: new Date(expiresAt).toISOString(), ...scope };
  }

  mintJobToken(run: RunRecord, permissions: Grants): string {
    const token = stateless(this.#around.apps.actions.id);
    const credential: Credential = { kind: "job", repository: run.repository, run, permissions };
    this.#tokens.set(token, { credential, expiresAt: this.#time() + 24 * HOUR_MS });
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** Ends the token a request came with. */
  revokeCredential(credential: Credential): void {
    for (const [token, minted] of this.#tokens) {
      if (minted.credential === credential) this.#tokens.delete(token);
    }
  }

  /** In whose name a credential acts; nobody for an anonymous request or an app's own JWT. */
  actorOf(credential: Credential): Actor | undefined {
    switch (credential.kind) {
      case "user":
        return { account: credential.account, app: null, installation: null };
      case "installation":
        return { account: credential.app.bot, app: credential.app, installation: credential.installation };
      case "job":
        return { account: this.#around.apps.actions.bot, app: this.#around.apps.actions, installation: null };
      case "anonymous":
      case "app":
        return undefined;
    }
  }

  #time(): number {
    return Date.parse(this.#around.now());
  }

  #identifyApp(token: string): Identified {
    const [header = "", payload = "", signature = "", ...more] = token.split(".");
    const claims = parsePart(payload);
    if (more.length > 0 || parsePart(header)["alg"] !== "RS256") return unknown();
    const app = this.#around.apps.issuer(claims["iss"]);
    if (!app) return unknown("A JSON web token could not be decoded");
    const key = createPublicKey(app.publicKey);
    const isSigned = verify(
      "RSA-SHA256",
      Buffer.from(`${header}.${payload}`),
      key,
      Buffer.from(signature, "base64url"),
    );
    if (!isSigned) return unknown("A JSON web token could not be decoded");
    const wrong = wrongTimes(claims, this.#time() / 1000);
    return wrong === undefined ? { kind: "known", credential: { kind: "app", app } } : unknown(wrong);
  }
}

function wrongTimes(claims: Readonly<Record<string, unknown>>, now: number): string | undefined {
  const issued = Number(claims["iat"]);
  const expires = Number(claims["exp"]);
  if (!(issued <= now + JWT_SLACK_SECONDS)) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (!(expires > now))
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  if (expires > now + JWT_MAX_SECONDS + JWT_SLACK_SECONDS) {
    return "'Expiration time' claim ('exp') is too far in the future";
  }
  return undefined;
}

function unknown(message = "Bad credentials"): Identified {
  return { kind: "unknown", message };
}

function parsePart(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** GitHub's newer tokens are hundreds of characters and hold dots; nobody may count on 40. */
function stateless(appId: number): string {
  const [head, body, tail] = [27, 180, 64].map((bytes) => randomBytes(bytes).toString("base64url"));
  return `ghs_${appId}_${head}.${body}.${tail}`;
}
