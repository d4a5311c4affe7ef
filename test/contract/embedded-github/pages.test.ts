import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { AT, NAME, type SmallWorld, startSmallWorld } from "./small-world.ts";

const BUILD = `
name: Build
run-name: build the orchard
on:
  workflow_dispatch:
    inputs:
      what: { type: string, required: true }
jobs:
  call:
    uses: ./.github/workflows/called.yml
  after:
    needs: call
    if: false
    runs-on: ubuntu-latest
    steps:
      - run: true
`;

const CALLED = `
on: workflow_call
jobs:
  one:
    strategy:
      matrix: { tree: [apple, pear] }
    runs-on: ubuntu-latest
    steps:
      - name: speak
        run: |
          echo "::group::inside"
          echo "a grouped line"
          echo "::endgroup::"
          printf '\\033[31mred\\033[0m\\n'
          echo "### Summary of \${{ matrix.tree }}" >> "$GITHUB_STEP_SUMMARY"
      - name: break
        if: matrix.tree == 'pear'
        run: |
          echo "::error::the pear is sour"
          exit 1
`;

const FILES = new Map([
  [".github/workflows/build.yml", BUILD],
  [".github/workflows/called.yml", CALLED],
  ["README.md", "# Orchard\n\nSee [the trees](src/apple.ts#L1).\n"],
  ["src/apple.ts", "export const apple = 1;\n"],
  ["tools/run.sh", "echo hello\n"],
]);

let small: SmallWorld;
let run: RunRecord;
let issue: number;
let pull: number;
let head: string;

beforeAll(async () => {
  small = await startSmallWorld({ files: FILES });
  const { github, maria, asInstallation } = small;
  const { world } = github;
  issue = world.openIssue(NAME, { title: "Plant pears", body: "- [ ] dig", by: "maria" });
  const { data: comment } = await asInstallation.rest.issues.createComment({
    ...AT,
    issue_number: issue,
    body: "> [!NOTE]\n> **planted**",
  });
  await asInstallation.rest.issues.updateComment({
    ...AT,
    comment_id: comment.id,
    body: "> [!TIP]\n> **watered** #1",
  });
  await maria.rest.reactions.createForIssueComment({ ...AT, comment_id: comment.id, content: "rocket" });
  const { data: main } = await maria.rest.git.getRef({ ...AT, ref: "heads/main" });
  await maria.rest.git.createRef({ ...AT, ref: "refs/heads/feat/pears", sha: main.object.sha });
  head = await world.commitFiles(NAME, {
    branch: "feat/pears",
    files: new Map([
      ["src/apple.ts", "export const apple = 2;\n"],
      ["src/pear.ts", "export const pear = 1;\n"],
    ]),
    message: "Plant a pear",
    by: "maria",
  });
  const { data: opened } = await asInstallation.rest.pulls.create({
    ...AT,
    title: "feat: pears",
    body: "Closes nothing.",
    head: "feat/pears",
    base: "main",
    draft: true,
  });
  pull = opened.number;
  world.reviewPullRequest(NAME, pull, { state: "APPROVED", body: "Sweet!", by: "maria" });
  run = await runBuild();
});

afterAll(async () => {
  await small.github.stop();
});

