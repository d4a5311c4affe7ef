/** `actions/checkout`, as a real fetch from the embedded server. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Frame } from "../job/job-state.ts";
import { githubOf } from "../job/job-scope.ts";
import { runProcess } from "../step/run-process.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import type { WorkResult } from "../step/run-step-process.ts";
import { stepEnvironment } from "../step/step-environment.ts";
import { toText } from "../expressions/json.ts";
import type { ActionInputs } from "./built-in-actions.ts";
import { planFetch } from "./plan-fetch.ts";

export const CHECKOUT_INPUTS = [
  "repository",
  "ref",
  "token",
  "path",
  "clean",
  "fetch-depth",
  "fetch-tags",
  "persist-credentials",
  "show-progress",
  "set-safe-directory",
  "allow-unsafe-pr-checkout",
];

/** Runs git and answers with the lines it printed; throws when it fails. */
type Git = (...args: readonly string[]) => Promise<readonly string[]>;

export async function checkOut(frame: Frame, ready: ReadyStep, inputs: ActionInputs): Promise<WorkResult> {
  const github = githubOf(frame, ready.step.id);
  const own = toText(github["repository"] ?? "");
  const repository = textOr(inputs["repository"], own);
  const token = textOr(inputs["token"], frame.job.token);
  const folder = folderOf(frame, inputs);
  frame.job.masks.add(authorization(token));
  const git = gitIn(frame, { ready, folder, token });
  await startRepository(git, folder, {
    url: `https://github.com/${repository}`,
    keep: inputs["clean"] === "false",
  });
  const asked = inputs["ref"] ?? "";
  const target =
    asked === "" && repository === own
      ? { ref: toText(github["ref"] ?? ""), commit: toText(github["sha"] ?? "") }
      : { ref: asked === "" ? await defaultBranch(git) : asked, commit: "" };
  const plan = planFetch({
    ...target,
    depth: depthOf(inputs),
    tags: inputs["fetch-tags"] === "true",
  });
  for (const args of plan.fetches) await git("fetch", ...args);
  await git("checkout", "--progress", "--force", ...(await plan.checkout(refExists(git))));
  if (inputs["persist-credentials"] !== "false") {
    await git("config", "--local", headerKey(frame), authorization(token));
  }
  const [commit = ""] = await git("log", "-1", "--format=%H");
  return { succeeded: true, outputs: { ref: asked, commit }, state: {} };
}

function textOr(text: string | undefined, otherwise: string): string {
  return text === undefined || text === "" ? otherwise : text;
}

function depthOf(inputs: ActionInputs): number {
  const depth = Number(textOr(inputs["fetch-depth"], "1"));
  return Number.isFinite(depth) && depth >= 0 ? Math.floor(depth) : 1;
}

export async function forgetCredentials(
  frame: Frame,
  ready: ReadyStep,
  inputs: ActionInputs,
): Promise<WorkResult> {
  try {
    const git = gitIn(frame, { ready, folder: folderOf(frame, inputs), token: "" });
    await git("config", "--local", "--unset-all", headerKey(frame));
  } catch {
    // Nothing was kept, or nothing was checked out, or a step removed the folder: it is gone.
  }
  return { succeeded: true, outputs: {}, state: {} };
}

function folderOf(frame: Frame, inputs: ActionInputs): string {
  const { workspace } = frame.job.places;
  const folder = resolve(workspace, inputs["path"] ?? "");
  if (folder !== workspace && !folder.startsWith(workspace + sep)) {
    throw new Error(`Repository path '${folder}' is not under '${workspace}'`);
  }
  return folder;
}

async function startRepository(
  git: Git,
  folder: string,
  options: { readonly url: string; readonly keep: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  const isSame = entries.includes(".git") && (await remoteOf(git)) === options.url;
  if (isSame) {
    if (options.keep) return;
    await git("clean", "-ffdx");
    await git("reset", "--hard");
    return;
  }
  for (const entry of entries) await rm(join(folder, entry), { recursive: true, force: true });
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", options.url);
}

async function remoteOf(git: Git): Promise<string | undefined> {
  try {
    const [url] = await git("config", "--local", "--get", "remote.origin.url");
    return url;
  } catch {
    return undefined;
  }
}

async function defaultBranch(git: Git): Promise<string> {
  const lines = await git("ls-remote", "--symref", "origin", "HEAD");
  const line = lines.find((one) => one.startsWith("ref: "));
  if (line === undefined) throw new Error("Unable to determine the default branch");
  return line.slice("ref: ".length).split("\t")[0] ?? "";
}

function refExists(git: Git): (ref: string) => Promise<boolean> {
  return async (ref) => {
    const lines = await git("for-each-ref", "--format=%(refname)", ref);
    return lines.includes(ref);
  };
}

function gitIn(
  frame: Frame,
  options: { readonly ready: ReadyStep; readonly folder: string; readonly token: string },
): Git {
  const { job } = frame;
  const { ready, folder, token } = options;
  const environment = stepEnvironment(frame, {
    stepId: ready.step.id,
    env: ready.env,
    own: {},
    isAction: true,
  });
  // The header travels in the environment: not in a file, not on the command line.
  const header: Record<string, string> =
    token === ""
      ? {}
      : {
          GIT_CONFIG_COUNT: "2",
          GIT_CONFIG_KEY_1: headerKey(frame),
          GIT_CONFIG_VALUE_1: authorization(token),
        };
  return async (...args) => {
    const lines: string[] = [];
    job.log.write(`[command]git ${args.join(" ")}`);
    const end = await runProcess({
      command: "git",
      args,
      folder,
      env: { ...environment, ...header },
      stop: ready.stop.signal,
      kill: job.killed,
      killAfterMs: job.order.call.run.settings.killAfterMs,
      onLine(line) {
        lines.push(line);
        job.log.write(line);
      },
    });
    if (end.kind === "exited" && end.code === 0) return lines;
    const reason = end.kind === "exited" ? `exit code ${end.code}` : end.reason;
    throw new Error(`The process 'git' failed with ${reason}`);
  };
}

/** git compares the address after `insteadOf` has rewritten it. */
function headerKey(frame: Frame): string {
  return `http.${frame.job.order.call.run.host.urls.git}/.extraheader`;
}

function authorization(token: string): string {
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  return `AUTHORIZATION: basic ${credentials}`;
}
