import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createRunnerHost } from "../../../src/embedded-github/create-runner-host.ts";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import {
  AT,
  NAME,
  octokit,
  refusal,
  leaveSmallWorld,
  type SmallWorld,
  startSmallWorld,
} from "./small-world.ts";

const BUILD = `
name: Build
run-name: build \${{ inputs.what }}
on:
  workflow_dispatch:
    inputs:
      what: { type: string, required: true }
      mode: { type: choice, options: [slow, fast], default: fast }
      dry: { type: boolean }
permissions:
  contents: read
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - name: speak
        run: echo "making \${{ inputs.what }} dry=\${{ inputs.dry == false }}"
  two:
    needs: one
    runs-on: ubuntu-latest
    steps:
      - name: wait
        run: \${{ inputs.mode == 'slow' && 'sleep 30' || 'true' }}
`;

const FILES = new Map([
  [".github/workflows/build.yml", BUILD],
  [".github/workflows/push-only.yml", "on: push\njobs: {}\n"],
  ["README.md", "# Orchard\n"],
]);

describe("the embedded GitHub's Actions", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld({ files: FILES });
  });

  afterAll(async () => {
    await leaveSmallWorld(small);
  });

  const WORKFLOW = { ...AT, workflow_id: "build.yml" };

  async function dispatch(inputs: Readonly<Record<string, string>>): Promise<number> {
    const { data } = await small.asInstallation.request(
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
      { ...WORKFLOW, ref: "main", inputs, return_run_details: true },
    );
    return (data as { workflow_run_id: number }).workflow_run_id;
  }

  async function until(run: number, isReached: (record: RunRecord) => boolean): Promise<RunRecord> {
    for (let tries = 0; tries < 600; tries += 1) {
      const record = small.github.world.runs.find(small.repository, run);
      if (record && isReached(record)) return record;
      await new Promise((wake) => setTimeout(wake, 25));
    }
    throw new Error("the run did not get there");
  }

  function isOver(run: RunRecord): boolean {
    return run.status === "completed";
  }

  it("runs a dispatched workflow and tells run, jobs, steps and log", async () => {
    const events: string[] = [];
    const end = small.github.events.subscribe((event) => {
      if (event.kind === "workflow_run") events.push(`run ${event.action}`);
      if (event.kind === "workflow_job" && event.action !== "step")
        events.push(`${event.job.name} ${event.action}`);
    });
    const id = await dispatch({ what: "cider", dry: "false" });
    await until(id, isOver);
    end();

    const { data: run } = await small.asInstallation.rest.actions.getWorkflowRun({ ...AT, run_id: id });
    const { data: jobs } = await small.asInstallation.rest.actions.listJobsForWorkflowRun({
      ...AT,
      run_id: id,
    });
    const { data: log } = await small.asInstallation.rest.actions.downloadJobLogsForWorkflowRun({
      ...AT,
      job_id: jobs.jobs[0]?.id ?? 0,
    });

    expect(run).toMatchObject({
      name: "Build",
      display_title: "build cider",
      status: "completed",
      conclusion: "success",
    });
    expect(run.triggering_actor?.login).toBe("gardener[bot]");
    expect(jobs.jobs.map((job) => [job.name, job.conclusion])).toEqual([
      ["one", "success"],
      ["two", "success"],
    ]);
    expect(jobs.jobs[0]?.steps?.map((step) => step.name)).toContain("speak");
    expect(log).toContain("making cider dry=true");
    expect(events[0]).toBe("run requested");
    expect(events.at(-1)).toBe("run completed");
    expect(events.filter((event) => event.startsWith("one"))).toEqual([
      "one queued",
      "one in_progress",
      "one completed",
    ]);
  });

  it("answers 204 without details, and lists runs newest first by event, status and time", async () => {
    const since = new Date(Date.now() - 1000).toISOString();
    const { status } = await small.asInstallation.rest.actions.createWorkflowDispatch({
      ...WORKFLOW,
      ref: "main",
      inputs: { what: "x" },
    });
    const { data } = await small.asInstallation.rest.actions.listWorkflowRuns({
      ...WORKFLOW,
      event: "workflow_dispatch",
      created: `>=${since}`,
    });
    const newest = data.workflow_runs[0];
    await until(newest?.id ?? 0, isOver);
    const { data: old } = await small.asInstallation.rest.actions.listWorkflowRuns({
      ...WORKFLOW,
      created: "<2020-01-01",
    });

    expect(status).toBe(204);
    expect(newest?.head_branch).toBe("main");
    expect(data.workflow_runs.map((run) => run.id)).toEqual(
      data.workflow_runs.map((run) => run.id).toSorted((a, b) => b - a),
    );
    expect(old.total_count).toBe(0);
  });

  it.each([
    { what: "an unknown workflow", workflow_id: "none.yml", status: 404, message: "Not Found" },
    { what: "a ref that does not exist", ref: "none", message: "No ref found for: none" },
    {
      what: "a workflow without the trigger",
      workflow_id: "push-only.yml",
      message: "Workflow does not have 'workflow_dispatch' trigger",
    },
    {
      what: "an input it does not know",
      inputs: { what: "x", odd: "1" },
      message: 'Unexpected inputs provided: ["odd"]',
    },
    { what: "a missing input", inputs: {}, message: "Required input 'what' not provided" },
    {
      what: "a choice that is none",
      inputs: { what: "x", mode: "odd" },
      message: "not in the list of allowed",
    },
    {
      what: "inputs that are too long",
      inputs: { what: "x".repeat(65_536) },
      message: "inputs are too large.",
    },
  ])(
    "refuses $what",
    async ({ workflow_id = "build.yml", ref = "main", status = 422, message, inputs = {} }) => {
      const order = { ...AT, workflow_id, ref, inputs };

      const refused = await refusal(small.asInstallation.rest.actions.createWorkflowDispatch(order));

      expect(refused).toMatchObject({ status, message: expect.stringContaining(message) });
    },
  );

  it("refuses every dispatch where Actions is switched off", async () => {
    small.github.world.refuseDispatches(NAME, {
      kind: "forbidden",
      message: "Actions has been disabled for this repository.",
    });
    const refused = await refusal(dispatch({ what: "x" }));
    small.github.world.refuseDispatches(NAME, undefined);

    expect(refused).toEqual({ status: 403, message: "Actions has been disabled for this repository." });
  });

  it("cancels a run once", async () => {
    const id = await dispatch({ what: "x", mode: "slow" });
    await until(id, (run) =>
      run.jobs.some((job) => job.steps.some((step) => step.name === "wait" && step.status === "in_progress")),
    );

    const { status } = await small.asInstallation.rest.actions.cancelWorkflowRun({ ...AT, run_id: id });
    const run = await until(id, isOver);

    expect(status).toBe(202);
    expect(run.conclusion).toBe("cancelled");
    expect(
      (await refusal(small.asInstallation.rest.actions.cancelWorkflowRun({ ...AT, run_id: id }))).status,
    ).toBe(409);
  });

  it("gives a job's token only what the workflow grants, in the name of github-actions[bot]", async () => {
    const { world } = small.github;
    const run = await until(await dispatch({ what: "x" }), isOver);
    const token = world.credentials.mintJobToken(run, { contents: "write", issues: "write" });
    const job = octokit(small.github, token);

    const { data: issue } = await job.rest.issues.create({ ...AT, title: "from a job" });
    expect(issue.user?.login).toBe("github-actions[bot]");
    expect(
      (await refusal(job.rest.pulls.create({ ...AT, title: "x", head: "a", base: "main" }))).status,
    ).toBe(403);
    world.credentials.revoke(token);
    expect((await refusal(job.rest.repos.get(AT))).status).toBe(401);
  });

  it("translates the permissions of a workflow to the API's, and never lets a job touch workflow files", async () => {
    const { world } = small.github;
    const run = await until(await dispatch({ what: "x" }), isOver);
    const token = createRunnerHost(world).mintJobToken(run, { contents: "write", "pull-requests": "write" });
    const { rest } = octokit(small.github, token);
    const { data: main } = await rest.git.getRef({ ...AT, ref: "heads/main" });

    async function commitWith(path: string): Promise<string> {
      const entry = { path, mode: "100644", type: "blob", content: "on: push\n" } as const;
      const { data: tree } = await rest.git.createTree({ ...AT, base_tree: main.object.sha, tree: [entry] });
      const order = { ...AT, message: path, tree: tree.sha, parents: [main.object.sha] };
      return (await rest.git.createCommit(order)).data.sha;
    }
    const evil = { ...AT, ref: "refs/heads/evil", sha: await commitWith(".github/workflows/evil.yml") };
    await rest.git.createRef({ ...AT, ref: "refs/heads/good", sha: await commitWith("good.yml") });
    const { data: pull } = await rest.pulls.create({ ...AT, title: "x", head: "good", base: "main" });

    expect(pull.user?.login).toBe("github-actions[bot]");
    expect((await refusal(rest.git.createRef(evil))).message).toContain("without `workflows` permission");
  });

  it("does not let jobs open pull requests where the setting is off, as it is at first", async () => {
    const { world } = small.github;
    const repository = await world.createRepository({
      owner: "octo",
      name: "strict",
      files: new Map([["a", "a"]]),
    });
    const run = await until(await dispatch({ what: "x" }), isOver);
    const token = world.credentials.mintJobToken(
      { ...run, repository: repository.fullName },
      { pull_requests: "write" },
    );
    const order = { owner: "octo", repo: "strict", title: "x", head: "main", base: "main" };

    expect(await refusal(octokit(small.github, token).rest.pulls.create(order))).toEqual({
      status: 403,
      message: "GitHub Actions is not permitted to create or approve pull requests.",
    });
  });
});

