/** Uses every route of the embedded GitHub once, in a way that works. */
import { expect } from "vitest";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { AT, octokit, type SmallWorld } from "../embedded-github/small-world.ts";

export const TOUR_FILES = new Map([
  [".github/workflows/build.yml", workflow("echo hi")],
  [".github/workflows/slow.yml", workflow("sleep 60")],
  ["README.md", "# Orchard\n"],
]);

function workflow(script: string): string {
  return `on: workflow_dispatch\njobs:\n  one:\n    runs-on: x\n    steps: [{ run: ${script} }]\n`;
}

export async function useEveryRoute(small: SmallWorld): Promise<void> {
  const { maria, asApp, asInstallation } = small;
  const { rest } = asInstallation;

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
  expect((await rest.repos.getCommit({ ...AT, ref: main })).data.files?.map((file) => file.status)).toEqual([
    "added",
    "added",
    "added",
  ]);
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
  await twice(() =>
    rest.reactions.createForIssueComment({ ...AT, comment_id: comment.id, content: "rocket" }),
  );
  await rest.reactions.listForIssueComment({ ...AT, comment_id: comment.id });
  await twice(() => rest.reactions.createForIssue({ ...one, content: "eyes" }));
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

  const run = await playRun(small);
  await rest.actions.listRepoWorkflows(AT);
  await rest.actions.getWorkflow({ ...AT, workflow_id: "build.yml" });
  await rest.actions.listWorkflowRuns({ ...AT, workflow_id: "build.yml" });
  await rest.actions.listWorkflowRunsForRepo({ ...AT, status: "completed" });
  await rest.actions.getWorkflowRun({ ...AT, run_id: run.id });
  await rest.actions.listJobsForWorkflowRun({ ...AT, run_id: run.id, filter: "all" });
  const job_id = run.jobs[0]?.id ?? 0;
  await rest.actions.getJobForWorkflowRun({ ...AT, job_id });
  await rest.actions.downloadJobLogsForWorkflowRun({ ...AT, job_id });
  const recently = "2026-01-01..*";
  await rest.actions.listWorkflowRuns({ ...AT, workflow_id: "build.yml", created: recently });
  const slow = { ...AT, workflow_id: "slow.yml", ref: "main", return_run_details: true };
  await rest.actions.createWorkflowDispatch(slow);
  await rest.actions.cancelWorkflowRun({ ...AT, run_id: newestRun(small).id });
  const artifact_id = await storeArtifact(small, run, undefined);
  await rest.actions.listWorkflowRunArtifacts({ ...AT, run_id: run.id });
  await rest.actions.getArtifact({ ...AT, artifact_id });
  await rest.actions.downloadArtifact({ ...AT, artifact_id, archive_format: "zip" });
  await rest.actions.deleteArtifact({ ...AT, artifact_id });
  const order = { installation_id: small.installationId, permissions: { contents: "read" } } as const;
  const { data: minted } = await asApp.rest.apps.createInstallationAccessToken(order);
  await octokit(small.github, minted.token).rest.apps.revokeInstallationAccessToken();
}

/** The second time GitHub finds what it has already. */
async function twice(ask: () => Promise<unknown>): Promise<void> {
  await ask();
  await ask();
}

export async function playRun(small: SmallWorld): Promise<RunRecord> {
  await small.asInstallation.rest.actions.createWorkflowDispatch({
    ...AT,
    workflow_id: "build.yml",
    ref: "main",
  });
  const run = newestRun(small);
  while (run.status !== "completed") await new Promise((wake) => setTimeout(wake, 20));
  return run;
}

/** `expiresAt`: undefined for as long as the repository keeps them. */
export async function storeArtifact(
  small: SmallWorld,
  run: RunRecord,
  expiresAt: string | undefined,
): Promise<number> {
  const { artifacts } = small.github.world;
  const artifact = await artifacts.create({
    run,
    jobId: 1,
    name: "a",
    expiresAt,
    mimeType: "application/zip",
  });
  await artifacts.putWhole(artifact, Buffer.from("zip"));
  await artifacts.finalize(artifact, { sizeBytes: 3 });
  return artifact.id;
}

function newestRun({ github, repository }: SmallWorld): RunRecord {
  const [run] = github.world.runs.list(repository);
  if (!run) throw new Error("the dispatch recorded no run");
  return run;
}
