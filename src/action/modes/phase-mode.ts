import type { Phase } from "../../core/pipeline/phase.ts";
import type { Config } from "../../core/config/config.ts";
import { Failure } from "../../operations/failure.ts";
import { loadAttempt } from "../../operations/pipeline/attempt/attempt.ts";
import { runPhase, type StepEnd } from "../../operations/pipeline/run-phase.ts";
import type { AttemptFiles } from "../../operations/ports.ts";
import { failStep, jobLog, readInput, readToken, writeOutputs } from "../action-io.ts";
import { agent, artifacts, clock, commands, digests, files, repository, workTree } from "../compose.ts";
import { readAttemptFolder, type StepContext } from "./mode.ts";

export async function phaseMode(phase: Phase, context: StepContext): Promise<void> {
  const { environment, program } = context;
  const token = readToken();
  const folder = readAttemptFolder(context);
  const attemptFiles = await files(folder, [token, environment.runtimeToken]);
  const end = await runPhase(phase, {
    files: attemptFiles,
    work: await workTree(environment, folder),
    artifacts: await artifacts(environment),
    agent: await agent(environment, await readConfig(attemptFiles), program),
    commands: await commands(environment, folder),
    repository: await repository(environment, token),
    digests: await digests(),
    clock,
    log: jobLog,
  });
  report(phase, end);
}

async function readConfig(attemptFiles: AttemptFiles): Promise<Config> {
  const attempt = await loadAttempt({ files: attemptFiles });
  if (attempt) return attempt.journal().brief.config;
  throw new Failure("The brief of this attempt was not read: the step before this one is missing.", {
    code: "invalid",
    retryable: false,
  });
}

function report(phase: Phase, end: StepEnd): void {
  switch (end.kind) {
    case "stale":
      jobLog.notice(`${end.reason} The pipeline ends before ${phase}.`);
      return writeOutputs({ status: "stale" });
    case "stopped":
      return failStep({
        title: `${readInput("story")} stopped in ${phase}`,
        text: end.reasons.join("\n") || "No reason was given.",
      });
    case "went-on":
      return writeOutputs({
        status: end.status,
        "evidence-id": end.evidence.id,
        "evidence-digest": end.evidence.digest,
        ...(end.bundle ? { "bundle-id": end.bundle.id, "bundle-digest": end.bundle.digest } : {}),
      });
  }
}
