import type { AttemptOutcome } from "../../core/batch/batch-state.ts";
import type { ObservedRun } from "../../core/batch/observation.ts";
import type { Validation } from "../../core/evidence/validation.ts";
import { phaseOfStepName } from "../../core/pipeline/phase.ts";
import { isAlreadyDone } from "../../core/pipeline/arithmetic.ts";
import type { StoryPullRequest } from "../../core/sprint/sprint.ts";
import type { Task } from "../../core/sprint/story.ts";
import { wasCancelled } from "./end-without-evidence.ts";
import type { StoryJobs } from "../observe/story-jobs.ts";

export interface Circumstances {
  readonly run: ObservedRun;
  readonly jobs: StoryJobs;
  readonly pullRequest: StoryPullRequest | undefined;
  /** The pull request's head carries the trailers of this very attempt. */
  readonly hasDelivered: boolean;
  /** Of the story file on the base branch, where no agent has been. */
  readonly tasksAtBase: readonly Task[];
}

interface Judged {
  readonly outcome: AttemptOutcome;
  readonly learnings: readonly string[];
}

type AtHead = Pick<Extract<AttemptOutcome, { kind: "rejected" }>, "pullRequest" | "headSha">;

function openAtHead(pullRequest: StoryPullRequest | undefined): AtHead {
  if (pullRequest?.state !== "open") return { pullRequest: null, headSha: null };
  return { pullRequest: pullRequest.number, headSha: pullRequest.headSha };
}

function judgeAlreadyDone({ tasksAtBase, pullRequest }: Circumstances): AttemptOutcome {
  if (isAlreadyDone(tasksAtBase)) return { kind: "alreadyDone" };
  const open = tasksAtBase.filter((task) => !task.checked).length;
  const found =
    tasksAtBase.length === 0 ? "has no tasks" : `has ${open} open ${open === 1 ? "task" : "tasks"}`;
  return {
    kind: "rejected",
    ...openAtHead(pullRequest),
    reasons: [`progress artifact (says already done, but the story file on the base branch ${found})`],
    facts: null,
  };
}

/** A pipeline that broke off in a phase without saying why. */
function brokeOff({ run, jobs }: Circumstances): AttemptOutcome {
  const failed = jobs.pipeline?.steps.find((step) => step.conclusion === "failure");
  const phase = failed ? (phaseOfStepName(failed.name) ?? null) : null;
  const what = jobs.pipeline?.conclusion === "timed_out" ? "The job timed out" : "The pipeline broke off";
  const where = phase === null ? "" : ` in ${phase}`;
  return { kind: "failed", phase, reasons: [`${what}${where}: see ${run.url}`], facts: null };
}

function lateJobReasons({ run, jobs }: Circumstances): readonly string[] {
  const reasons: string[] = [];
  for (const [name, job] of Object.entries({ prove: jobs.prove, deliver: jobs.deliver })) {
    if (job && job.conclusion !== "success" && job.conclusion !== "skipped") {
      reasons.push(`the ${name} job ended with ${job.conclusion ?? "no result"}: see ${run.url}`);
    }
  }
  return reasons;
}

/** Whatever its evidence says: an agent that is stopped in the middle of its work fails. */
function cancelledOnGitHub({ run }: Circumstances): AttemptOutcome {
  return { kind: "fault", reason: `the run was cancelled on GitHub: ${run.url}` };
}

function judgeRejected(
  validation: Extract<Validation, { kind: "rejected" }>,
  circumstances: Circumstances,
): AttemptOutcome {
  const { run, jobs, pullRequest } = circumstances;
  if (wasCancelled(run, jobs)) return cancelledOnGitHub(circumstances);
  if (jobs.pipeline?.conclusion !== "success") return brokeOff(circumstances);
  const shortcomings = validation.shortcomings.map((shortcoming) => shortcoming.message);
  return {
    kind: "rejected",
    ...openAtHead(pullRequest),
    reasons: [...lateJobReasons(circumstances), ...shortcomings],
    facts: validation.facts,
  };
}

/**
 * An attempt that got as far as a delivered commit has not given up: evidence that says so is not
 * the one which was delivered, whoever wrote it.
 */
function contradicted({ pullRequest }: Circumstances): Judged {
  const reasons = ["the evidence says that the story stopped, but its commit was delivered"];
  const outcome = { kind: "rejected" as const, ...openAtHead(pullRequest), reasons, facts: null };
  return { outcome, learnings: [] };
}

/** What an attempt came to, from what its evidence proves and how its jobs ended. */
export function judgeEvidence(validation: Validation, circumstances: Circumstances): Judged {
  const hasDelivered = circumstances.hasDelivered && circumstances.jobs.pipeline?.conclusion === "success";
  if (hasDelivered && validation.kind !== "accepted" && validation.kind !== "rejected") {
    return contradicted(circumstances);
  }
  switch (validation.kind) {
    case "accepted":
      return judgeAccepted(validation, circumstances);
    case "alreadyDone":
      return { outcome: judgeAlreadyDone(circumstances), learnings: [] };
    case "failed":
      return judgeFailed(validation, circumstances);
    case "blocked": {
      const { phase, reasons, critical, learnings } = validation;
      return { outcome: { kind: "blocked", phase, reasons: [...reasons], critical }, learnings };
    }
    case "rejected":
      return { outcome: judgeRejected(validation, circumstances), learnings: validation.learnings };
  }
}

function judgeAccepted(
  { facts, learnings }: Extract<Validation, { kind: "accepted" }>,
  { pullRequest }: Circumstances,
): Judged {
  // Validation needs a delivered commit, and that was read from this pull request.
  if (!pullRequest) throw new Error("bug: evidence was accepted without a pull request");
  const { number, headSha } = pullRequest;
  return { outcome: { kind: "delivered", pullRequest: number, headSha, facts }, learnings };
}

type Ended = Extract<Validation, { phase: unknown }>;

function judgeFailed({ phase, reasons, facts, learnings }: Ended, circumstances: Circumstances): Judged {
  if (circumstances.jobs.pipeline?.conclusion === "cancelled") {
    return { outcome: cancelledOnGitHub(circumstances), learnings };
  }
  return { outcome: { kind: "failed", phase, reasons: [...reasons], facts }, learnings };
}
