import { randomBytes } from "node:crypto";
import type { Account } from "./account.ts";
import type { Ids } from "../ids.ts";

export class Accounts {
  readonly #ids: Ids;
  readonly #byLogin = new Map<string, Account>();
  readonly #byToken = new Map<string, Account>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  find(login: string): Account | undefined {
    return this.#byLogin.get(login.toLowerCase());
  }

  /** The account of that login, created when nobody has it. */
  ensure(login: string, type: Account["type"]): Account {
    const known = this.find(login);
    if (known) return known;
    const account: Account = { id: this.#ids.next(), login, type };
    this.#byLogin.set(login.toLowerCase(), account);
    return account;
  }

  mintToken(account: Account): string {
    const token = `ghp_${randomBytes(18).toString("hex")}`;
    this.#byToken.set(token, account);
    return token;
  }

  byToken(token: string): Account | undefined {
    return this.#byToken.get(token);
  }
}
