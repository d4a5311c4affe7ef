/** One process of a step with its command files and commands; their effects land in job and result. */
import { randomUUID } from "node:crypto";
import { createCommandFiles, type FileCommands, takeFileCommands } from "./file-commands.ts";
import { runProcess } from "./run-process.ts";
import { CommandReader, type CommandSink } from "./workflow-commands.ts";
import { annotate } from "../job/annotations.ts";
import type { Frame } from "../job/job-state.ts";
import { stepEnvironment } from "./step-environment.ts";
import type { StepStop } from "./step-stop.ts";

export interface StepProcess {
  readonly stepId: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly own: Readonly<Record<string, string>>;
  readonly isAction: boolean;
  readonly stop: StepStop;
}

export interface WorkResult {
  readonly succeeded: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
}

export async function runStepProcess(frame: Frame, order: StepProcess): Promise<WorkResult> {
  const { job } = frame;
  const files = await createCommandFiles(job.places.commands, randomUUID());
  const outputs: Record<string, string> = {};
  const state: Record<string, string> = {};
  const reader = new CommandReader(sinkOf(frame, outputs, state));
  const end = await runProcess({
    command: order.command,
    args: order.args,
    folder: order.folder,
    env: stepEnvironment(frame, { ...order, own: { ...order.own, ...files } }),
    stop: order.stop.signal,
    kill: job.killed,
    killAfterMs: job.order.call.run.settings.killAfterMs,
    onLine: (line) => reader.read(line),
  });
  const commands = await takeFileCommands(files);
  applyToJob(frame, commands);
  Object.assign(outputs, Object.fromEntries(commands.outputs));
  Object.assign(state, Object.fromEntries(commands.state));
  const problems = [...commands.problems];
  if (end.kind === "unstartable") {
    problems.push(
      `An error occurred trying to start process '${order.command}' with working directory '${order.folder}'. ${end.reason}`,
    );
  } else {
    if (end.leftovers !== undefined) job.leftovers.add(end.leftovers);
    if (order.stop.signal.aborted) job.log.error("The operation was canceled.");
    else if (end.code !== 0 && !order.isAction)
      problems.push(`Process completed with exit code ${end.code}.`);
  }
  for (const problem of problems) {
    job.log.error(problem);
    annotate(job, "error", problem);
  }
  // An action says itself what is wrong; its exit code alone is no message.
  const succeeded =
    problems.length === 0 && end.kind === "exited" && end.code === 0 && !order.stop.signal.aborted;
  return { succeeded, outputs, state };
}

function sinkOf(frame: Frame, outputs: Record<string, string>, state: Record<string, string>): CommandSink {
  const { job } = frame;
  const counts = new Map<string, number>();
  return {
    log: (line) => job.log.write(line),
    annotate(level, message) {
      const count = (counts.get(level) ?? 0) + 1;
      counts.set(level, count);
      // GitHub shows ten of each kind for one step.
      if (count <= 10) annotate(job, level, message);
    },
    addMask: (value) => job.masks.add(value),
    setOutput(name, value) {
      if (name !== "") outputs[name] = value;
    },
    saveState(name, value) {
      if (name !== "") state[name] = value;
    },
  };
}

function applyToJob(frame: Frame, commands: FileCommands): void {
  const { job } = frame;
  job.env = { ...job.env, ...Object.fromEntries(commands.env) };
  job.path = [...commands.path.toReversed(), ...job.path];
  const summary = job.masks.apply(commands.summary);
  if (summary !== "") job.order.call.run.report.addSummary(summary);
}
