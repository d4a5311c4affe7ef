/** The contexts that exist before a job reaches a runner. */
import type { JsonObject } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import type { RunnerHost } from "../runner-host.ts";
import type { WorkflowSource } from "../workflow/workflow.ts";
import type { RunRecord } from "../../world/workflow-run.ts";
import type { ActiveRun, WorkflowCall } from "./active-run.ts";

export function refOf(run: RunRecord): string {
  return run.headBranch.startsWith("refs/") ? run.headBranch : `refs/heads/${run.headBranch}`;
}

/** `github.event`: the payload of `workflow_dispatch`, as far as workflows look at it. */
export function eventPayload(run: RunRecord, inputs: JsonObject): JsonObject {
  const [owner = "", name = ""] = run.repository.split("/");
  return {
    inputs,
    ref: refOf(run),
    repository: {
      name,
      full_name: run.repository,
      owner: { login: owner },
      html_url: `https://github.com/${run.repository}`,
    },
    sender: { login: run.actor },
    workflow: run.workflowPath,
  };
}

/** `github` without what only a runner knows (token, paths, the current action). */
export function githubContext(
  run: Pick<ActiveRun, "record" | "host" | "event">,
  root: { readonly name: string; readonly source: WorkflowSource },
): JsonObject {
  const { record, host, event } = run;
  const ref = refOf(record);
  const [owner = ""] = record.repository.split("/");
  return {
    ref,
    sha: record.headSha,
    repository: record.repository,
    repository_owner: owner,
    repositoryUrl: `git://github.com/${record.repository}.git`,
    run_id: String(record.id),
    run_number: String(record.runNumber),
    run_attempt: String(record.runAttempt),
    retention_days: "90",
    actor: record.actor,
    triggering_actor: record.actor,
    workflow: root.name,
    workflow_ref: `${record.repository}/${record.workflowPath}@${ref}`,
    workflow_sha: record.headSha,
    head_ref: "",
    base_ref: "",
    event_name: record.event,
    event,
    server_url: "https://github.com",
    api_url: host.urls.api,
    graphql_url: host.urls.graphql,
    ref_name: ref.replace(/^refs\/(heads|tags)\//u, ""),
    ref_protected: false,
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    secret_source: "Actions",
  };
}

export function variablesContext(host: RunnerHost, repository: string): JsonObject {
  return { ...host.variables(repository) };
}

/** What every expression of a called or calling workflow may name. */
export function callScope(call: WorkflowCall, more: JsonObject = {}): Scope {
  const { run, workflow } = call;
  return {
    file: workflow.source.path,
    contexts: {
      github: githubContext(run, run.tree.root),
      inputs: call.inputs,
      vars: variablesContext(run.host, run.record.repository),
      ...more,
    },
  };
}
