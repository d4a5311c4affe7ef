/** Everything the steps of one job share, and the frame they run in. */
import type { JsonObject } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import type { JobLog } from "../log/job-log.ts";
import type { Masks } from "../log/masks.ts";
import type { Permissions } from "../runner-host.ts";
import type { WorkflowCall } from "../run/active-run.ts";
import type { SourceCommit, StepsJobDefinition } from "../workflow/workflow.ts";
import type { JobRecord } from "../../world/workflow-run.ts";
import type { JobPlaces } from "./job-places.ts";
import type { StepRecords } from "./step-records.ts";

/** One job of one leg, ready for a runner. */
export interface JobOrder {
  readonly call: WorkflowCall;
  readonly definition: StepsJobDefinition;
  readonly record: JobRecord;
  /** `needs`, `strategy`, `matrix`. */
  readonly contexts: JsonObject;
  /** For what is evaluated before the first step. */
  readonly scope: Scope;
  readonly permissions: Permissions;
  readonly cancelled: AbortSignal;
}

export type JobStatus = "success" | "failure" | "cancelled";

export interface JobState {
  readonly order: JobOrder;
  readonly places: JobPlaces;
  readonly log: JobLog;
  readonly masks: Masks;
  readonly records: StepRecords;
  readonly token: string;
  /** Opens the artifact service. */
  readonly runtimeToken: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** The job shall end: steps are asked again whether they still want to run. */
  readonly cancelled: AbortSignal;
  /** The job has to end now. */
  readonly killed: AbortSignal;
  readonly posts: PostStep[];
  /** Process groups that outlived their step. */
  readonly leftovers: Set<number>;
  /** Folders of actions by repository and commit. */
  readonly actionFolders: Map<string, Promise<string>>;
  status: JobStatus;
  /** `env`: of workflow and job, then whatever steps wrote to GITHUB_ENV. */
  env: Readonly<Record<string, string>>;
  /** What steps put in front of PATH, the newest first. */
  path: readonly string[];
}

/** What an action wants to have done after the last step. */
export interface PostStep {
  readonly number: number;
  run(): Promise<void>;
  /** Whether the condition holds when its turn comes. */
  isWanted(): boolean;
}

export interface StepResult {
  readonly outcome: "success" | "failure" | "cancelled" | "skipped";
  /** The outcome after `continue-on-error`. */
  readonly conclusion: "success" | "failure" | "cancelled" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
}

/** Where steps run: the job itself, or a composite action inside a step. */
export interface Frame {
  readonly job: JobState;
  /** For messages. */
  readonly file: string;
  /** What `$/` means here. */
  readonly home: SourceCommit;
  readonly inputs: JsonObject;
  readonly steps: Map<string, StepResult>;
  /** Variables of the enclosing step of a composite action. */
  readonly env: Readonly<Record<string, string>>;
  /** What differs in `github` here: the action's path, repository and ref. */
  readonly github: JsonObject;
  /** The enclosing step's time is up. */
  readonly expired: AbortSignal;
  readonly depth: number;
  status: JobStatus;
  /** `defaults.run`; known once the job is set up. */
  defaults: { readonly shell: string; readonly workingDirectory: string };
}
