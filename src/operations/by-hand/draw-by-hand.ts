import { batchIdOfRun } from "../../core/batch/batch-id.ts";
import type { HandStart } from "../../core/batch/by-hand/start-by-hand.ts";
import { handBatch, startByHand } from "../../core/batch/by-hand/start-by-hand.ts";
import type { Claim } from "../../core/batch/brief.ts";
import { CONFIG_PATH, HAND_LIMIT } from "../../core/batch/names.ts";
import type { RunFlags } from "../../core/commands/command.ts";
import { agentProblems } from "../../core/config/agent-problems.ts";
import type { HandPlan } from "../../core/presentation/by-hand/hand-plan.ts";
import type { Plan } from "../../core/planning/plan.ts";
import type { Problem } from "../../core/problem.ts";
import type { AppContext } from "../app-context.ts";
import { observeBatch } from "../observe/observe-batch.ts";
import type { BatchSeen } from "../observe/observe-batch.ts";
import { planFor, wrongWords } from "../start-batch.ts";
import type { OwnRun } from "./own-run.ts";

export interface HandRequest {
  readonly run: OwnRun;
  readonly by: string;
  readonly flags: RunFlags;
  /** What the person filled in, in one line. */
  readonly line: string;
}

export interface Drawn {
  readonly kind: "drawn";
  readonly plan: Plan;
  readonly seen: BatchSeen;
  readonly start: HandStart;
}

/** Something people wrote is wrong; nothing is started. */
export interface Refused {
  readonly kind: "refused";
  readonly problems: readonly Problem[];
  readonly commit: string;
}

/** What a run would take on as everything stands now. Reads only. */
export async function drawByHand(
  context: AppContext,
  { run, by, flags, line }: HandRequest,
  claims: readonly Claim[],
): Promise<Drawn | Refused> {
  const reading = await planFor(context, flags);
  if (reading.kind === "refused") return reading;
  const { plan, config, look, sprint } = reading;
  const problems = [...wrongWords(plan), ...agentProblems(config, CONFIG_PATH)];
  if (problems.length > 0) return { kind: "refused", problems, commit: look.commit };
  const { owner, name } = context.repository;
  const begun = handBatch({
    id: batchIdOfRun(run.id, run.attempt),
    repository: { owner, name },
    origin: {
      kind: "by-hand",
      runId: run.id,
      runAttempt: run.attempt,
      limit: Math.min(flags.limit ?? HAND_LIMIT, HAND_LIMIT),
    },
    command: { by, text: line },
    config,
    base: { branch: look.branch, sha: look.commit },
    boardPath: sprint.snapshot.board.path,
    plan,
    now: context.clock.now(),
  });
  const seen = await observeBatch(context, { state: begun, claims, marker: undefined });
  return { kind: "drawn", plan, seen, start: startByHand(begun, seen.observation) };
}

export function planOf({ plan, start }: Drawn): HandPlan {
  return { plan, later: start.later, running: start.result.state };
}
