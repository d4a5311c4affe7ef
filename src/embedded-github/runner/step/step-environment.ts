/** The environment of a step's process: an allow list of ours, the workflow's, then GitHub's own. */
import { delimiter } from "node:path";
import { toText } from "../expressions/json.ts";
import { githubOf, runnerContext } from "../job/job-scope.ts";
import type { Frame, JobState } from "../job/job-state.ts";

/** All a job may know of the machine that the embedded GitHub runs on. */
const INHERITED = ["LANG", "LC_ALL", "LC_CTYPE", "TZ"];

/** Keys of the `github` context that are also variables. */
const GITHUB_VARIABLES = [
  "action",
  "action_path",
  "action_ref",
  "action_repository",
  "actor",
  "api_url",
  "base_ref",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "ref",
  "ref_name",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_owner",
  "retention_days",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];

export interface StepVariables {
  readonly stepId: string;
  /** Variables of workflow, job and step, already merged. */
  readonly env: Readonly<Record<string, string>>;
  /** Inputs, state and command files. */
  readonly own: Readonly<Record<string, string>>;
  /** Actions get the tokens of the artifact service, scripts do not. */
  readonly isAction: boolean;
}

export function stepEnvironment(frame: Frame, step: StepVariables): Readonly<Record<string, string>> {
  const { job } = frame;
  const base = step.env["PATH"] ?? hostPath();
  return {
    ...inherited(),
    HOME: job.places.home,
    ...gitVariables(job.order.call.run.host.urls.git),
    ...step.env,
    ...githubVariables(frame, step.stepId),
    ...runnerVariables(job),
    ...(step.isAction ? actionVariables(job) : {}),
    ...step.own,
    CI: "true",
    PATH: [...job.path, base].join(delimiter),
  };
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Without the tools of the npm project that started us: a runner would not have them. */
function hostPath(): string {
  const entries = (process.env["PATH"] ?? "/usr/bin:/bin").split(delimiter);
  return entries.filter((entry) => !entry.includes("node_modules")).join(delimiter);
}

/** https://github.com/ leads to the embedded server, and no setting of this machine leads astray. */
function gitVariables(gitUrl: string): Record<string, string> {
  return {
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${gitUrl}/.insteadOf`,
    GIT_CONFIG_VALUE_0: "https://github.com/",
  };
}

function githubVariables(frame: Frame, stepId: string): Record<string, string> {
  const github = githubOf(frame, stepId);
  const variables: Record<string, string> = { GITHUB_ACTIONS: "true" };
  for (const key of GITHUB_VARIABLES) {
    const value = github[key];
    if (value !== undefined) variables[`GITHUB_${key.toUpperCase()}`] = toText(value);
  }
  return variables;
}

function runnerVariables(job: JobState): Record<string, string> {
  const entries = Object.entries(runnerContext(job));
  return Object.fromEntries(entries.map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, value]));
}

function actionVariables(job: JobState): Record<string, string> {
  const { results: address } = job.order.call.run.host.urls;
  const results = address.endsWith("/") ? address : `${address}/`;
  return {
    ACTIONS_RUNTIME_TOKEN: job.runtimeToken,
    ACTIONS_RUNTIME_URL: results,
    ACTIONS_RESULTS_URL: results,
  };
}
