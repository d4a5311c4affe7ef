import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmbeddedGitHub, type EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import { complaints } from "../support/e2e-stage.ts";

describe("what a stage complains about when it is closed", () => {
  let github: EmbeddedGitHub;

  beforeAll(async () => {
    github = await startEmbeddedGitHub();
  });

  afterAll(() => github.stop());

  test("is nothing while every request is known", async () => {
    const answer = await fetch(`${github.url}/rate_limit`);

    expect(answer.status).toBe(200);
    expect(complaints(github)).toEqual([]);
  });

  test("is a webhook that GitHub would not send", () => {
    const payload = { action: "created", sender: {} };
    const sent = { id: "1", name: "installation.created", app: "gardener", payload, sentAt: "", status: 200 };

    expect(complaints({ ...github, webhooks: { deliveries: [sent] } })).toContain(
      "installation.created  must have required property 'installation'",
    );
  });

  test("is a request that the embedded GitHub does not know, and a fault that nobody met", async () => {
    const answer = await fetch(`${github.url}/repos/octo/orchard/unheard-of`, { method: "PUT" });
    await fetch(`${github.url}/repos/octo/orchard/issues/unheard-of`);
    github.faults.add({ route: "GET /app", effect: { kind: "status", status: 500 } });

    expect(answer.status).toBe(404);
    expect(complaints(github)).toEqual([
      "unknown request: PUT /repos/octo/orchard/unheard-of",
      "unknown request: GET /repos/octo/orchard/issues/unheard-of",
      "unused fault: status for GET /app (1 left)",
    ]);
  });
});
