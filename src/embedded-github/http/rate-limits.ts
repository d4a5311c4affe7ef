/** GitHub's primary limits: so many requests an hour for each installation, repository's jobs, person. */
import type { Credential } from "../world/identity/credentials.ts";

export type Resource = "core" | "graphql";

export interface Quota {
  readonly resource: Resource;
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

const LIMITS: Readonly<Record<Credential["kind"], number>> = {
  anonymous: 60,
  user: 5000,
  app: 5000,
  installation: 5000,
  job: 1000,
};

const WINDOW_MS = 3_600_000;

interface Window {
  used: number;
  readonly endsAt: number;
}

export class RateLimits {
  readonly #now: () => string;
  readonly #limits = new Map<Credential["kind"], number>([
    ["anonymous", LIMITS.anonymous],
    ["user", LIMITS.user],
    ["app", LIMITS.app],
    ["installation", LIMITS.installation],
    ["job", LIMITS.job],
  ]);
  readonly #windows = new Map<string, Window>();

  constructor(now: () => string) {
    this.#now = now;
  }

  /** For tests: another limit for one kind of token. */
  set(kind: Credential["kind"], limit: number): void {
    this.#limits.set(kind, limit);
  }

  quota(credential: Credential, resource: Resource): Quota {
    const window = this.#window(credential, resource);
    const limit = this.#limits.get(credential.kind) ?? LIMITS[credential.kind];
    const used = Math.min(window.used, limit);
    return { resource, limit, used, remaining: limit - used, reset: Math.ceil(window.endsAt / 1000) };
  }

  /** Counts one request; false when the hour's quota is used up. */
  spend(credential: Credential, resource: Resource): boolean {
    const { remaining } = this.quota(credential, resource);
    if (remaining <= 0) return false;
    this.#window(credential, resource).used += 1;
    return true;
  }

  /** Answers "not modified" cost nothing. */
  refund(credential: Credential, resource: Resource): void {
    const window = this.#window(credential, resource);
    window.used = Math.max(0, window.used - 1);
  }

  #window(credential: Credential, resource: Resource): Window {
    const key = `${resource} ${ownerOf(credential)}`;
    const now = Date.parse(this.#now());
    const known = this.#windows.get(key);
    if (known && known.endsAt > now) return known;
    const window = { used: 0, endsAt: now + WINDOW_MS };
    this.#windows.set(key, window);
    return window;
  }
}

/** Limits count by installation and, for jobs, by repository, however many tokens they hold. */
function ownerOf(credential: Credential): string {
  switch (credential.kind) {
    case "anonymous":
      return "anonymous";
    case "user":
      return `user ${credential.account.id}`;
    case "app":
      return `app ${credential.app.id}`;
    case "installation":
      return `installation ${credential.installation.id}`;
    case "job":
      return `jobs of ${credential.repository}`;
  }
}
