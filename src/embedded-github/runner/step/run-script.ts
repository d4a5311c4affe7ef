/** `run:` steps. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { evaluateText } from "../expressions/evaluate-token.ts";
import type { RunWork } from "../workflow/workflow.ts";
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "./ready-step.ts";
import { runStepProcess, type WorkResult } from "./run-step-process.ts";

/** How GitHub calls the shells it knows on Linux; an unnamed shell is bash without pipefail. */
const SHELLS: Readonly<Record<string, string>> = {
  "": "bash -e {0}",
  bash: "bash --noprofile --norc -e -o pipefail {0}",
  sh: "sh -e {0}",
  python: "python3 {0}",
  node: "node {0}",
};

const EXTENSIONS: Readonly<Record<string, string>> = { python: ".py", node: ".js" };

export async function runScript(frame: Frame, ready: ReadyStep, work: RunWork): Promise<WorkResult> {
  const { job, defaults } = frame;
  const { scope, step, env, stop, name } = ready;
  const script = evaluateText(work.script, scope);
  const shell = work.shell ? evaluateText(work.shell, scope) : defaults.shell;
  const template = SHELLS[shell] ?? shell;
  if (!template.includes("{0}")) {
    throw new Error(
      "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{0}'",
    );
  }
  const place = work.workingDirectory
    ? evaluateText(work.workingDirectory, scope)
    : defaults.workingDirectory;
  const path = join(job.places.temp, `${randomUUID()}${EXTENSIONS[shell] ?? ".sh"}`);
  await writeFile(path, script.endsWith("\n") ? script : `${script}\n`);
  const [command = "bash", ...args] = template
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => word.replace("{0}", path));
  job.log.group(name, [...script.trimEnd().split("\n"), `shell: ${template}`, ...shown(env)]);
  return await runStepProcess(frame, {
    stepId: step.id,
    command,
    args,
    folder: resolve(job.places.workspace, place),
    env,
    own: {},
    isAction: false,
    stop,
  });
}

/** The `env:` block GitHub prints under the command of a step. */
export function shown(env: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(env).map(([name, value]) => `  ${name}: ${value}`);
  return entries.length === 0 ? [] : ["env:", ...entries];
}
