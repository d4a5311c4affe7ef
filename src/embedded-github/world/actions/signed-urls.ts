import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** As GitHub's redirects to storage: whoever has the address may read, for one minute. */
const LIFETIME_MS = 60_000;

export class SignedUrls {
  readonly #secret = randomBytes(32);
  readonly #base: string;
  readonly #now: () => string;

  constructor(base: string, now: () => string) {
    this.#base = base;
    this.#now = now;
  }

  sign(path: string, lifetimeMs: number = LIFETIME_MS): string {
    const expires = Date.parse(this.#now()) + lifetimeMs;
    return `${this.#base}${path}?se=${expires}&sig=${this.#signature(path, String(expires))}`;
  }

  isValid(url: URL): boolean {
    const expires = url.searchParams.get("se") ?? "";
    const expected = Buffer.from(this.#signature(url.pathname, expires));
    const given = Buffer.from(url.searchParams.get("sig") ?? "");
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    return isSigned && Number(expires) > Date.parse(this.#now());
  }

  #signature(path: string, expires: string): string {
    return createHmac("sha256", this.#secret).update(`${path} ${expires}`).digest("hex");
  }
}
