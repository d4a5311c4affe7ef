import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../../src/embedded-github/http/route.ts";
import { ALL_ROUTES } from "../../../src/embedded-github/routes/all-routes.ts";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { AT, endSmallWorld, octokit, type SmallWorld, startSmallWorld } from "./small-world.ts";

const FILES = new Map([
  [
    ".github/workflows/build.yml",
    "on: workflow_dispatch\njobs:\n  one:\n    runs-on: x\n    steps: [{ run: echo hi }]\n",
  ],
  ["README.md", "# Orchard\n"],
]);

function nameOf(route: Route): string {
  return `${route.method} ${route.path.replaceAll("{+", "{")}`;
}

/** A path that fits the pattern; the values mean nothing. */
function examplePath(route: Route): string {
  const values: Readonly<Record<string, string>> = { owner: AT.owner, repo: AT.repo, "+basehead": "a...b" };
  return route.path.replaceAll(/\{([+\w]+)\}/gu, (_, name: string) => values[name] ?? "1");
}

describe("every route of the embedded GitHub", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld({ private: true, files: FILES });
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  async function tokenWith(permissions: Readonly<Record<string, "read" | "write">>): Promise<string> {
    const order = { installation_id: small.installationId, permissions };
    return (await small.asApp.rest.apps.createInstallationAccessToken(order)).data.token;
  }

  async function ask(route: Route, token: string): Promise<{ status: number; message: string }> {
    const response = await fetch(`${small.github.url}${examplePath(route)}`, {
      method: route.method,
      headers: { authorization: `bearer ${token}` },
      ...(route.method === "GET" ? {} : { body: "{}" }),
    });
    const body = (await response.json()) as { message: string };
    return { status: response.status, message: body.message };
  }

  const REFUSED = { status: 403, message: "Resource not accessible by integration" };

  it("is closed to a token without the permission it needs, and writing ones to a token that may read", async () => {
    const none = await tokenWith({});
    const reading = await tokenWith({
      actions: "read",
      contents: "read",
      issues: "read",
      pull_requests: "read",
    });
    const refusals: string[] = [];
    const guarded = ALL_ROUTES.filter(
      (route) => route.guard.kind === "repository" && route.guard.permission !== "metadata",
    );
    for (const route of guarded) {
      const isWrite = route.guard.kind === "repository" && route.guard.level === "write";
      for (const token of isWrite ? [none, reading] : [none]) {
        const answer = await ask(route, token);
        if (answer.status !== REFUSED.status || answer.message !== REFUSED.message) {
          refusals.push(`${nameOf(route)} answered ${answer.status} ${answer.message}`);
        }
      }
    }

    expect(guarded.length).toBeGreaterThan(40);
    expect(refusals).toEqual([]);
  });

  it("hides the repository from strangers", async () => {
    const { token } = small.github.world.createUser("stranger");
    const inRepository = ALL_ROUTES.filter((route) => route.guard.kind === "repository");

    const statuses = await Promise.all(inRepository.map(async (route) => (await ask(route, token)).status));

    expect(new Set(statuses)).toEqual(new Set([404]));
  });

  it("answers its first use", async () => {
    const { maria, asApp, asInstallation } = small;
    const { rest } = asInstallation;
    const from = small.github.requests.total;

    await asApp.rest.apps.getAuthenticated();
    await asApp.rest.apps.listInstallations();
    await asApp.rest.apps.getInstallation({ installation_id: small.installationId });
    await asApp.rest.apps.getRepoInstallation(AT);
    await rest.apps.listReposAccessibleToInstallation();
    await maria.rest.users.getAuthenticated();
    await maria.rest.users.getByUsername({ username: "maria" });
    await maria.rest.rateLimit.get();
    await rest.repos.get(AT);
    const { data: branches } = await rest.repos.listBranches(AT);
    const { data: branch } = await rest.repos.getBranch({ ...AT, branch: "main" });
    await asInstallation.request("GET /repos/{owner}/{repo}/contents", AT);
    await rest.repos.getContent({ ...AT, path: "README.md" });
    await rest.repos.getCollaboratorPermissionLevel({ ...AT, username: "maria" });

    const main = branch.commit.sha;
    expect(branches.map((one) => [one.name, one.commit.sha])).toEqual([["main", main]]);
    const { data: blob } = await rest.git.createBlob({ ...AT, content: "plum\n" });
    const tree = [{ path: "plum.txt", mode: "100644", type: "blob", sha: blob.sha } as const];
    const { data: planted } = await rest.git.createTree({ ...AT, base_tree: main, tree });
    const { data: commit } = await rest.git.createCommit({
      ...AT,
      message: "plum",
      tree: planted.sha,
      parents: [main],
    });
    await rest.git.createRef({ ...AT, ref: "refs/heads/plum", sha: main });
    await rest.git.updateRef({ ...AT, ref: "heads/plum", sha: commit.sha });
    expect((await rest.git.getRef({ ...AT, ref: "heads/plum" })).data.object.sha).toBe(commit.sha);
    expect((await rest.git.listMatchingRefs({ ...AT, ref: "heads/p" })).data).toHaveLength(1);
    await rest.git.getTree({ ...AT, tree_sha: planted.sha });
    expect((await rest.git.getBlob({ ...AT, file_sha: blob.sha })).data.size).toBe(5);
    await rest.git.getCommit({ ...AT, commit_sha: commit.sha });
    const { data: history } = await rest.repos.listCommits({ ...AT, sha: "plum", path: "plum.txt" });
    expect(history.map((one) => one.sha)).toEqual([commit.sha]);
    expect((await rest.repos.getCommit({ ...AT, ref: "plum" })).data.stats).toEqual({
      total: 1,
      additions: 1,
      deletions: 0,
    });
    expect((await rest.repos.getCommit({ ...AT, ref: main })).data.files?.map((file) => file.status)).toEqual(
      ["added", "added"],
    );
    await rest.repos.compareCommitsWithBasehead({ ...AT, basehead: "main...plum" });

    const { data: issue } = await rest.issues.create({ ...AT, title: "Plant", labels: ["tree"] });
    const one = { ...AT, issue_number: issue.number };
    await rest.issues.update({ ...one, state: "closed" });
    expect((await rest.issues.get(one)).data).toMatchObject({
      state: "closed",
      state_reason: "completed",
      labels: [{ name: "tree" }],
    });
    expect((await rest.issues.listForRepo({ ...AT, state: "closed", labels: "tree" })).data).toHaveLength(1);
    const { data: comment } = await rest.issues.createComment({ ...one, body: "yes" });
    await rest.issues.listComments(one);
    expect((await rest.issues.listCommentsForRepo(AT)).data.map(({ id }) => id)).toContain(comment.id);
    await rest.issues.getComment({ ...AT, comment_id: comment.id });
    await rest.issues.updateComment({ ...AT, comment_id: comment.id, body: "no" });
    await rest.reactions.createForIssueComment({ ...AT, comment_id: comment.id, content: "rocket" });
    await rest.reactions.listForIssueComment({ ...AT, comment_id: comment.id });
    await rest.reactions.createForIssue({ ...one, content: "eyes" });
    await rest.reactions.listForIssue(one);
    await rest.issues.deleteComment({ ...AT, comment_id: comment.id });

    const { data: pull } = await rest.pulls.create({ ...AT, title: "Plum", head: "plum", base: "main" });
    const that = { ...AT, pull_number: pull.number };
    await rest.pulls.list({ ...AT, head: "octo:plum" });
    await rest.pulls.get(that);
    await rest.pulls.update({ ...that, body: "ripe" });
    await rest.pulls.listFiles(that);
    await rest.pulls.listCommits(that);
    await maria.rest.pulls.createReview({ ...that, event: "APPROVE" });
    await rest.pulls.listReviews(that);
    const { data: asked } = await rest.pulls.requestReviewers({ ...that, reviewers: ["maria"] });
    expect(asked.requested_reviewers?.map((reviewer) => reviewer.login)).toEqual(["maria"]);
    await rest.pulls.merge({ ...that, merge_method: "squash" });
    await rest.git.deleteRef({ ...AT, ref: "heads/plum" });

    const run = await playRun();
    await rest.actions.listRepoWorkflows(AT);
    await rest.actions.getWorkflow({ ...AT, workflow_id: "build.yml" });
    await rest.actions.listWorkflowRuns({ ...AT, workflow_id: "build.yml" });
    await rest.actions.listWorkflowRunsForRepo({ ...AT, status: "completed" });
    await rest.actions.getWorkflowRun({ ...AT, run_id: run.id });
    await rest.actions.listJobsForWorkflowRun({ ...AT, run_id: run.id, filter: "all" });
    const job_id = run.jobs[0]?.id ?? 0;
    await rest.actions.getJobForWorkflowRun({ ...AT, job_id });
    await rest.actions.downloadJobLogsForWorkflowRun({ ...AT, job_id });
    await rest.actions.cancelWorkflowRun({ ...AT, run_id: run.id }).catch(() => undefined);
    const artifact_id = await storeArtifact(run);
    await rest.actions.listWorkflowRunArtifacts({ ...AT, run_id: run.id });
    await rest.actions.getArtifact({ ...AT, artifact_id });
    await rest.actions.downloadArtifact({ ...AT, artifact_id, archive_format: "zip" });
    await rest.actions.deleteArtifact({ ...AT, artifact_id });
    await octokit(
      small.github,
      await tokenWith({ contents: "read" }),
    ).rest.apps.revokeInstallationAccessToken();

    const met = small.github.requests.all
      .slice(from)
      .filter((request) => request.status < 400 || request.status === 409);
    expect(ALL_ROUTES.map(nameOf).filter((name) => !met.some((request) => request.route === name))).toEqual(
      [],
    );
  });

  async function playRun(): Promise<RunRecord> {
    await small.asInstallation.rest.actions.createWorkflowDispatch({
      ...AT,
      workflow_id: "build.yml",
      ref: "main",
    });
    const [run] = small.github.world.runs.list(small.repository);
    if (!run) throw new Error("the dispatch recorded a run");
    while (run.status !== "completed") await new Promise((wake) => setTimeout(wake, 20));
    return run;
  }

  async function storeArtifact(run: RunRecord): Promise<number> {
    const { artifacts } = small.github.world;
    const artifact = await artifacts.create({
      run,
      jobId: 1,
      name: "a",
      expiresAt: undefined,
      mimeType: "application/zip",
    });
    await artifacts.putWhole(artifact, Buffer.from("zip"));
    await artifacts.finalize(artifact, { sizeBytes: 3 });
    return artifact.id;
  }

  it("revokes an installation token when asked", async () => {
    const gone = octokit(small.github, await tokenWith({ contents: "read" }));
    await gone.rest.apps.revokeInstallationAccessToken();

    await expect(gone.rest.repos.get(AT)).rejects.toThrow("Bad credentials");
  });
});
