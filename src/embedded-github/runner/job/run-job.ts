/** A job on its runner: set up, pre steps, steps, post steps, outputs, clean up. */
import { join } from "node:path";
import { createAbort, anyOf } from "../create-abort.ts";
import { messageOf } from "../expressions/evaluate-expression.ts";
import { evaluateNumber, evaluateText, evaluateTexts } from "../expressions/evaluate-token.ts";
import { prepareActions } from "../actions/prepare-actions.ts";
import { JobLog } from "../log/job-log.ts";
import { Masks } from "../log/masks.ts";
import type { JobOutcome } from "../run/job-outcome.ts";
import { signalGroup } from "../step/run-process.ts";
import type { RunDefaults } from "../workflow/workflow.ts";
import { annotate, reportError } from "./annotations.ts";
import { createJobPlaces, removeJobPlaces } from "./job-places.ts";
import { frameScope } from "./job-scope.ts";
import type { Frame, JobOrder, JobState } from "./job-state.ts";
import { readOutputs } from "./job-outputs.ts";
import { runPostSteps } from "./run-post-steps.ts";
import { runStep } from "../step/run-step.ts";
import { stepName } from "../step/step-name.ts";
import { StepRecords } from "./step-records.ts";

/** GitHub's default for a job without `timeout-minutes`. */
const DEFAULT_TIMEOUT_MINUTES = 360;
/** How long a cancelled job may go on with what still wants to run. */
const CANCEL_TIMEOUT_MINUTES = 5;

export async function runJob(order: JobOrder): Promise<JobOutcome> {
  order.call.run.report.startJob(order.record);
  const timing = openTiming(order);
  try {
    return await runInTime(await createState(order, timing), timing);
  } finally {
    timing.close();
  }
}

async function runInTime(job: JobState, timing: Timing): Promise<JobOutcome> {
  const frame = jobFrame(job);
  function onCancel(): void {
    job.status = "cancelled";
  }
  timing.cancelled.addEventListener("abort", onCancel);
  if (timing.cancelled.aborted) onCancel();
  try {
    await runAll(frame);
    if (timing.isExpired()) annotate(job, "error", timing.message);
    const outputs = job.status === "cancelled" ? {} : readOutputs(frame);
    return { result: job.status, outputs };
  } finally {
    await cleanUp(job);
    job.order.call.run.report.completeJob(job.order.record, job.status);
  }
}

async function runAll(frame: Frame): Promise<void> {
  const { job } = frame;
  const { definition } = job.order;
  const setUp = job.records.add("Set up job");
  job.records.start(setUp, "Set up job");
  job.log.group("GITHUB_TOKEN Permissions", permissionLines(job.order.permissions));
  try {
    const { unsupported } = definition;
    if (unsupported !== undefined) {
      throw new Error(`'${unsupported}' of a job is not supported by this runner.`);
    }
    prepareEnvironment(frame);
    const prepared = await prepareActions(frame, definition.steps);
    const pres = prepared.map((pre) => ({ ...pre, number: job.records.add(pre.name) }));
    const mains = definition.steps.map((step) => ({
      step,
      number: job.records.add(stepName(step, frameScope(frame, job.env))),
    }));
    job.records.complete(setUp, "success");
    for (const pre of pres) {
      job.records.start(pre.number, pre.name);
      const succeeded = await pre.run();
      job.records.complete(pre.number, succeeded ? "success" : "failure");
      if (!succeeded) frame.status = "failure";
    }
    for (const { step, number } of mains) {
      const result = await runStep(frame, step, (name) => job.records.start(number, name));
      job.records.complete(number, result.conclusion);
    }
  } catch (error) {
    reportError(job, messageOf(error));
    job.records.complete(setUp, "failure");
    frame.status = "failure";
  }
  await runPostSteps(job);
  const last = job.records.addLast("Complete job");
  job.records.start(last, "Complete job");
  job.records.complete(last, "success");
}

/** As GitHub prints them: `PullRequests: write`; every token may read metadata. */
function permissionLines(permissions: JobOrder["permissions"]): readonly string[] {
  const granted = Object.entries(permissions).filter(([, level]) => level !== "none");
  const lines = granted.map(([key, level]) => `${titleOf(key)}: ${level}`);
  return [...new Set([...lines, "Metadata: read"])].toSorted();
}