describe("the embedded GitHub's Actions, told to an app and stopped", () => {
  async function dispatchSlowly(small: SmallWorld, mode: "slow" | "fast"): Promise<RunRecord> {
    const { world } = small.github;
    const workflow = await world.runs.findWorkflow(small.repository, "build.yml");
    if (!workflow) throw new Error("the repository has the workflow");
    const order = { workflow, ref: "main", inputs: { what: "x", mode } };
    return world.runs.dispatch(small.repository, order, world.actor("maria"));
  }

  it("sends runs and jobs with their steps, but not each change of a step", async () => {
    const small = await startSmallWorld({
      files: FILES,
      events: ["workflow_run", "workflow_job"],
      webhookUrl: "http://127.0.0.1:1/nobody",
    });
    const run = await dispatchSlowly(small, "fast");
    while (run.status !== "completed") await new Promise((wake) => setTimeout(wake, 20));
    await small.github.webhooks.settled();
    const deliveries = small.github.webhooks.deliveries.filter(({ name }) => name.startsWith("workflow"));
    await leaveSmallWorld(small);

    expect(deliveries.map((delivery) => delivery.name)).toEqual([
      "workflow_run.requested",
      "workflow_job.queued",
      "workflow_run.in_progress",
      "workflow_job.in_progress",
      "workflow_job.completed",
      "workflow_job.queued",
      "workflow_job.in_progress",
      "workflow_job.completed",
      "workflow_run.completed",
    ]);
    expect(deliveries[4]?.payload).toMatchObject({
      action: "completed",
      workflow_job: {
        run_id: run.id,
        name: "one",
        status: "completed",
        conclusion: "success",
        workflow_name: "Build",
      },
      sender: { login: "maria" },
    });
    expect(deliveries.at(-1)?.payload).toMatchObject({
      workflow_run: { id: run.id, conclusion: "success", display_title: "build x" },
      workflow: { path: ".github/workflows/build.yml", name: "Build" },
    });
  });

  it("stops quickly in the middle of a job and leaves nothing behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stopped-"));
    const small = await startSmallWorld({ files: FILES, folder });
    const run = await dispatchSlowly(small, "slow");
    while (
      !run.jobs.some((job) => job.steps.some((step) => step.name === "wait" && step.status === "in_progress"))
    ) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const startedAt = performance.now();
    await leaveSmallWorld(small);

    expect(performance.now() - startedAt).toBeLessThan(8000);
    await expect(fetch(small.github.url)).rejects.toThrow("fetch failed");
    await rm(folder, { recursive: true });
  });
});

