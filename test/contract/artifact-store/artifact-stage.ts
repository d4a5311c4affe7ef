/** One run whose artifacts a job writes and the app reads: in memory, and on the embedded service. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { jobArtifacts } from "../../../src/adapters/artifacts/job-artifacts.ts";
import type { JobArtifacts, Runs, StoredArtifact } from "../../../src/operations/ports.ts";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { type EmbeddedApp, REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import { fakeArtifacts, type FakeState } from "../../support/job-fakes.ts";

/** Quick to end; what counts is its name in the store. */
const WORKFLOW = `on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: 'true'
`;

export interface ArtifactStage {
  readonly artifacts: JobArtifacts;
  stop(): Promise<void>;
}

export interface RealStage extends ArtifactStage {
  readonly runs: Pick<Runs, "artifacts" | "readArtifact">;
  readonly runId: number;
  /** Puts an archive into the run as any job of it could. */
  plant(name: string, archive: Uint8Array): Promise<StoredArtifact>;
  /** Somebody deletes it, or its days are over. */
  remove(id: number): Promise<void>;
}

export function openFake(): Promise<ArtifactStage> {
  const uploads: FakeState["uploads"] = new Map();
  return Promise.resolve({ artifacts: fakeArtifacts({ uploads }), stop: () => Promise.resolve() });
}

async function startRun({ github }: EmbeddedApp): Promise<RunRecord> {
  const { world } = github;
  const repository = world.repository(REPOSITORY);
  const [workflow] = await world.runs.workflows(repository);
  if (!workflow) throw new Error("the repository has a workflow");
  const order = { workflow, ref: "main", inputs: {} };
  const run = await world.runs.dispatch(repository, order, world.actor("maria"));
  await vi.waitUntil(() => run.status === "completed", { timeout: 30_000 });
  return run;
}

export async function openReal(): Promise<RealStage> {
  // GitHub's client talks much, on the standard output.
  const silence = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const before = { ...process.env };
  const app = await startEmbeddedApp(new Map([[".github/workflows/one.yml", WORKFLOW]]));
  const { world } = app.github;
  const run = await startRun(app);
  const [job] = run.jobs;
  if (!job) throw new Error("the run has a job");
  const folder = await mkdtemp(join(tmpdir(), "artifacts-"));
  Object.assign(process.env, {
    ACTIONS_RUNTIME_TOKEN: world.runtimeTokens.mint(run, job),
    ACTIONS_RESULTS_URL: world.urls.results,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_API_URL: world.urls.api,
    GITHUB_WORKSPACE: folder,
  });
  const { runs } = await app.context();
  return {
    artifacts: jobArtifacts(folder),
    runs,
    runId: run.id,
    async plant(name, archive) {
      const order = { run, jobId: job.id, name, expiresAt: undefined, mimeType: "application/zip" };
      const artifact = await world.artifacts.create(order);
      await world.artifacts.putWhole(artifact, archive);
      await world.artifacts.finalize(artifact, { sizeBytes: archive.length });
      const found = (await runs.artifacts(run.id)).find(({ id }) => id === artifact.id);
      if (!found) throw new Error(`${name} is not listed`);
      return found;
    },
    async remove(id) {
      const artifact = world.artifacts.find(id);
      if (artifact) await world.artifacts.remove(artifact);
    },
    async stop() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      silence.mockRestore();
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
