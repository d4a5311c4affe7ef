import { createSign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, endSmallWorld, octokit, refusal, type SmallWorld, startSmallWorld } from "./small-world.ts";

describe("the embedded GitHub's tokens and permissions", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld({ private: true, permissions: { contents: "read", issues: "write" } });
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  function signedJwt(claims: Readonly<Record<string, unknown>>): string {
    const head = Buffer.from(JSON.stringify({ alg: "RS256", typ: "JWT" })).toString("base64url");
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const signature = createSign("RSA-SHA256")
      .update(`${head}.${body}`)
      .sign(small.app.privateKey, "base64url");
    return `${head}.${body}.${signature}`;
  }

  it("knows an app by its JWT and lists its installations", async () => {
    const { data: app } = await small.asApp.rest.apps.getAuthenticated();
    const { data: installations } = await small.asApp.rest.apps.listInstallations();
    const { data: installation } = await small.asApp.rest.apps.getRepoInstallation(AT);

    expect(app?.slug).toBe("gardener");
    expect(installations.map((one) => one.id)).toEqual([small.installationId]);
    expect(installation.account).toMatchObject({ login: "octo" });
  });

  it.each([
    ["an expired JWT", { iat: -700, exp: -100 }, /Expiration time/u],
    ["a JWT that lives too long", { iat: 0, exp: 3600 }, /too far in the future/u],
    ["a JWT from the future", { iat: 900, exp: 1200 }, /Issued at/u],
  ])("refuses %s", async (_, { iat, exp }, message) => {
    const now = Math.floor(Date.now() / 1000);
    const token = signedJwt({ iss: small.app.appId, iat: now + iat, exp: now + exp });

    const refused = await refusal(octokit(small.github, token).rest.apps.getAuthenticated());

    expect(refused).toMatchObject({ status: 401, message: expect.stringMatching(message) });
  });

  it("refuses a JWT whose claims were changed after signing", async () => {
    const now = Math.floor(Date.now() / 1000);
    const [head, , signature] = signedJwt({ iss: small.app.appId, iat: now, exp: now + 60 }).split(".");
    const body = Buffer.from(JSON.stringify({ iss: small.app.appId, iat: now, exp: now + 90 })).toString(
      "base64url",
    );

    const refused = await refusal(
      octokit(small.github, `${head}.${body}.${signature}`).rest.apps.getAuthenticated(),
    );

    expect(refused.status).toBe(401);
  });

  it("takes the client id as issuer too", async () => {
    const now = Math.floor(Date.now() / 1000);
    const token = signedJwt({ iss: small.app.clientId, iat: now, exp: now + 60 });

    const { status } = await octokit(small.github, token).rest.apps.getAuthenticated();

    expect(status).toBe(200);
  });

  it("refuses tokens it never minted", async () => {
    expect(await refusal(octokit(small.github, "ghp_nobody").rest.repos.get(AT))).toEqual({
      status: 401,
      message: "Bad credentials",
    });
  });

  it("hides a private repository from strangers and from anonymous requests", async () => {
    const stranger = small.github.world.createUser("stranger");

    expect((await refusal(octokit(small.github, stranger.token).rest.repos.get(AT))).status).toBe(404);
    expect((await refusal(octokit(small.github).rest.repos.get(AT))).status).toBe(404);
  });

  it("refuses an installation what its permissions do not hold, by name of the integration", async () => {
    const refused = await refusal(small.asInstallation.rest.actions.listRepoWorkflows(AT));

    expect(refused).toEqual({ status: 403, message: "Resource not accessible by integration" });
  });

  it("lets an installation write what it may write and only read the rest", async () => {
    const { data: issue } = await small.asInstallation.rest.issues.create({ ...AT, title: "Prune" });
    const refused = await refusal(small.asInstallation.rest.git.createBlob({ ...AT, content: "x" }));

    expect(issue.user?.login).toBe("gardener[bot]");
    expect(issue.performed_via_github_app?.slug).toBe("gardener");
    expect(refused.status).toBe(403);
  });

  it("narrows a token to the asked permissions and repositories, and never widens it", async () => {
    const order = { installation_id: small.installationId };
    const { data } = await small.asApp.rest.apps.createInstallationAccessToken({
      ...order,
      permissions: { contents: "read" },
      repositories: [AT.repo],
    });
    const narrow = octokit(small.github, data.token);

    expect((await refusal(narrow.rest.issues.create({ ...AT, title: "No" }))).status).toBe(403);
    expect((await narrow.rest.repos.getContent({ ...AT, path: "README.md" })).status).toBe(200);
    expect(
      (
        await refusal(
          small.asApp.rest.apps.createInstallationAccessToken({ ...order, permissions: { actions: "read" } }),
        )
      ).status,
    ).toBe(422);
    expect(
      (
        await refusal(
          small.asApp.rest.apps.createInstallationAccessToken({ ...order, repositories: ["other"] }),
        )
      ).status,
    ).toBe(422);
  });

  it("mints opaque tokens that are longer than anybody may count on", async () => {
    const { data } = await small.asApp.rest.apps.createInstallationAccessToken({
      installation_id: small.installationId,
    });

    expect(data.token).toMatch(/^ghs_.{200,}$/u);
    expect(Date.parse(data.expires_at) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it("tells who may do what, for those who may ask", async () => {
    small.github.world.createUser("reader");
    small.github.world.setPermission("octo/orchard", "reader", "read");

    const levels = await Promise.all(
      ["maria", "reader", "stranger"].map(async (username) => {
        const { data } = await small.maria.rest.repos.getCollaboratorPermissionLevel({ ...AT, username });
        return data.permission;
      }),
    );

    expect(levels).toEqual(["admin", "read", "none"]);
    expect(
      (await refusal(small.maria.rest.repos.getCollaboratorPermissionLevel({ ...AT, username: "ghost" })))
        .status,
    ).toBe(404);
  });

  it("lists the repositories of an installation", async () => {
    const { data } = await small.asInstallation.rest.apps.listReposAccessibleToInstallation();

    expect(data.repositories.map((one) => one.full_name)).toEqual(["octo/orchard"]);
  });
});