describe("the embedded GitHub's artifact service, used by the official client", () => {
  let small: SmallWorld;
  let folder: string;
  let run: RunRecord;
  const before = { ...process.env };

  beforeAll(async () => {
    // The client talks much, on the standard output.
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    small = await startSmallWorld({ files: FILES });
    folder = await mkdtemp(join(tmpdir(), "artifacts-"));
    const { world } = small.github;
    const [workflow] = await world.runs.workflows(small.repository);
    if (!workflow) throw new Error("the repository has a workflow");
    run = await world.runs.dispatch(
      small.repository,
      { workflow, ref: "main", inputs: { what: "x" } },
      world.actor("maria"),
    );
    while (run.status !== "completed") await new Promise((wake) => setTimeout(wake, 25));
    const [job] = run.jobs;
    if (!job) throw new Error("the run has a job");
    Object.assign(process.env, {
      ACTIONS_RUNTIME_TOKEN: world.runtimeTokens.mint(run, job),
      ACTIONS_RESULTS_URL: world.urls.results,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_API_URL: world.urls.api,
      GITHUB_WORKSPACE: folder,
    });
  });

  afterAll(async () => {
    vi.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await leaveSmallWorld(small);
    await rm(folder, { recursive: true, force: true });
  });

  async function client() {
    const { DefaultArtifactClient } = await import("@actions/artifact");
    return new DefaultArtifactClient();
  }

  it("stores an artifact of several blocks, lists it at once with its digest and gives it back", async () => {
    const artifacts = await client();
    const noise = randomBytes(18 * 1024 * 1024);
    await writeFile(join(folder, "noise.bin"), noise);

    const uploaded = await artifacts.uploadArtifact("story-1", [join(folder, "noise.bin")], folder, {
      compressionLevel: 0,
    });
    const { data } = await small.asInstallation.rest.actions.listWorkflowRunArtifacts({
      ...AT,
      run_id: run.id,
      name: "story-1",
    });
    const [listed] = data.artifacts;
    const { data: zip } = await small.asInstallation.rest.actions.downloadArtifact({
      ...AT,
      artifact_id: listed?.id ?? 0,
      archive_format: "zip",
    });
    const digest = createHash("sha256")
      .update(Buffer.from(zip as ArrayBuffer))
      .digest("hex");
    await artifacts.downloadArtifact(uploaded.id ?? 0, { path: join(folder, "back") });

    expect(listed).toMatchObject({
      id: uploaded.id,
      name: "story-1",
      expired: false,
      workflow_run: { id: run.id },
    });
    expect(listed?.digest).toBe(`sha256:${digest}`);
    expect((await readFile(join(folder, "back", "noise.bin"))).equals(noise)).toBe(true);
  });

  it("refuses a second artifact of a name until the first is deleted", async () => {
    const artifacts = await client();
    await writeFile(join(folder, "a.txt"), "a");
    function upload(): Promise<{ id?: number }> {
      return artifacts.uploadArtifact("once", [join(folder, "a.txt")], folder);
    }

    const first = await upload();
    await expect(upload()).rejects.toThrow(/already exists|409/u);
    await artifacts.deleteArtifact("once");
    const second = await upload();

    expect(second.id).not.toBe(first.id);
    expect((await artifacts.listArtifacts()).artifacts.map((one) => one.name)).toEqual(["story-1", "once"]);
  });

  it("refuses tokens it did not mint and addresses that were changed", async () => {
    const service = `${small.github.url}/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts`;
    const answer = await fetch(service, {
      method: "POST",
      headers: { authorization: "Bearer x.y.z" },
      body: "{}",
    });
    const { headers } = await small.asInstallation.request(
      "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
      {
        ...AT,
        artifact_id:
          (await small.asInstallation.rest.actions.listWorkflowRunArtifacts({ ...AT, run_id: run.id })).data
            .artifacts[0]?.id ?? 0,
        archive_format: "zip",
        request: { redirect: "manual" },
      },
    );
    const changed = String(headers.location).replace(/sig=./u, "sig=_");

    expect(answer.status).toBe(401);
    expect((await fetch(String(headers.location))).status).toBe(200);
    expect((await fetch(changed)).status).toBe(403);
  });
});
