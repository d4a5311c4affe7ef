import { describe, expect, it } from "vitest";
import { RateLimits } from "../../../../src/embedded-github/http/rate-limits.ts";
import { SignedUrls } from "../../../../src/embedded-github/world/actions/signed-urls.ts";
import { Accounts } from "../../../../src/embedded-github/world/identity/accounts.ts";
import { Apps } from "../../../../src/embedded-github/world/identity/apps.ts";
import { Credentials } from "../../../../src/embedded-github/world/identity/credentials.ts";
import type { Installation } from "../../../../src/embedded-github/world/identity/account.ts";
import { Ids } from "../../../../src/embedded-github/world/ids.ts";

/** A clock that stands still until it is moved. */
function stoppedClock(): { readonly now: () => string; forward(ms: number): void } {
  let time = Date.parse("2026-11-21T10:00:00Z");
  return {
    now: () => new Date(time).toISOString(),
    forward(ms) {
      time += ms;
    },
  };
}

describe("what ends with time", () => {
  it("lets a signed address work for one minute and no other path", () => {
    const clock = stoppedClock();
    const urls = new SignedUrls("http://127.0.0.1:1", clock.now);
    const url = new URL(urls.sign("/_storage/artifacts/1"));
    const other = new URL(url.href.replace("/1?", "/2?"));

    expect(urls.isValid(url)).toBe(true);
    expect(urls.isValid(other)).toBe(false);
    clock.forward(59_000);
    expect(urls.isValid(url)).toBe(true);
    clock.forward(2000);
    expect(urls.isValid(url)).toBe(false);
  });

  it("gives the quota back after an hour", () => {
    const clock = stoppedClock();
    const limits = new RateLimits(clock.now);
    limits.set("anonymous", 1);

    expect(limits.spend({ kind: "anonymous" }, "core")).toBe(true);
    expect(limits.spend({ kind: "anonymous" }, "core")).toBe(false);
    expect(limits.spend({ kind: "anonymous" }, "graphql")).toBe(true);
    clock.forward(3_600_000);
    expect(limits.spend({ kind: "anonymous" }, "core")).toBe(true);
  });

  it("forgets an installation token after an hour", async () => {
    const clock = stoppedClock();
    const ids = new Ids();
    const accounts = new Accounts(ids);
    const apps = new Apps({ ids, accounts, now: clock.now });
    const { appId } = await apps.create({ slug: "a", permissions: {}, events: [] });
    const app = apps.find(appId);
    if (!app) throw new Error("the app was just created");
    const account = accounts.ensure("octo", "Organization");
    const installation: Installation = {
      id: 1,
      app,
      account,
      repositories: new Set(),
      createdAt: clock.now(),
    };
    const credentials = new Credentials({ accounts, apps, now: clock.now });
    const { token } = credentials.mintInstallationToken(installation, {
      permissions: {},
      repositories: new Set(),
    });

    expect(credentials.identify(token)).toMatchObject({
      kind: "known",
      credential: { kind: "installation" },
    });
    clock.forward(3_600_001);
    expect(credentials.identify(token)).toEqual({ kind: "unknown", message: "Bad credentials" });
  });
});
