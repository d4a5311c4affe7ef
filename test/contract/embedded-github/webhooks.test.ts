import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Probot, ProbotOctokit } from "probot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AT, NAME, leaveSmallWorld, type SmallWorld, startSmallWorld } from "./small-world.ts";

const EVENTS = ["issue_comment", "issues", "pull_request", "pull_request_review", "push"];

describe("the embedded GitHub's webhooks, heard by a real Probot", () => {
  let small: SmallWorld;
  let server: Server;
  let heard: { name: string; payload: Record<string, unknown> }[];
  let onEvent: (name: string) => Promise<void>;

  beforeEach(async () => {
    small = await startSmallWorld({ events: EVENTS });
    heard = [];
    onEvent = () => Promise.resolve();
    const probot = new Probot({
      githubToken: "unused",
      secret: small.app.webhookSecret,
      Octokit: ProbotOctokit.defaults({ retry: { enabled: false }, throttle: { enabled: false } }),
      logLevel: "fatal",
    });
    const middleware = await createNodeMiddleware(
      (app) => {
        app.onAny(async (event) => {
          const payload: Record<string, unknown> = { ...event.payload };
          const name = "action" in payload ? `${event.name}.${String(payload["action"])}` : event.name;
          heard.push({ name, payload });
          await onEvent(name);
        });
      },
      { probot, webhooksPath: "/hooks" },
    );
    server = createServer((request, response) => void middleware(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    small.github.world.setWebhookUrl(small.app, `http://127.0.0.1:${port}/hooks`);
  });

  afterEach(async () => {
    await leaveSmallWorld(small);
    await new Promise((resolve) => server.close(resolve));
  });

  function names(): readonly string[] {
    return heard.map((event) => event.name);
  }

  it("sends what the app subscribed to, signed, in order, with repository, sender and installation", async () => {
    const { world, webhooks } = small.github;
    const number = world.openIssue(NAME, { title: "T", body: "b", by: "maria" });
    const comment = world.comment(NAME, number, { body: "/batch-stories", by: "maria" });
    world.editComment(comment, { body: "/batch-stories plan", by: "maria" });
    await webhooks.settled();

    expect(names()).toEqual(["issues.opened", "issue_comment.created", "issue_comment.edited"]);
    expect(webhooks.deliveries.map((delivery) => delivery.status)).toEqual([200, 200, 200]);
    expect(heard[2]?.payload).toMatchObject({
      issue: { number, title: "T" },
      comment: { id: comment.id, body: "/batch-stories plan" },
      changes: { body: { from: "/batch-stories" } },
      sender: { login: "maria", type: "User" },
      repository: { full_name: NAME, default_branch: "main" },
      installation: { id: small.installationId },
    });
  });

  it("shows the world as it was when the event happened, however late it is delivered", async () => {
    const { world, webhooks, faults } = small.github;
    faults.add({ route: "webhook issues.opened", effect: { kind: "delay", ms: 100 } });
    const number = world.openIssue(NAME, { title: "before", body: "", by: "maria" });
    await small.maria.rest.issues.update({ ...AT, issue_number: number, title: "after" });
    await webhooks.settled();

    expect(heard[0]?.payload).toMatchObject({ issue: { title: "before" } });
    expect(faults.unused()).toEqual([]);
  });

  it("tells a pull request's life, and pushes before what follows from them", async () => {
    const { world, webhooks } = small.github;
    const sha = (await small.repository.git.resolve("refs/heads/main")) ?? "";
    await small.maria.rest.git.createRef({ ...AT, ref: "refs/heads/topic", sha });
    await world.commitFiles(NAME, {
      branch: "topic",
      files: new Map([["t", "t"]]),
      message: "t",
      by: "maria",
    });
    const { data: pull } = await small.asInstallation.rest.pulls.create({
      ...AT,
      title: "T",
      head: "topic",
      base: "main",
    });
    world.reviewPullRequest(NAME, pull.number, { state: "CHANGES_REQUESTED", body: "no", by: "maria" });
    await world.mergePullRequest(NAME, pull.number, { by: "maria" });
    await webhooks.settled();

    expect(names()).toEqual([
      "push",
      "push",
      "pull_request.opened",
      "pull_request_review.submitted",
      "push",
      "pull_request.closed",
    ]);
    expect(heard[1]?.payload).toMatchObject({
      ref: "refs/heads/topic",
      commits: [{ message: "t", added: ["t"] }],
    });
    expect(heard[3]?.payload).toMatchObject({ review: { state: "changes_requested" } });
    expect(heard[5]?.payload).toMatchObject({ pull_request: { merged: true, commits: 1, changed_files: 1 } });
  });

  it("loses, doubles and redelivers on demand; a redelivery keeps its id", async () => {
    const { world, webhooks, faults } = small.github;
    const number = world.openIssue(NAME, { title: "T", body: "", by: "maria" });
    faults.add({ route: "webhook issue_comment.created", effect: { kind: "status", status: 0 } });
    faults.add({ route: "webhook issue_comment.created", effect: { kind: "double" } });
    world.comment(NAME, number, { body: "lost", by: "maria" });
    world.comment(NAME, number, { body: "twice", by: "maria" });
    await webhooks.settled();
    const lost = webhooks.deliveries.find((delivery) => delivery.status === undefined);
    await webhooks.redeliver(lost?.id ?? "");

    const bodies = heard.slice(1).map((event) => (event.payload["comment"] as { body: string }).body);
    expect(bodies).toEqual(["twice", "twice", "lost"]);
    expect(new Set(webhooks.deliveries.map((delivery) => delivery.id)).size).toBe(3);
  });

  it("is not stopped by an app that fails or is gone", async () => {
    const { world, webhooks } = small.github;
    onEvent = (name) =>
      name === "issues.opened" ? Promise.reject(new Error("app broke")) : Promise.resolve();
    world.openIssue(NAME, { title: "one", body: "", by: "maria" });
    await webhooks.settled();
    world.setWebhookUrl(small.app, "http://127.0.0.1:1/nobody");
    world.openIssue(NAME, { title: "two", body: "", by: "maria" });
    await webhooks.settled();

    expect(webhooks.deliveries.map((delivery) => delivery.status)).toEqual([500, undefined]);
  });

  it("never delivers to itself", async () => {
    const { world, webhooks, url } = small.github;
    world.setWebhookUrl(small.app, `${url}/graphql`);
    world.openIssue(NAME, { title: "loop", body: "", by: "maria" });
    await webhooks.settled();

    expect(webhooks.deliveries).toEqual([]);
  });
});
