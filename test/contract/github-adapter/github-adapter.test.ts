/** Every adapter of the app against the embedded GitHub, over HTTP with an installation token. */
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BatchId } from "../../../src/core/batch/batch-id.ts";
import { runName } from "../../../src/core/batch/dispatch-request.ts";
import { CALLER_WORKFLOW_PATH, storyBranch } from "../../../src/core/batch/names.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import type { AppContext } from "../../../src/operations/app-context.ts";
import { REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import type { EmbeddedApp } from "../../support/embedded-app.ts";

const STORY = StoryKey.parse("1-1-gate");
const CALLER = `name: batch-stories
run-name: batch-stories \${{ fromJSON(inputs.request).batch }} \${{ fromJSON(inputs.request).nonce }}
on:
  workflow_dispatch:
    inputs:
      request: { type: string, required: true }
permissions: {}
jobs:
  batch:
    name: batch / story 1-1-gate / pipeline
    runs-on: ubuntu-latest
    steps:
      - name: BUILD 🔨
        run: echo hello
`;
const BOARD = "development_status:\r\n  1-1-gate: ready-for-dev # äöü\r\n";
const REQUEST = {
  schemaVersion: 1 as const,
  batch: BatchId.parse("b1-1"),
  nonce: "abcdef123456",
  stories: [{ key: STORY, attempt: 1, brief: "briefs/b1-1/1-1-gate-1.json", commit: "a".repeat(40) }],
};

let app: EmbeddedApp;
let context: AppContext;
let issue: number;

beforeAll(async () => {
  app = await startEmbeddedApp(
    new Map([
      [CALLER_WORKFLOW_PATH, CALLER],
      ["sprint-status.yaml", BOARD],
      ["docs/a b.md", "hello\n"],
      ["src/large.txt", `${"0123456789abcdef\n".repeat(40_000)}`],
    ]),
  );
  context = await app.context();
  issue = app.github.world.openIssue(REPOSITORY, { title: "Sprint", body: "", by: "maria" });
});

afterAll(() => app.stop());

describe("reading the repository", () => {
  it("sees the default branch, its commit and its tree in one request", async () => {
    const before = app.github.requests.total;
    const look = await context.reader.look({ branch: undefined, stories: [] });

    expect(look).toMatchObject({ branch: "main", pullRequests: [] });
    expect(look.commit).toMatch(/^[0-9a-f]{40}$/u);
    expect(app.github.requests.total - before).toBeLessThanOrEqual(2);
  });

  it("sees the same branch by its name", async () => {
    const one = await context.reader.look({ branch: undefined, stories: [] });
    const other = await context.reader.look({ branch: "main", stories: [STORY] });

    expect(other).toEqual(one);
  });

  it("says which branch does not exist", async () => {
    await expect(context.reader.look({ branch: "gone", stories: [] })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("lists every file of a tree and reads the texts it is asked for", async () => {
    const { tree } = await context.reader.look({ branch: undefined, stories: [] });
    const paths = await context.reader.readTree(tree);
    const ids = [...paths.values()];

    expect([...paths.keys()].toSorted()).toEqual([
      CALLER_WORKFLOW_PATH,
      "docs/a b.md",
      "sprint-status.yaml",
      "src/large.txt",
    ]);
    const texts = await context.reader.readBlobs([...ids, "f".repeat(40)]);
    expect(texts.get(paths.get("docs/a b.md") ?? "")).toBe("hello\n");
    expect(texts.get(paths.get("src/large.txt") ?? "")).toHaveLength(680_000);
    expect(texts.size).toBe(4);
    expect(await context.reader.readExactly(paths.get("sprint-status.yaml") ?? "")).toBe(BOARD);
  });

  it.each([
    ["maria", "write"],
    ["mallory", "none"],
    ["nobody-at-all", "none"],
  ])("knows what %s may do", async (user, permission) => {
    const known = await context.reader.permissionOf(user);

    // A public repository lets everybody read.
    expect(permission === "none" ? ["none", "read"] : [permission]).toContain(known);
  });
});

describe("writing the board", () => {
  it("replaces the file while the branch is where it was, and not any more afterwards", async () => {
    const { commit } = await context.reader.look({ branch: undefined, stories: [] });
    const change = {
      branch: "main",
      expectedHead: commit,
      path: "sprint-status.yaml",
      text: BOARD.replace("ready-for-dev", "in-progress"),
      message: "Move 1-1-gate\n\nBody.",
    };

    const first = await context.boardWriter.write(change);
    const second = await context.boardWriter.write(change);

    expect(first.kind).toBe("written");
    expect(second).toEqual({ kind: "conflict" });
    const text = await app.github.world.readFile(REPOSITORY, "main", "sprint-status.yaml");
    expect(text).toBe(change.text);
  });

  it("gives no text for a file that is no UTF-8, which would come back with other bytes", async () => {
    const { git } = app.github.world.repository(REPOSITORY);
    const latin1 = await git.writeBlob(Buffer.from("1-1-gate: pr\u00EAt", "latin1"));

    expect(await context.reader.readExactly(latin1)).toBeUndefined();
  });

  it("says in GitHub's words why a protected branch cannot be written", async () => {
    await app.github.world.commitFiles(REPOSITORY, {
      branch: "main",
      files: new Map([["x", "x"]]),
      message: "x",
      by: "maria",
    });
    app.github.world.protectBranch(REPOSITORY, "main", ["maria"]);
    const { commit } = await context.reader.look({ branch: undefined, stories: [] });

    const outcome = await context.boardWriter.write({
      branch: "main",
      expectedHead: commit,
      path: "sprint-status.yaml",
      text: "x",
      message: "x",
    });

    expect(outcome).toMatchObject({ kind: "refused" });
    app.github.world.protectBranch(REPOSITORY, "main", ["maria", app.botLogin]);
  });
});

describe("comments", () => {
  it("are created, found by their marker, edited, read and removed", async () => {
    const { comments } = context;
    const id = await comments.create(issue, "one\n\n<!-- marker 1 -->");
    app.github.world.comment(REPOSITORY, issue, { body: "<!-- marker 1 -->", by: "mallory" });

    expect(await comments.findByMarker(issue, "<!-- marker 1", undefined)).toEqual([
      { id, body: "one\n\n<!-- marker 1 -->" },
    ]);
    expect(await comments.findByMarker(issue, "<!-- marker 2", undefined)).toEqual([]);
    expect(await comments.edit(id, "two")).toBe("edited");
    expect(await comments.read(id)).toEqual({ id, body: "two" });
    await comments.remove(id);
    await comments.remove(id);
    expect(await comments.read(id)).toBeUndefined();
    expect(await comments.edit(id, "three")).toBe("gone");
  });

  it("of the whole repository are listed as they were written", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const first = app.github.world.comment(REPOSITORY, issue, { body: "/batch-stories", by: "maria" });
    const second = app.github.world.comment(REPOSITORY, issue, { body: "/batch-stories plan", by: "maria" });
    await context.comments.react(first.id, "eyes");
    await context.comments.react(second.id, "-1");
    const ours = await context.comments.create(issue, "an answer");

    const listed = await context.comments.listSince(since);

    const expected = { issue, user: "maria", isBot: false, isEdited: false };
    expect(listed.slice(-3)).toMatchObject([
      { ...expected, commentId: first.id, body: "/batch-stories", isAnswered: false },
      { ...expected, commentId: second.id, isAnswered: true },
      { commentId: ours, isBot: true, isAnswered: false },
    ]);
    expect(await context.comments.listSince(new Date(Date.now() + 60_000).toISOString())).toEqual([]);
  });

  it("get a reaction once, and a deleted one gets none", async () => {
    const { id } = app.github.world.comment(REPOSITORY, issue, { body: "/batch-stories", by: "maria" });

    await context.comments.react(id, "eyes");
    await context.comments.react(id, "eyes");
    await context.comments.react(999_999, "eyes");

    const [comment] = app.github.world.comments(REPOSITORY, issue).filter((each) => each.id === id);
    expect(comment?.reactions).toHaveLength(1);
  });
});

describe("runs", () => {
  it("are dispatched, named by their nonce and listed with jobs and steps", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const dispatched = await context.runs.dispatch(REQUEST, "main");
    const runs = await context.runs.listSince(since);

    expect(dispatched.kind).toBe("dispatched");
    expect(runs).toHaveLength(1);
    expect(dispatched).toEqual({ kind: "dispatched", runId: runs[0]?.id });
    await expect
      .poll(async () => (await context.runs.listSince(since))[0]?.status, { timeout: 20_000 })
      .toBe("completed");
    const [run] = await context.runs.listSince(since);
    expect(run).toMatchObject({ displayTitle: runName(REQUEST), conclusion: "success", runAttempt: 1 });
    const [job] = await context.runs.jobs(run?.id ?? 0);
    expect(job).toMatchObject({ status: "completed", conclusion: "success" });
    expect(job?.steps.some((step) => step.name === "BUILD 🔨")).toBe(true);
    expect(await context.runs.artifacts(run?.id ?? 0)).toEqual([]);
  });

  it("are read one by one by whoever knows their id", async () => {
    const [listed] = await context.runs.listSince(new Date(Date.now() - 3_600_000).toISOString());
    if (!listed) throw new Error("no run is listed");

    expect(await context.runs.read(listed.id)).toEqual(listed);
    expect(await context.runs.read(999_999)).toBeUndefined();
  });

  it("have the jobs of an attempt and those of the attempts before it", async () => {
    const [listed] = await context.runs.listSince(new Date(Date.now() - 3_600_000).toISOString());
    const id = listed?.id ?? 0;

    expect(await context.runs.jobs(id, 1)).toEqual(await context.runs.jobs(id));
    expect(await context.runs.jobs(id, 0)).toEqual([]);
  });

  it("that have ended can be cancelled without harm, and so can those that never were", async () => {
    const [run] = await context.runs.listSince(new Date(Date.now() - 3_600_000).toISOString());

    await context.runs.cancel(run?.id ?? 0);
    await expect(context.runs.cancel(999_999)).resolves.toBeUndefined();
  });

  it.each(["forbidden", "invalid"] as const)("that GitHub refuses come with its words (%s)", async (kind) => {
    app.github.world.refuseDispatches(REPOSITORY, { kind, message: "Actions has been disabled." });

    const answer = await context.runs.dispatch(REQUEST, "main");

    expect(answer).toEqual({
      kind: "refused",
      reason: expect.stringContaining("Actions has been disabled."),
    });
    app.github.world.refuseDispatches(REPOSITORY, undefined);
  });
});

describe("pull requests of stories", () => {
  it("are seen with their head, until they are merged, and can be made drafts", async () => {
    const { world } = app.github;
    const { token } = world.createUser("maria");
    const maria = new Octokit({ baseUrl: app.github.url, auth: token });
    const { commit: base } = await context.reader.look({ branch: undefined, stories: [] });
    const names = { owner: "octo", repo: "orchard" };
    await maria.rest.git.createRef({ ...names, ref: `refs/heads/${storyBranch(STORY)}`, sha: base });
    await world.commitFiles(REPOSITORY, {
      branch: storyBranch(STORY),
      files: new Map<string, string | null>([
        ["gate/gate.js", "export {};\n"],
        ["docs/a b.md", null],
        ["sprint-status.yaml", "x\n"],
      ]),
      message: "feat(1-1-gate): Gate\n\nBatch-Stories-Batch: b1-1",
      by: "maria",
    });
    const { data: opened } = await maria.rest.pulls.create({
      ...names,
      title: "feat(1-1-gate): Gate",
      head: storyBranch(STORY),
      base: "main",
    });

    const look = await context.reader.look({ branch: "main", stories: [STORY] });
    expect(look.pullRequests).toEqual([
      {
        number: opened.number,
        story: STORY,
        state: "open",
        isDraft: false,
        needsFixes: false,
        headSha: expect.stringMatching(/^[0-9a-f]{40}$/u),
      },
    ]);

    const head = await context.pullRequests.head(opened.number);
    expect(head.sha).toBe(look.pullRequests[0]?.headSha);
    expect(head.subjects).toEqual(["feat(1-1-gate): Gate"]);
    expect(head.message).toContain("Batch-Stories-Batch: b1-1");
    expect(head.changes.map(({ path, status }) => `${status} ${path}`).toSorted()).toEqual([
      "added gate/gate.js",
      "deleted docs/a b.md",
      "modified sprint-status.yaml",
    ]);
    const tree = await context.reader.readTree(head.treeSha);
    expect(head.changes.find(({ path }) => path === "gate/gate.js")?.blob).toBe(tree.get("gate/gate.js"));

    await context.pullRequests.convertToDraft(opened.number);
    await context.pullRequests.convertToDraft(opened.number);
    const draft = await context.reader.look({ branch: "main", stories: [STORY] });
    expect(draft.pullRequests[0]?.isDraft).toBe(true);

    await world.closePullRequest(REPOSITORY, opened.number, "maria");
    const closed = await context.reader.look({ branch: "main", stories: [STORY] });
    expect(closed.pullRequests[0]?.state).toBe("closed");
    expect((await context.reader.look({ branch: "main", stories: [] })).pullRequests).toEqual([]);
  });
});

describe("a GitHub that does not answer as it should", () => {
  it.each([
    [502, "unavailable", true],
    [403, "forbidden", false],
    [404, "not-found", false],
    [422, "invalid", false],
  ])("is a failure that says what kind it is (%i)", async (status, code, retryable) => {
    app.github.faults.add({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      effect: { kind: "status", status },
    });

    await expect(context.comments.create(issue, "x")).rejects.toMatchObject({ code, retryable });
  });

  it("is asked to say how long to wait when it limits us", async () => {
    app.github.faults.add({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      effect: { kind: "status", status: 403, headers: { "retry-after": "17" } },
    });

    await expect(context.comments.create(issue, "x")).rejects.toMatchObject({
      code: "rate-limited",
      retryable: true,
      retryAfterSeconds: 17,
    });
  });

  it("is not asked twice to create a comment when its answer is lost", async () => {
    app.github.faults.add({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      effect: { kind: "lostResponse" },
    });

    await expect(context.comments.create(issue, "only once")).rejects.toMatchObject({ retryable: true });
    const bodies = app.github.world.comments(REPOSITORY, issue).map((comment) => comment.body);
    expect(bodies.filter((body) => body === "only once")).toHaveLength(1);
  });
});

it("asks for nothing that the embedded GitHub does not know", () => {
  expect(app.github.unknownRequests).toEqual([]);
});
