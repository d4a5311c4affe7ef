/**
 * What the Actions runner needs from the rest of the embedded GitHub. The world implements it;
 * the runner's own tests use a small host over folders.
 */
import type { JobRecord, RunRecord } from "../world/workflow-run.ts";

/** GITHUB_TOKEN permissions by GitHub's keys: `contents: write`. Absent means none. */
export type Permissions = Readonly<Record<string, "read" | "write" | "none">>;

export interface RunnerHost {
  /** Text of a file of `owner/name` at a branch, tag or commit; undefined when repository, ref or path is absent. */
  readFile(repository: string, ref: string, path: string): Promise<string | undefined>;
  /** Commit a branch, tag or SHA stands for. */
  resolveRef(repository: string, ref: string): Promise<string | undefined>;
  /** Writes the tree of a commit into an existing empty folder (for `uses: owner/name@ref` and `uses: $/`). */
  exportTree(repository: string, sha: string, folder: string): Promise<void>;
  /** A job's GITHUB_TOKEN; valid until `revokeToken`. */
  mintJobToken(run: RunRecord, permissions: Permissions): string;
  revokeToken(token: string): void;
  /** ACTIONS_RUNTIME_TOKEN: a JWT whose `scp` names run and job for the artifact service. */
  mintRuntimeToken(run: RunRecord, job: JobRecord): string;
  secrets(repository: string): Readonly<Record<string, string>>;
  variables(repository: string): Readonly<Record<string, string>>;
  /** What the repository lets GITHUB_TOKEN do when a workflow grants nothing itself. */
  defaultPermissions(repository: string): Permissions;
  /** A new job id, unique in this world. */
  nextJobId(): number;
  now(): string;
  /** Called after each change of run, job or step records; stores nothing twice, sends the webhooks. */
  changed(change: {
    readonly run: RunRecord;
    readonly job?: JobRecord;
    readonly action: "requested" | "queued" | "in_progress" | "completed" | "step";
  }): void;
  readonly urls: {
    /** `http://127.0.0.1:<port>` */
    readonly api: string;
    readonly graphql: string;
    /** Where git is served: `<gitBase>/owner/name.git`; https://github.com/ is rewritten to it in jobs. */
    readonly git: string;
    readonly results: string;
  };
}

export interface RunnerOptions {
  readonly host: RunnerHost;
  /** Workspaces, tools and temporary files live below this folder; removed after each job unless `keep`. */
  readonly folder: string;
  /** Jobs that run at the same time over all runs of this runner. */
  readonly maxJobs: number;
  /** Node that runs JavaScript actions. */
  readonly node: string;
  readonly keepWorkspaces?: boolean;
  /** Length of the minutes in `timeout-minutes`; 60,000 unless a test shortens them. */
  readonly minuteMs?: number;
  /** From SIGINT to SIGTERM, and from SIGTERM to SIGKILL, when a step is stopped; GitHub waits 7.5 s and 2.5 s. */
  readonly killAfterMs?: number;
}

export interface RunHandle {
  readonly done: Promise<void>;
  cancel(): void;
  /** Asks no condition any more: not even jobs with `always()` are run. */
  forceCancel(): void;
}

export interface Runner {
  /** Version of the Node that runs JavaScript actions. */
  readonly nodeVersion: string;
  /** Starts a run that the host has recorded; never throws: what is wrong with the workflow ends the run with startup_failure and an annotation. */
  start(run: RunRecord): RunHandle;
  stop(): Promise<void>;
}
