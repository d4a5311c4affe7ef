/**
 * The manifest asks for what the app does, no less and no more: everything the app can ask of GitHub
 * is asked with the manifest's permissions, and once more with each of them lowered by one step.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { operationOf } from "../../../scripts/contracts/served-operations.ts";
import { composeApp } from "../../../src/app/compose.ts";
import { CALLER_WORKFLOW_FILE, CALLER_WORKFLOW_PATH, storyBranch } from "../../../src/core/batch/names.ts";
import { DispatchRequest } from "../../../src/core/batch/dispatch-request.ts";
import type { Exchange } from "../../../src/embedded-github/http/exchange.ts";
import type { AppContext } from "../../../src/operations/app-context.ts";
import { aBatch, aStory, BATCH, claimsOf, key } from "../../support/batch-builders.ts";
import { type EmbeddedApp, REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import { ROOT } from "../../support/source-files.ts";
import { APP_OPERATIONS } from "./app-operations.ts";

const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});
const MANIFEST = Manifest.parse(parse(readFileSync(join(ROOT, "app.yml"), "utf8")));

/** What an app needs to be told of an event; it is told of no other. */
const EVENT_PERMISSIONS: Readonly<Record<string, string>> = {
  issue_comment: "issues",
  workflow_run: "actions",
  workflow_job: "actions",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  push: "contents",
};

const STORY = key("1-1-gate");
const CALLER = `on:
  workflow_dispatch:
    inputs:
      request: { type: string }
jobs:
  one:
    runs-on: x
    steps: [{ run: echo hi }]
`;
const FILES = new Map([
  [CALLER_WORKFLOW_PATH, CALLER],
  ["board.yaml", "a: b\n"],
]);

interface Scene {
  readonly issue: number;
  readonly comment: number;
  readonly pullRequest: number;
  readonly runId: number;
}

async function setScene({ github }: EmbeddedApp): Promise<Scene> {
  const { world } = github;
  const repository = world.repository(REPOSITORY);
  const issue = world.openIssue(REPOSITORY, { title: "Sprint", body: "", by: "maria" });
  const comment = world.comment(REPOSITORY, issue, { body: "/batch-stories", by: "maria" });
  const maria = world.actor("maria");
  const main = (await repository.git.resolve("refs/heads/main")) ?? "";
  const head = storyBranch(STORY);
  const pusher = { actor: maria, mayChangeWorkflows: true };
  await world.branches.create(repository, { ref: `refs/heads/${head}`, to: main }, pusher);
  const files = new Map([["gate.js", "export {};\n"]]);
  await world.commitFiles(REPOSITORY, { branch: head, files, message: "feat: Gate", by: "maria" });
  const order = { title: "Gate", head, base: "main", body: null, draft: false };
  const pull = await world.pullRequests.open(repository, order, maria);
  const workflow = await world.runs.findWorkflow(repository, CALLER_WORKFLOW_FILE);
  if (!workflow) throw new Error("the caller workflow is missing");
  const run = await world.runs.dispatch(
    repository,
    { workflow, ref: "main", inputs: { request: "{}" } },
    maria,
  );
  const artifact = await world.artifacts.create({
    run,
    jobId: 1,
    name: "evidence",
    expiresAt: undefined,
    mimeType: "application/zip",
  });
  await world.artifacts.putWhole(artifact, Buffer.from("zip"));
  await world.artifacts.finalize(artifact, { sizeBytes: 3 });
  return { issue, comment: comment.id, pullRequest: pull.issue.number, runId: run.id };
}