async function runBuild(): Promise<RunRecord> {
  const { github, repository, asInstallation } = small;
  await asInstallation.rest.actions.createWorkflowDispatch({
    ...AT,
    workflow_id: "build.yml",
    ref: "main",
    inputs: { what: "everything" },
  });
  for (let tries = 0; tries < 600; tries += 1) {
    const [found] = github.world.runs.list(repository);
    if (found?.status === "completed") return found;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error("the run did not end");
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  const answer = await fetch(`${small.github.url}${path}`, { headers, redirect: "manual" });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** What a person reads: no tags, single spaces. */
function words({ text }: Got): string {
  return text
    .replace(/^[\s\S]*<main[^>]*>/u, "")
    .replaceAll(/<(?:path)[^>]*>/gu, "")
    .replaceAll(/<[^>]*>/gu, " ")
    .replaceAll(/\s+/gu, " ");
}

function jobOf(name: string): RunRecord["jobs"][number] {
  const job = run.jobs.find((one) => one.name === name);
  if (!job) throw new Error(`no job ${name}: ${run.jobs.map((one) => one.name).join(", ")}`);
  return job;
}

describe("the pages of the embedded GitHub", () => {
  test("list the repositories at the top", async () => {
    expect(words(await get("/", { accept: "text/html" }))).toMatch(
      /octo\/orchard 1 issue · 1 pull request · 1 run/u,
    );
  });

  test("show a repository's files, latest commit, branches and README", async () => {
    const page = await get(`/${NAME}`);

    expect(page.status).toBe(200);
    expect(words(page)).toContain("Initial commit");
    expect(words(page)).toContain("2 branches");
    expect(page.text).toContain('<a href="/octo/orchard/tree/main/src">src</a>');
    expect(page.text).toContain('<h1 id="user-content-orchard">Orchard</h1>');
    expect(page.text).toContain('<a href="/octo/orchard/blob/main/src/apple.ts">the trees</a>');
  });

  test("find branches with slashes in their names", async () => {
    expect((await get(`/${NAME}/tree/feat/pears/src`)).text).toContain("/blob/feat/pears/src/pear.ts");
    expect(words(await get(`/${NAME}/blob/feat/pears/src/apple.ts`))).toContain("export const apple = 2;");
    expect(words(await get(`/${NAME}/blob/main/src/apple.ts`))).toContain("export const apple = 1;");
    expect(words(await get(`/${NAME}/blob/${head}/src/pear.ts`))).toContain("export const pear = 1;");
    expect((await get(`/${NAME}/blob/main/src`)).headers.get("location")).toBe("/octo/orchard/tree/main/src");
  });

  test("number the lines of a file, so that evidence can lead to them", async () => {
    expect((await get(`/${NAME}/blob/main/src/apple.ts`)).text).toContain('<tr id="L1">');
  });

  test("show commits with their changes", async () => {
    const page = await get(`/${NAME}/commit/${head}`);

    expect(words(page)).toContain("2 files changed +2 −1");
    expect(words(page)).toContain("export const pear = 1;");
    expect((await get(`/${NAME}/commit/${head.slice(0, 8)}`)).status).toBe(200);
    expect(words(await get(`/${NAME}/commits/feat/pears`))).toContain("Plant a pear maria committed");
    expect(words(await get(`/${NAME}/branches`))).toMatch(/main default .*Initial commit/u);
    expect((await get(`/${NAME}/commit/${(await first()).sha}`)).text).toContain("new file");
  });

  async function first(): Promise<{ sha: string }> {
    const { data } = await small.maria.rest.repos.getCommit({ ...AT, ref: "main" });
    return data;
  }

  test("show an issue with what everybody wrote, as it is now", async () => {
    const page = await get(`/${NAME}/issues/${issue}`);

    expect(words(page)).toContain(`Plant pears #${issue} Open maria opened this issue`);
    expect(page.text).toContain('<input type="checkbox" disabled> dig');
    expect(words(page)).toMatch(/gardener bot commented [\d:]+ · edited/u);
    expect(page.text).toContain("alert alert-tip");
    expect(page.text).not.toContain("planted");
    expect(words(page)).toContain("🚀 1");
    expect(words(await get(`/${NAME}/issues`))).toContain(`Plant pears #${issue} · open`);
    expect((await get(`/${NAME}/issues/${pull}`)).headers.get("location")).toBe(`/octo/orchard/pull/${pull}`);
  });

  test("show a pull request with its state, reviews, commits and changes", async () => {
    const page = await get(`/${NAME}/pull/${pull}`);

    expect(words(page)).toContain(`feat: pears #${pull} Draft`);
    expect(words(page)).toContain("gardener bot wants to merge into main from feat/pears");
    expect(words(page)).toContain("maria approved these changes");
    expect(words(page)).toContain("Sweet!");
    expect(words(page)).toContain(`maria added ${head.slice(0, 7)} Plant a pear`);
    expect(words(page)).toContain("Commits 1");
    expect(words(page)).toContain("Files changed 2");
    expect(page.text).toMatch(/<tr class="removed">[\s\S]{0,200}export const apple = 1;/u);
    expect(words(await get(`/${NAME}/pull/${pull}/commits`))).toContain("Plant a pear");
    expect(words(await get(`/${NAME}/pull/${pull}/files`))).toContain("src/pear.ts new file");
    expect(words(await get(`/${NAME}/pulls`))).toContain("1 all 1 open 0 closed");
    expect(words(await get(`/${NAME}/pulls?state=closed`))).toContain("There is no closed pull request.");
  });

  test("show a run with its jobs, annotations, summaries and inputs", async () => {
    const page = await get(`/${NAME}/actions/runs/${run.id}`);

    expect(words(page)).toContain("build the orchard #1");
    expect(words(page)).toContain("Status Failure");
    expect(words(page)).toContain("3 jobs");
    expect(words(page)).toContain("the pear is sour");
    expect(page.text).toMatch(/<h3 id="user-content-summary-of-apple">Summary of apple<\/h3>/u);
    expect(page.text).toContain(`/actions/runs/${run.id}/job/${jobOf("call / one (apple)").id}`);
    expect(page.text).toContain('aria-label="Skipped"');
    expect(words(page)).toContain("everything");
    expect(words(await get(`/${NAME}/actions`))).toContain("build the orchard Build #1 · failure");
  });

  test("show a job's steps with the lines each of them wrote", async () => {
    const job = jobOf("call / one (pear)");
    const page = await get(`/${NAME}/actions/runs/${run.id}/job/${job.id}`);
    const speak = page.text.slice(page.text.indexOf(">speak<"), page.text.indexOf(">break<"));

    expect(speak).toMatch(/<summary>inside<\/summary>[\s\S]*a grouped line/u);
    expect(speak).toContain('<span class="ansi-1">red</span>');
    expect(speak).not.toContain("sour");
    expect(page.text.slice(page.text.indexOf(">break<"))).toContain("Error: the pear is sour");
    expect(page.text).toMatch(/<details class="step" id="step-\d+" open>[\s\S]{0,600}>break</u);
    expect((await get(`/${NAME}/actions/runs/${run.id}/job/${job.id}/logs`)).text).toBe(job.log);
  });

  test("say what exists where nothing is", async () => {
    for (const path of [
      "/nobody",
      "/nobody/nothing",
      `/${NAME}/nothing`,
      `/${NAME}/issues/99`,
      `/${NAME}/pull/${issue}`,
      `/${NAME}/tree/nowhere`,
      `/${NAME}/blob/main/nothing`,
      `/${NAME}/tree/main/README.md`,
      `/${NAME}/commit/${"a".repeat(40)}`,
      `/${NAME}/actions/runs/1`,
      `/${NAME}/actions/runs/${run.id}/job/1`,
      `/${NAME}/actions/runs/${run.id}/artifacts/1`,
      `/${NAME}/tree/main%5E%7B/x%7D`,
      `/${NAME}/tree/-h`,
    ]) {
      const page = await get(path, { accept: "text/html" });

      expect([path, page.status]).toEqual([path, 404]);
      expect(words(page)).toContain("octo/orchard");
    }
  });

  test("leave the API alone, and unknown requests to it visible", async () => {
    const before = small.github.unknownRequests.length;

    expect((await get(`/repos/${NAME}/nothing`)).headers.get("content-type")).toContain("application/json");
    expect((await get(`/repos/${NAME}`, { accept: "text/html" })).headers.get("content-type")).toContain(
      "json",
    );
    expect((await get("/nobody/nothing")).status).toBe(404);
    expect(small.github.unknownRequests.slice(before)).toEqual([
      `GET /repos/${NAME}/nothing`,
      "GET /nobody/nothing",
    ]);
    (small.github.unknownRequests as string[]).length = before;
  });

  test("change nothing, whatever is sent to them", async () => {
    const answer = await fetch(`${small.github.url}/${NAME}/issues/${issue}`, { method: "POST", body: "x" });

    expect(answer.status).toBe(404);
    (small.github.unknownRequests as string[]).pop();
  });

  test.each([
    ["pages", `/${NAME}`],
    ["the API", `/repos/${NAME}`],
    ["git", `/${NAME}.git/info/refs?service=git-upload-pack`],
  ])("are for this computer alone: %s", async (_, path) => {
    const { port } = new URL(small.github.url);
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        { host: "127.0.0.1", port, path, headers: { host: `evil.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      call.on("error", reject).end();
    });

    expect(status).toBe(421);
  });

  test("let a browser load nothing from elsewhere and run nothing of what it shows", async () => {
    const plain = (await get(`/${NAME}/issues`)).headers;

    expect(plain.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self';",
    );
    expect(plain.get("x-content-type-options")).toBe("nosniff");
    const raw = await get(`/${NAME}/raw/main/src/apple.ts`);
    expect(raw.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(raw.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect((await get("/_pages/mermaid.js")).text).toContain("mermaid");
    expect((await get("/_pages/../../package.json")).status).toBe(404);
    expect((await get("/_pages/..%2f..%2fpackage.json")).status).toBe(404);
    (small.github.unknownRequests as string[]).length = 0;
  });

  test("answer a second look with nothing when nothing has changed", async () => {
    const { headers } = await get(`/${NAME}/issues/${issue}`);
    const again = await get(`/${NAME}/issues/${issue}`, { "if-none-match": headers.get("etag") ?? "" });

    expect(again.status).toBe(304);
    expect(again.text).toBe("");
  });
});
