/** The stage of runs that people start by hand: the embedded GitHub and the sprint, and no app at all. */
import { readProductFiles } from "../../src/cli/demo/product-files.ts";
import { batchIdOfRun } from "../../src/core/batch/batch-id.ts";
import { BatchState } from "../../src/core/batch/batch-state.ts";
import { Claims, type Claim } from "../../src/core/batch/brief.ts";
import {
  batchStatePath,
  CALLER_WORKFLOW_FILE,
  CLAIMS_PATH,
  STATE_BRANCH,
} from "../../src/core/batch/names.ts";
import { startEmbeddedGitHub, type EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import type { Repository } from "../../src/embedded-github/world/repository.ts";
import type { RunRecord } from "../../src/embedded-github/world/workflow-run.ts";
import { complaints } from "./e2e-stage.ts";
import { watchContract } from "./github-contract-watch.ts";

const POLL_MS = 50;
const WAIT_MS = 120_000;

export interface HandStage {
  readonly github: EmbeddedGitHub;
  readonly repository: Repository;
  /** `owner/name` of the sprint's repository. */
  readonly name: string;
  close(): Promise<void>;
}

export async function openHandStage(files: ReadonlyMap<string, Buffer>): Promise<HandStage> {
  const github = await startEmbeddedGitHub();
  const contract = watchContract(github);
  const { world } = github;
  world.createUser("maria");
  const product = await readProductFiles();
  await world.createRepository({ owner: "batch-stories", name: "batch-stories", files: product });
  const repository = await world.createRepository({
    owner: "orchard-team",
    name: "orchard",
    files,
    mayActionsOpenPullRequests: true,
  });
  const name = repository.fullName;
  world.setPermission(name, "maria", "write");
  return {
    github,
    repository,
    name,
    async close() {
      await github.stop();
      const found = [...complaints(github), ...contract.differences];
      if (found.length > 0) throw new Error(`The stage was left with:\n${found.join("\n")}`);
    },
  };
}

/** Maria fills in the form on the Actions page. */
export async function startRun(
  { github, repository }: HandStage,
  inputs: Readonly<Record<string, string>> = {},
): Promise<RunRecord> {
  const { runs } = github.world;
  const workflow = await runs.findWorkflow(repository, CALLER_WORKFLOW_FILE);
  if (!workflow) throw new Error("the caller workflow is missing");
  return await runs.dispatch(repository, { workflow, ref: "main", inputs }, github.world.actor("maria"));
}

/** Waits for something in the world; what the run's jobs printed last explains why it does not come. */
export async function untilRun(
  run: RunRecord,
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) {
      const logs = run.jobs.map((job) => `${job.name} (${job.status})\n${job.log.slice(-1500)}`);
      throw new Error(`Waited in vain until ${what}.\n${logs.join("\n")}`);
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}

export async function ended(run: RunRecord): Promise<RunRecord> {
  await untilRun(run, "the run has ended", () => run.status === "completed");
  return run;
}

export async function runByHand(
  stage: HandStage,
  inputs: Readonly<Record<string, string>> = {},
): Promise<RunRecord> {
  return await ended(await startRun(stage, inputs));
}

/** The committed state of the batch of a run, if it has one. */
export async function batchOfRun(stage: HandStage, run: RunRecord): Promise<BatchState | undefined> {
  const path = batchStatePath(batchIdOfRun(run.id, run.runAttempt));
  const text = await stage.github.world.readFile(stage.name, STATE_BRANCH, path);
  return text === undefined ? undefined : BatchState.parse(JSON.parse(text));
}

export async function claims(stage: HandStage): Promise<readonly Claim[]> {
  const text = await stage.github.world.readFile(stage.name, STATE_BRANCH, CLAIMS_PATH);
  return text === undefined ? [] : Claims.parse(JSON.parse(text)).claims;
}

/** How each job ended, by its composed name without the caller's part. */
export function conclusions(run: RunRecord): ReadonlyMap<string, string | null> {
  return new Map(run.jobs.map(({ name, conclusion }) => [name.replace(/^batch \/ /u, ""), conclusion]));
}
