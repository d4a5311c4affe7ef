/** People, organisations and bots, and what they may do. */

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
}

export type Level = "none" | "read" | "write" | "admin";

const RANKS: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2, admin: 3 };

export function reaches(has: Level, needs: Level): boolean {
  return RANKS[has] >= RANKS[needs];
}

/** Permissions of an app, an installation token or a job token, by GitHub's keys. */
export type Grants = Readonly<Record<string, "read" | "write" | "admin" | "none">>;

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly permissions: Grants;
  readonly events: readonly string[];
  readonly publicKey: string;
  readonly createdAt: string;
  readonly hookId: number;
  webhookUrl: string | undefined;
  readonly webhookSecret: string;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  /** Owner of the repositories. */
  readonly account: Account;
  /** Full names. */
  readonly repositories: Set<string>;
  readonly createdAt: string;
}

/** Who does something: the account that is shown, and the app behind it. */
export interface Actor {
  readonly account: Account;
  readonly app: App | null;
  readonly installation: Installation | null;
}

/** The address git shows; GitHub's form for accounts that keep theirs private. */
export function emailOf(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}
