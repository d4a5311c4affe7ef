/** From a folder to its sprint, by the same reading and planning as on GitHub. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RunFlags } from "../../core/commands/command.ts";
import { DEFAULT_CONFIG } from "../../core/config/config.ts";
import { planWithFlags } from "../../core/planning/explain/planned-sprint.ts";
import type { PlannedSprint } from "../../core/planning/explain/planned-sprint.ts";
import type { Problem } from "../../core/problem.ts";
import { findBoard } from "../../core/sprint/find-board.ts";
import { createMemory } from "../../operations/memory.ts";
import { readSprint } from "../../operations/observe/read-sprint.ts";
import { wrongWords } from "../../operations/start-batch.ts";
import { readEnvironment } from "../environment.ts";
import { ExpectedError } from "../expected-error.ts";
import { showProgress } from "../terminal/terminal.ts";
import { openCheckout } from "./compose.ts";
import type { Checkout } from "./compose.ts";

export type CheckoutReading =
  | { readonly kind: "planned"; readonly sprint: PlannedSprint }
  /** Nothing can be planned; the problems say what to do. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

export interface CheckoutQuestion {
  readonly repo: string | undefined;
  readonly flags: RunFlags;
  readonly withHistory: boolean;
}

async function folderOf(repo: string | undefined): Promise<string> {
  const folder = resolve(readEnvironment().startedIn, repo ?? ".");
  const found = await stat(folder).catch(() => undefined);
  if (!found) throw new ExpectedError(`There is no folder ${folder}. Name one with --repo.`);
  if (!found.isDirectory()) throw new ExpectedError(`${folder} is no folder. Name one with --repo.`);
  return folder;
}

/** A board that git ignores is on disk and yet not part of the project: people look for it in vain. */
function withIgnored(problem: Problem, checkout: Checkout): Problem {
  if (problem.code !== "board-missing") return problem;
  const { tried } = findBoard([], DEFAULT_CONFIG);
  const ignored = checkout.isGit ? tried.find((path) => existsSync(join(checkout.root, path))) : undefined;
  if (ignored === undefined) return problem;
  return {
    ...problem,
    hint: `\`${ignored}\` is there, but git ignores it: take it out of \`.gitignore\`.`,
  };
}

export async function readCheckout(question: CheckoutQuestion): Promise<CheckoutReading> {
  const folder = await folderOf(question.repo);
  const isExact = question.repo !== undefined;
  showProgress("Reading the sprint");
  try {
    const checkout = await openCheckout(folder, { isExact, environment: readEnvironment().forGit });
    const { reader, history, look, isGit } = checkout;
    const access = { reader, memory: createMemory(), ...(question.withHistory ? { history } : {}) };
    const reading = await readSprint(access, look);
    if (reading.kind === "unusable") {
      return { kind: "refused", problems: reading.problems.map((one) => withIgnored(one, checkout)) };
    }
    const uncommitted = await checkout.uncommitted();
    showProgress("Planning");
    const { snapshot, config } = reading.sprint;
    const basis = { isGit, branch: look.branch, commit: look.commit, uncommitted };
    const sprint = planWithFlags({ snapshot, config, flags: question.flags, basis });
    const problems = wrongWords(sprint.plan);
    return problems.length > 0 ? { kind: "refused", problems } : { kind: "planned", sprint };
  } finally {
    showProgress("");
  }
}
