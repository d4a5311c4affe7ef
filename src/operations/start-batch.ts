/** From an accepted `run` to a batch whose plan is committed. The same comment always means the same batch. */
import { batchIdOfComment } from "../core/batch/batch-id.ts";
import type { BatchId } from "../core/batch/batch-id.ts";
import type { BatchState } from "../core/batch/batch-state.ts";
import { CALLER_WORKFLOW_PATH, CONFIG_PATH } from "../core/batch/names.ts";
import { startBatch as stateOfNewBatch } from "../core/batch/start-batch.ts";
import type { RunFlags } from "../core/commands/command.ts";
import { agentProblems } from "../core/config/agent-problems.ts";
import { applyFlags } from "../core/config/apply-flags.ts";
import type { Config } from "../core/config/config.ts";
import type { Plan } from "../core/planning/plan.ts";
import { planSprint } from "../core/planning/plan-sprint.ts";
import type { Problem } from "../core/problem.ts";
import type { AppContext } from "./app-context.ts";
import { Failure } from "./failure.ts";
import type { RepositoryLook } from "./ports.ts";
import { readSprint } from "./observe/read-sprint.ts";
import type { Sprint } from "./observe/read-sprint.ts";

export interface RunCommand {
  readonly issue: number;
  readonly commentId: number;
  readonly user: string;
  /** The command's line as written. */
  readonly line: string;
  readonly flags: RunFlags;
}

export type PlanReading =
  | {
      readonly kind: "planned";
      readonly plan: Plan;
      readonly config: Config;
      readonly look: RepositoryLook;
      readonly sprint: Sprint;
    }
  | { readonly kind: "refused"; readonly problems: readonly Problem[]; readonly commit: string };

export type Start =
  | { readonly kind: "started"; readonly batch: BatchId }
  /** Nothing was started; the problems say what to do. `plan` shows why nothing can run. */
  | {
      readonly kind: "refused";
      readonly problems: readonly Problem[];
      readonly commit: string;
      readonly plan?: Plan;
    };

const MAX_CONFLICTS = 5;

export async function planFor(context: AppContext, flags: RunFlags): Promise<PlanReading> {
  const look = await context.reader.look({ branch: undefined, stories: [] });
  const reading = await readSprint(context, look);
  const { commit } = look;
  if (reading.kind === "unusable") return { kind: "refused", problems: reading.problems, commit };
  const { sprint } = reading;
  const config = applyFlags(sprint.config, flags);
  const plan = planSprint(sprint.snapshot, { config, filter: flags, own: new Set() });
  return { kind: "planned", plan, config, look, sprint };
}

/**
 * Words of the command that name nothing on the board: a mistake even where others name something. A
 * mistyped `--exclude` would run what was to be left alone.
 */
export function wrongWords(plan: Plan): readonly Problem[] {
  return plan.problems.filter(({ code, severity }) => code === "command-flag" && severity === "error");
}

function workflowMissing(branch: string): Problem {
  return {
    code: "workflow-missing",
    severity: "error",
    message: `The workflow \`${CALLER_WORKFLOW_PATH}\` is missing on the branch \`${branch}\`.`,
    hint: "Copy `templates/caller.yml` of batch-stories to that path and commit it to the default branch.",
  };
}

function nothingToRun(): Problem {
  return {
    code: "nothing-to-run",
    severity: "error",
    message: "No story can run now.",
    hint: "The plan below says for each story what it waits for or why it is left out.",
  };
}

async function newState(context: AppContext, id: BatchId, command: RunCommand): Promise<BatchState | Start> {
  const reading = await planFor(context, command.flags);
  if (reading.kind === "refused") return reading;
  const { plan, config, look, sprint } = reading;
  const missing = sprint.tree.has(CALLER_WORKFLOW_PATH) ? [] : [workflowMissing(look.branch)];
  const problems = [...wrongWords(plan), ...missing, ...agentProblems(config, CONFIG_PATH)];
  if (problems.length > 0) return { kind: "refused", problems, commit: look.commit };
  if (!plan.stories.some((story) => story.disposition.kind === "ready")) {
    return { kind: "refused", problems: [...plan.problems, nothingToRun()], commit: look.commit, plan };
  }
  const { owner, name } = context.repository;
  return stateOfNewBatch({
    id,
    repository: { owner, name },
    origin: { kind: "comment", issue: command.issue, commentId: command.commentId },
    command: { by: command.user, text: command.line },
    config,
    filter: command.flags,
    base: { branch: look.branch, sha: look.commit },
    boardPath: sprint.snapshot.board.path,
    plan,
    now: context.clock.now(),
  });
}

/** Idempotent by the comment: a doubled webhook finds the batch that the first one started. */
export async function startBatch(context: AppContext, command: RunCommand): Promise<Start> {
  const id = batchIdOfComment(command.issue, command.commentId);
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const stored = await context.store.read(id);
    if (stored.batch) return { kind: "started", batch: id };
    const batch = await newState(context, id, command);
    if ("kind" in batch) return batch;
    const { version, claims } = stored;
    const message = `${id}: start ${batch.stories.length} stories\n\nAsked for by ${command.user}.`;
    const written = await context.store.write({ version, claims, batch, briefs: [], message });
    if (written.kind === "written") return { kind: "started", batch: id };
  }
  throw new Failure("The state branch is written by others all the time; the batch could not be started.", {
    code: "conflict",
    retryable: true,
  });
}