function titleOf(key: string): string {
  const words = key.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return words.join("");
}

interface Timing {
  readonly cancelled: AbortSignal;
  readonly killed: AbortSignal;
  readonly message: string;
  isExpired(): boolean;
  close(): void;
}

/** A job whose time is up is cancelled, not failed; a cancelled job is killed after a while. */
function openTiming(order: JobOrder): Timing {
  const { settings, killed } = order.call.run;
  const token = order.definition.timeoutMinutes;
  const minutes = token ? evaluateNumber(token, order.scope) : DEFAULT_TIMEOUT_MINUTES;
  const time = createAbort();
  const force = createAbort();
  const timer = setTimeout(() => time.abort(), minutes * settings.minuteMs);
  const cancelled = anyOf([order.cancelled, time.signal, killed]);
  let forceTimer: NodeJS.Timeout | undefined;
  function onCancel(): void {
    forceTimer = setTimeout(() => force.abort(), CANCEL_TIMEOUT_MINUTES * settings.minuteMs);
  }
  cancelled.addEventListener("abort", onCancel);
  return {
    cancelled,
    killed: anyOf([killed, force.signal]),
    message: `The job has exceeded the maximum execution time of ${minutes}m0s`,
    isExpired: () => time.signal.aborted,
    close() {
      // Stopping the runner cancels jobs that ended long ago, too: they must not set a timer again.
      cancelled.removeEventListener("abort", onCancel);
      clearTimeout(timer);
      clearTimeout(forceTimer);
    },
  };
}

async function createState(order: JobOrder, timing: Timing): Promise<JobState> {
  const { run } = order.call;
  const folder = join(run.settings.folder, `job-${order.record.id}`);
  const places = await createJobPlaces(folder, run.record.repository, run.event);
  const masks = new Masks();
  const token = run.host.mintJobToken(run.record, order.permissions);
  const secrets = { ...order.call.secrets, GITHUB_TOKEN: token, github_token: token };
  const runtimeToken = run.host.mintRuntimeToken(run.record, order.record);
  for (const secret of [...Object.values(secrets), runtimeToken]) masks.add(secret);
  return {
    order,
    places,
    log: new JobLog(order.record, masks, () => run.host.now()),
    masks,
    records: new StepRecords(run.report, order.record),
    token,
    runtimeToken,
    secrets,
    cancelled: timing.cancelled,
    killed: timing.killed,
    posts: [],
    leftovers: new Set(),
    actionFolders: new Map(),
    status: "success",
    env: {},
    path: [],
  };
}

/** The job is the outermost frame: what happens to its steps happens to it. */
function jobFrame(job: JobState): Frame {
  const { source } = job.order.call.workflow;
  return {
    job,
    file: source.path,
    home: source,
    inputs: job.order.call.inputs,
    steps: new Map(),
    env: {},
    github: {},
    expired: createAbort().signal,
    defaults: { shell: "", workingDirectory: "" },
    depth: 0,
    get status() {
      return job.status;
    },
    set status(status) {
      if (job.status !== "cancelled") job.status = status;
    },
  };
}

function prepareEnvironment(frame: Frame): void {
  const { job } = frame;
  const { definition, call } = job.order;
  const workflowEnv = evaluateTexts(call.workflow.env, frameScope(frame, {}));
  const jobEnv = evaluateTexts(definition.env, frameScope(frame, workflowEnv));
  job.env = { ...workflowEnv, ...jobEnv };
  frame.defaults = {
    shell: defaultOf(frame, "shell"),
    workingDirectory: defaultOf(frame, "workingDirectory"),
  };
}

function defaultOf(frame: Frame, key: keyof RunDefaults): string {
  const { definition, call } = frame.job.order;
  const token = definition.defaults[key] ?? call.workflow.defaults[key];
  return token === undefined ? "" : evaluateText(token, frameScope(frame, frame.job.env));
}

async function cleanUp(job: JobState): Promise<void> {
  const { run } = job.order.call;
  for (const group of job.leftovers) signalGroup(group, "SIGKILL");
  run.host.revokeToken(job.token);
  if (run.settings.keepWorkspaces) return;
  const problem = await removeJobPlaces(job.places);
  if (problem !== undefined) job.log.warning(`The job's folder could not be removed: ${problem}`);
}