/** Everything the app's ports can do. */
function everything(context: AppContext, scene: Scene): readonly (() => Promise<unknown>)[] {
  const { reader, boardWriter, store, runs, pullRequests, comments } = context;
  const batch = aBatch([aStory(STORY)]);
  const request = DispatchRequest.parse({
    schemaVersion: 1,
    batch: BATCH,
    nonce: "abcdef123456",
    stories: [{ key: STORY, attempt: 1, brief: `briefs/${BATCH}/${STORY}-1.json`, commit: "a".repeat(40) }],
  });
  const claims = { schemaVersion: 1 as const, claims: [...claimsOf(batch)] };
  const change = { batch, claims, briefs: [], message: "write" };
  return [
    async () => {
      const { commit, tree } = await reader.look({ branch: undefined, stories: [STORY] });
      const paths = await reader.readTree(tree);
      await reader.readBlobs([...paths.values()]);
      await reader.readExactly(paths.get("board.yaml") ?? "");
      const edit = { branch: "main", path: "board.yaml", text: "a: c\n", message: "c" };
      await boardWriter.write({ ...edit, expectedHead: commit });
    },
    () => reader.permissionOf("maria"),
    async () => {
      const { version } = await store.read(BATCH);
      const first = await store.write({ ...change, version });
      await store.write({ ...change, version: first.kind === "written" ? first.version : null });
      await store.readBrief({ batch: BATCH, story: STORY, attempt: 1 });
      await store.listOpen(batch.createdAt);
    },
    () => runs.dispatch(request, "main"),
    () => runs.listSince("2026-01-01T00:00:00Z"),
    () => runs.read(scene.runId),
    () => runs.jobs(scene.runId),
    async () => {
      for (const artifact of await runs.artifacts(scene.runId)) await runs.readArtifact(artifact);
    },
    () => runs.cancel(scene.runId),
    () => pullRequests.head(scene.pullRequest),
    () => pullRequests.convertToDraft(scene.pullRequest),
    () => comments.listSince("2026-01-01T00:00:00Z"),
    () => comments.react(scene.comment, "eyes"),
    () => comments.findByMarker(scene.issue, "marker", undefined),
    async () => {
      const id = await comments.create(scene.issue, "mine");
      await comments.read(id);
      await comments.edit(id, "changed");
      await comments.remove(id);
    },
  ];
}

interface Seen {
  readonly operations: readonly string[];
  readonly refused: readonly string[];
}

/** Does everything in a private repository, so that nothing is open to everybody. */
async function doEverything(permissions: Readonly<Record<string, "read" | "write">>): Promise<Seen> {
  const app = await startEmbeddedApp(FILES, { permissions, private: true });
  const exchanges: Exchange[] = [];
  try {
    const scene = await setScene(app);
    app.github.requests.observe((exchange) => exchanges.push(exchange));
    const composed = composeApp(app.environment, () => undefined);
    const [repository] = await composed.repositories();
    if (!repository) throw new Error("the app is installed nowhere");
    const context = await composed.contextFor(repository);
    for (const act of everything(context, scene)) await act().catch(() => undefined);
  } finally {
    await app.stop();
  }
  const names = exchanges.map(({ method, route }) => operationOf({ method, path: route }));
  const refused = exchanges.filter(isRefused).map(({ method, route }) => `${method} ${route}`);
  return { operations: [...new Set(names)].toSorted(), refused: [...new Set(refused)] };
}

function isRefused({ status, answered }: Exchange): boolean {
  return (
    JSON.stringify(answered ?? null).includes("Resource not accessible by integration") || status === 403
  );
}

/** write becomes read, read becomes nothing. */
function lowered(permission: string): Readonly<Record<string, "read" | "write">> {
  const { [permission]: level, ...others } = MANIFEST.default_permissions;
  return level === "write" ? { ...others, [permission]: "read" } : others;
}

describe("the permissions of app.yml", () => {
  it("are enough for everything the app asks", async () => {
    const { operations, refused } = await doEverything(MANIFEST.default_permissions);

    expect(refused).toEqual([]);
    expect(operations).toEqual(APP_OPERATIONS);
  });

  // Every app may read metadata, asked or not.
  const needed = Object.keys(MANIFEST.default_permissions).filter((permission) => permission !== "metadata");

  it.each(needed)("are needed as they are: %s", async (permission) => {
    expect((await doEverything(lowered(permission))).refused).not.toEqual([]);
  });

  it("cover every event the app subscribes to", () => {
    for (const event of MANIFEST.default_events) {
      expect(Object.keys(MANIFEST.default_permissions)).toContain(EVENT_PERMISSIONS[event]);
    }
  });
});
