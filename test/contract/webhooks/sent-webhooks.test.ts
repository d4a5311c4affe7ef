/** Everything the embedded GitHub can send is provoked once and compared with what GitHub describes. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SENT_WEBHOOKS } from "../../../scripts/contracts/slice-webhooks.ts";
import { AT, endSmallWorld, NAME, type SmallWorld, startSmallWorld } from "../embedded-github/small-world.ts";
import {
  allWebhookDifferences,
  knownWebhooks,
  promisedHeaders,
  webhookDifferences,
} from "./webhook-contract.ts";
import { WEBHOOK_EXCEPTIONS } from "./webhook-exceptions.ts";

interface Heard {
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly payload: Record<string, unknown>;
}

const EVENTS = [...new Set(SENT_WEBHOOKS.map((name) => name.split(".")[0] ?? name))];
const WORKFLOW = `on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: 'true'
`;
const TO_DRAFT =
  "mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { clientMutationId } }";
const TO_READY =
  "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }";

const COMMIT =
  "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

let small: SmallWorld;
let server: Server;
const heard: Heard[] = [];

function nameOf(event: unknown, { action }: Record<string, unknown>): string {
  return typeof action === "string" ? `${String(event)}.${action}` : String(event);
}

async function listen(): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const payload: Record<string, unknown> = JSON.parse(body);
      const { headers } = request;
      heard.push({ name: nameOf(headers["x-github-event"], payload), headers, body, payload });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

beforeAll(async () => {
  const webhookUrl = await listen();
  const files = new Map([
    ["README.md", "# Orchard\n"],
    [".github/workflows/one.yml", WORKFLOW],
  ]);
  small = await startSmallWorld({ events: EVENTS, webhookUrl, files });
  await talk();
  await deliver();
  await commitAsBot();
  await run();
  await small.github.webhooks.settled();
});

afterAll(async () => {
  await endSmallWorld(small);
  await new Promise((resolve) => server.close(resolve));
});

async function talk(): Promise<void> {
  const { world } = small.github;
  const number = world.openIssue(NAME, { title: "T", body: "b", by: "maria" });
  const comment = world.comment(NAME, number, { body: "/batch-stories", by: "maria" });
  world.editComment(comment, { body: "/batch-stories plan", by: "maria" });
  const { issues } = small.maria.rest;
  await issues.deleteComment({ ...AT, comment_id: comment.id });
  await issues.update({ ...AT, issue_number: number, title: "U", body: "c", labels: ["sprint"] });
  await issues.update({ ...AT, issue_number: number, state: "closed" });
  await issues.update({ ...AT, issue_number: number, state: "open" });
}

async function commit(branch: string, text: string): Promise<void> {
  const files = new Map([["t", text]]);
  await small.github.world.commitFiles(NAME, { branch, files, message: text, by: "maria" });
}

async function branch(name: string): Promise<string> {
  const sha = (await small.repository.git.resolve("refs/heads/main")) ?? "";
  await small.maria.rest.git.createRef({ ...AT, ref: `refs/heads/${name}`, sha });
  return sha;
}

async function deliver(): Promise<void> {
  const { world } = small.github;
  const { maria, asInstallation } = small;
  world.createUser("ben");
  world.setPermission(NAME, "ben", "write");
  const start = await branch("topic");
  await branch("release");
  await commit("topic", "one");
  const order = { ...AT, title: "T", head: "topic", base: "main" };
  const { data: pull } = await asInstallation.rest.pulls.create(order);
  const at = { ...AT, pull_number: pull.number };
  await maria.rest.pulls.update({ ...at, title: "U", body: "why", base: "release" });
  await maria.rest.pulls.update({ ...at, base: "main" });
  await commit("topic", "two");
  world.reviewPullRequest(NAME, pull.number, { state: "CHANGES_REQUESTED", body: "no", by: "maria" });
  const comment = world.comment(NAME, pull.number, { body: "on a pull request", by: "maria" });
  world.editComment(comment, { body: "on a pull request of an app", by: "maria" });
  await maria.rest.issues.deleteComment({ ...AT, comment_id: comment.id });
  await asInstallation.graphql(TO_DRAFT, { id: pull.node_id });
  await asInstallation.graphql(TO_READY, { id: pull.node_id });
  await asInstallation.rest.pulls.requestReviewers({ ...at, reviewers: ["maria", "ben"] });
  await maria.rest.pulls.update({ ...at, state: "closed" });
  await maria.rest.pulls.update({ ...at, state: "open" });
  await world.mergePullRequest(NAME, pull.number, { by: "maria" });
  await maria.rest.git.updateRef({ ...AT, ref: "heads/topic", sha: start, force: true });
  await maria.rest.git.deleteRef({ ...AT, ref: "heads/topic" });
}

/** As the app moves the board: by GraphQL, so that GitHub signs it. */
async function commitAsBot(): Promise<void> {
  const expectedHeadOid = await small.repository.git.resolve("refs/heads/main");
  const additions = [{ path: "board", contents: Buffer.from("b").toString("base64") }];
  const branch = { repositoryNameWithOwner: NAME, branchName: "main" };
  const message = { headline: "Move the board" };
  await small.asInstallation.graphql(COMMIT, {
    input: { branch, expectedHeadOid, message, fileChanges: { additions } },
  });
}

