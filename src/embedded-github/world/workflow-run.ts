/** Workflow runs, jobs and steps as the embedded GitHub keeps them; routes turn them into GitHub's JSON. */

export type RunStatus = "queued" | "in_progress" | "completed";
export type Conclusion =
  | "success"
  | "failure"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "startup_failure"
  | "action_required"
  | "neutral";

export interface StepRecord {
  readonly number: number;
  readonly name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  /** Where in the job's log its lines begin; null for a step that never started. */
  logStart: number | null;
}

export interface JobRecord {
  readonly id: number;
  readonly runId: number;
  readonly runAttempt: number;
  /** GitHub's composed name: `caller job / called job (matrix)`. */
  readonly name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  readonly createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  readonly steps: StepRecord[];
  /** Everything the job printed, masked. */
  log: string;
}

export interface Annotation {
  readonly level: "notice" | "warning" | "error";
  readonly message: string;
  readonly job: string;
}

export interface RunRecord {
  readonly id: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly repository: string; // owner/name
  readonly workflowPath: string;
  /** `run-name` after evaluation, else the workflow's name. */
  displayTitle: string;
  readonly event: string;
  readonly actor: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  status: RunStatus;
  conclusion: Conclusion | null;
  readonly createdAt: string;
  updatedAt: string;
  readonly jobs: JobRecord[];
  readonly annotations: Annotation[];
  /** Step summaries, markdown, in order. */
  readonly summaries: string[];
}
