/** What expressions of steps may name. */
import { arch } from "node:os";
import { isJsonObject, type Json, type JsonObject } from "../expressions/json.ts";
import type { Scope, StatusFunctions } from "../expressions/scope.ts";
import { hashFiles } from "../expressions/hash-files.ts";
import type { Frame, JobState, StepResult } from "./job-state.ts";

export const RUNNER_NAME = "embedded-runner";

export function frameScope(frame: Frame, env: Readonly<Record<string, string>>, action = ""): Scope {
  const { job } = frame;
  return {
    file: frame.file,
    contexts: {
      ...job.order.scope.contexts,
      ...job.order.contexts,
      github: githubOf(frame, action),
      inputs: frame.inputs,
      secrets: { ...job.secrets },
      env: { ...env },
      job: jobContext(job),
      runner: runnerContext(job),
      steps: stepsContext(frame.steps),
    },
    status: statusFunctions(frame),
    hashFiles: (patterns) => hashFiles(job.places.workspace, patterns),
  };
}

/** `github` as a step sees it: with the token, the workspace and the current action. */
export function githubOf(frame: Frame, action: string): JsonObject {
  const { job } = frame;
  const shared = job.order.scope.contexts["github"];
  return {
    ...(isJsonObject(shared) ? shared : {}),
    job: job.order.definition.id,
    token: job.token,
    workspace: job.places.workspace,
    event_path: job.places.eventFile,
    action,
    ...frame.github,
  };
}

function statusFunctions(frame: Frame): StatusFunctions {
  function status(): string {
    return frame.job.status === "cancelled" ? "cancelled" : frame.status;
  }
  return {
    success: () => status() === "success",
    failure: () => status() === "failure",
    cancelled: () => frame.job.status === "cancelled",
  };
}

function jobContext(job: JobState): JsonObject {
  const { source } = job.order.call.workflow;
  return {
    status: job.status,
    check_run_id: job.order.record.id,
    workflow_ref: `${source.repository}/${source.path}@${source.ref}`,
    workflow_sha: source.sha,
    workflow_repository: source.repository,
    workflow_file_path: source.path,
  };
}

export function runnerContext(job: JobState): Readonly<Record<string, string>> {
  return {
    name: RUNNER_NAME,
    os: "Linux",
    arch: arch() === "arm64" ? "ARM64" : "X64",
    temp: job.places.temp,
    tool_cache: job.places.toolCache,
    environment: "github-hosted",
  };
}

/** Ids that the parser made up are nobody's to name. */
function stepsContext(steps: ReadonlyMap<string, StepResult>): Json {
  const named = [...steps].filter(([id]) => !id.startsWith("__"));
  return Object.fromEntries(
    named.map(([id, { outcome, conclusion, outputs }]) => [id, { outcome, conclusion, outputs }]),
  );
}