async function run(): Promise<void> {
  await small.maria.rest.actions.createWorkflowDispatch({ ...AT, workflow_id: "one.yml", ref: "main" });
  await vi.waitUntil(() => payloadsOf("workflow_run.completed").length > 0, { timeout: 30_000 });
}

function payloadsOf(name: string): readonly Record<string, unknown>[] {
  return heard.filter((each) => each.name === name).map((each) => each.payload);
}

describe("a webhook of the embedded GitHub", () => {
  it("is one of those whose description is sliced, and each of them is sent", () => {
    expect([...new Set(heard.map(({ name }) => name))].toSorted()).toEqual([...SENT_WEBHOOKS]);
    expect(knownWebhooks()).toEqual([...SENT_WEBHOOKS]);
  });

  it.each(SENT_WEBHOOKS)("%s is what GitHub describes", (name) => {
    const payloads = payloadsOf(name);

    expect(payloads.length).toBeGreaterThan(0);
    expect(payloads.flatMap((payload) => webhookDifferences({ name, payload }))).toEqual([]);
  });

  it("differs nowhere else and nowhere less than the known exceptions say", () => {
    const differences = heard.flatMap((each) => allWebhookDifferences(each));

    expect([...new Set(differences)].toSorted()).toEqual(
      WEBHOOK_EXCEPTIONS.map(({ difference }) => difference).toSorted(),
    );
  });

  it("has every header that GitHub promises, and a signature over its bytes", () => {
    const ids = heard.map(({ headers }) => headers["x-github-delivery"]);
    for (const { name, headers, body } of heard) {
      const signed = createHmac("sha256", small.app.webhookSecret).update(body).digest("hex");

      expect(promisedHeaders(name).filter((header) => headers[header] === undefined)).toEqual([]);
      expect(headers).toMatchObject({
        "content-type": "application/json",
        "user-agent": expect.stringMatching(/^GitHub-Hookshot\/\w+$/u),
        "x-github-delivery": expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/u),
        "x-github-hook-installation-target-type": "integration",
        "x-github-hook-installation-target-id": String(small.app.appId),
        "x-hub-signature-256": `sha256=${signed}`,
      });
    }
    expect(new Set(ids).size).toBe(heard.length);
  });

  it("that is wrong is found out, with the place and what is wrong there", () => {
    const [payload] = payloadsOf("push");
    const { pusher: _, ...rest } = payload ?? {};

    expect(webhookDifferences({ name: "push", payload: { ...rest, forced: "no" } })).toEqual([
      "push  must have required property 'pusher'",
      "push /forced must be boolean",
    ]);
    expect(() => webhookDifferences({ name: "star.created", payload: {} })).toThrow("star.created");
  });
});

describe("what the description leaves open", () => {
  it("an edit says what was there before", () => {
    expect(payloadsOf("issues.edited").map((payload) => payload["changes"])).toEqual([
      { title: { from: "T" }, body: { from: "b" } },
    ]);
    expect(payloadsOf("pull_request.edited").map((payload) => payload["changes"])).toMatchObject([
      { title: { from: "T" }, body: { from: "" }, base: { ref: { from: "main" } } },
      { base: { ref: { from: "release" } } },
    ]);
  });

  it("each requested reviewer is told of alone", () => {
    const reviewers = payloadsOf("pull_request.review_requested").map(
      (payload) => payload["requested_reviewer"],
    );

    expect(reviewers).toMatchObject([{ login: "maria" }, { login: "ben" }]);
  });

  it("a push says what happened to the branch", () => {
    const pushes = payloadsOf("push").filter((payload) => payload["ref"] === "refs/heads/topic");

    expect(
      pushes.map(({ created, deleted, forced, commits }) => [
        created,
        deleted,
        forced,
        (commits as []).length,
      ]),
    ).toEqual([
      [true, false, false, 0],
      [false, false, false, 1],
      [false, false, false, 1],
      [false, false, true, 0],
      [false, true, false, 0],
    ]);
  });

  it("a run names the commit it runs on", () => {
    const author = { name: "gardener[bot]" };

    expect(payloadsOf("workflow_run.completed")[0]).toMatchObject({
      workflow_run: { head_commit: { message: "Move the board", author } },
    });
  });

  it("a repository of an organisation comes with the organisation", () => {
    const others = heard.filter(({ payload }) => payload["organization"] === undefined);

    expect(others.map(({ name }) => name)).toEqual(["installation.created"]);
    expect(payloadsOf("push")[0]).toMatchObject({ organization: { login: "octo" } });
  });
});
