/** Runs one small workflow on the real runner and sums up what came of it. */
import { join } from "node:path";
import { createRunner } from "../../../src/embedded-github/runner/create-runner.ts";
import type { RunHandle, Runner } from "../../../src/embedded-github/runner/runner-host.ts";
import type { JobRecord, RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { createFolderHost, type Files, type FolderHost, type HostOptions } from "./folder-host.ts";

export const OWN = "octo/sprint";
export const WORKFLOW = ".github/workflows/ci.yml";

export interface WorkflowCase extends Omit<HostOptions, "repositories"> {
  /** The workflow that is dispatched. */
  readonly workflow: string;
  /** Further files of its repository. */
  readonly files?: Files;
  readonly others?: Readonly<Record<string, Files>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly maxJobs?: number;
}

export interface Result {
  readonly conclusion: string | null;
  readonly title: string;
  /** Conclusions by job name. */
  readonly jobs: Readonly<Record<string, string | null>>;
  readonly annotations: readonly string[];
  readonly summaries: readonly string[];
  readonly host: FolderHost;
  readonly run: RunRecord;
  /** Conclusions by step name, in order. */
  readonly steps: (job: string) => Readonly<Record<string, string | null>>;
  /** Log lines without their times. */
  readonly log: (job: string) => readonly string[];
}

export interface StartedCase {
  readonly host: FolderHost;
  readonly runner: Runner;
  readonly start: (workflowPath?: string) => { readonly run: RunRecord; readonly handle: RunHandle };
  readonly result: (run: RunRecord) => Result;
  readonly close: () => Promise<void>;
}

export async function openCase(definition: WorkflowCase): Promise<StartedCase> {
  const host = await createFolderHost({
    ...definition,
    repositories: {
      [OWN]: { [WORKFLOW]: definition.workflow, ...definition.files },
      ...definition.others,
    },
  });
  const runner = createRunner({
    host,
    folder: join(host.folder, "runner"),
    maxJobs: definition.maxJobs ?? 4,
    node: process.execPath,
    minuteMs: 1_000,
    killAfterMs: 200,
  });
  let runs = 0;
  return {
    host,
    runner,
    start(workflowPath = WORKFLOW) {
      runs += 1;
      const run = recordOf(host, { workflowPath, number: runs, inputs: definition.inputs ?? {} });
      return { run, handle: runner.start(run) };
    },
    result: (run) => resultOf(host, run),
    async close() {
      await runner.stop();
      await host.remove();
    },
  };
}

export async function runCase(definition: WorkflowCase): Promise<Result> {
  const opened = await openCase(definition);
  try {
    const { run, handle } = opened.start();
    await handle.done;
    return opened.result(run);
  } finally {
    await opened.close();
  }
}

function recordOf(
  host: FolderHost,
  facts: {
    readonly workflowPath: string;
    readonly number: number;
    readonly inputs: Readonly<Record<string, unknown>>;
  },
): RunRecord {
  const at = host.now();
  return {
    id: facts.number,
    runNumber: facts.number,
    runAttempt: 1,
    repository: OWN,
    workflowPath: facts.workflowPath,
    displayTitle: "before",
    event: "workflow_dispatch",
    actor: "ada",
    headBranch: "main",
    headSha: host.sha(OWN),
    inputs: facts.inputs,
    status: "queued",
    conclusion: null,
    createdAt: at,
    updatedAt: at,
    jobs: [],
    annotations: [],
    summaries: [],
  };
}

function resultOf(host: FolderHost, run: RunRecord): Result {
  function find(name: string): JobRecord {
    const job = run.jobs.find((one) => one.name === name);
    if (job === undefined)
      throw new Error(`no job '${name}' among ${run.jobs.map((one) => one.name).join(", ")}`);
    return job;
  }
  return {
    conclusion: run.conclusion,
    title: run.displayTitle,
    jobs: Object.fromEntries(run.jobs.map((job) => [job.name, job.conclusion])),
    annotations: run.annotations.map(({ level, message }) => `${level}: ${message}`),
    summaries: run.summaries,
    host,
    run,
    steps: (name) => Object.fromEntries(find(name).steps.map((step) => [step.name, step.conclusion])),
    log: (name) =>
      find(name)
        .log.split("\n")
        .map((line) => line.slice(line.indexOf(" ") + 1)),
  };
}
