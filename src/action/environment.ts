import { join } from "node:path";
import type { OwnRun } from "../operations/by-hand/own-run.ts";
import { Failure } from "../operations/failure.ts";

/** What the runner tells the action by its environment. Read here and nowhere else. */
export interface ActionEnvironment {
  readonly repository: { readonly owner: string; readonly name: string };
  readonly runId: number;
  readonly runAttempt: number;
  /** Who started the run, or started it again; empty where the runner does not say. */
  readonly actor: string;
  /** The branch that the run was started on; empty where the runner does not say. */
  readonly branch: string;
  /** Removed by the runner after the job. */
  readonly temporaryFolder: string;
  readonly workspace: string;
  readonly apiUrl: string;
  /** Such as https://github.com */
  readonly serverUrl: string;
  /** The token with which this job may upload artifacts. */
  readonly runtimeToken: string;
  /** For git only: where programs lie, proxies, certificates, git's own settings. */
  readonly git: Readonly<Record<string, string>>;
  /** Everything; adapters pass on the names of their allow lists. */
  readonly surroundings: Readonly<Record<string, string | undefined>>;
}

const GIT_NEEDS =
  /^(?:PATH|TMPDIR|(?:https?|no|all)_proxy|SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|GIT_CONFIG_(?:COUNT|KEY_\d{1,3}|VALUE_\d{1,3}))$/iu;

export function readEnvironment(
  surroundings: Readonly<Record<string, string | undefined>> = process.env,
): ActionEnvironment {
  const absent: string[] = [];
  function need(name: string): string {
    const value = surroundings[name] ?? "";
    if (value === "") absent.push(name);
    return value;
  }
  const [owner = "", name = ""] = need("GITHUB_REPOSITORY").split("/");
  const environment: ActionEnvironment = {
    repository: { owner, name },
    runId: Number(need("GITHUB_RUN_ID")),
    runAttempt: Number(need("GITHUB_RUN_ATTEMPT")),
    actor: surroundings["GITHUB_TRIGGERING_ACTOR"] ?? surroundings["GITHUB_ACTOR"] ?? "",
    branch: surroundings["GITHUB_REF_NAME"] ?? "",
    temporaryFolder: need("RUNNER_TEMP"),
    workspace: need("GITHUB_WORKSPACE"),
    apiUrl: need("GITHUB_API_URL"),
    serverUrl: need("GITHUB_SERVER_URL"),
    runtimeToken: surroundings["ACTIONS_RUNTIME_TOKEN"] ?? "",
    git: gitEnvironment(surroundings),
    surroundings,
  };
  if (absent.length === 0) return environment;
  throw new Failure(`This program runs as a GitHub action: ${absent.join(", ")} is not set.`, {
    code: "invalid",
    retryable: false,
  });
}

/** The run that this job belongs to. */
export function ownRun({ runId, runAttempt, serverUrl, repository }: ActionEnvironment): OwnRun {
  const url = `${serverUrl}/${repository.owner}/${repository.name}/actions/runs/${runId}`;
  return { id: runId, attempt: runAttempt, url };
}

/** Outside the work tree, one folder for each attempt. */
export function attemptFolder(
  environment: ActionEnvironment,
  attempt: { readonly story: string; readonly attempt: number },
): string {
  return join(environment.temporaryFolder, "batch-stories", `${attempt.story}-${attempt.attempt}`);
}

function gitEnvironment(surroundings: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(surroundings)) {
    if (value !== undefined && GIT_NEEDS.test(name)) kept[name] = value;
  }
  return kept;
}
