import type { ConcurrencyGroups } from "../concurrency-groups.ts";
import type { JsonObject } from "../expressions/json.ts";
import type { NodeProgram } from "../node-program.ts";
import type { Permissions, RunnerHost } from "../runner-host.ts";
import type { Slots } from "../slots.ts";
import type { WorkflowTree } from "../workflow/load-workflows.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { ActionTrees } from "../actions/action-trees.ts";
import type { RunReport } from "./run-report.ts";
import type { RunRecord } from "../../world/workflow-run.ts";

/** The runner's options with nothing left open. */
export interface RunnerSettings {
  readonly folder: string;
  readonly node: NodeProgram;
  readonly keepWorkspaces: boolean;
  readonly minuteMs: number;
  readonly killAfterMs: number;
}

/** What all runs of one runner share. */
export interface RunnerShared {
  readonly host: RunnerHost;
  readonly settings: RunnerSettings;
  readonly slots: Slots;
  readonly groups: ConcurrencyGroups;
}

/** One run while it is in progress. */
export interface ActiveRun extends RunnerShared {
  readonly record: RunRecord;
  readonly report: RunReport;
  readonly tree: WorkflowTree;
  readonly actions: ActionTrees;
  /** The webhook payload that started the run: `github.event`. */
  readonly event: JsonObject;
  /** Somebody, or a newer run of the same group, wants this run to end. */
  readonly cancelled: AbortSignal;
  /** The runner itself stops: nothing may survive, not even `always()`. */
  readonly killed: AbortSignal;
}

/** One workflow of a run: the run's own, or one that a job calls. */
export interface WorkflowCall {
  readonly run: ActiveRun;
  readonly workflow: Workflow;
  /** `caller job / `, empty for the run's own workflow. */
  readonly namePrefix: string;
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** What the caller grants; the repository's default for the run's own workflow. */
  readonly allowed: Permissions;
  /** Aborted when the jobs of this workflow shall end. */
  readonly cancelled: AbortSignal;
}
