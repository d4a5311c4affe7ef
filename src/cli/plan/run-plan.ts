/** `batch-stories plan`: what would run, what waits and why, on a local checkout and without GitHub. */
import type { FlagName } from "../../core/commands/command-registry.ts";
import { parseFlags } from "../../core/commands/parse-flags.ts";
import { planDocument } from "../../core/presentation/json/plan-document.ts";
import { planMermaid } from "../../core/presentation/plan/plan-mermaid.ts";
import { planReport } from "../../core/presentation/terminal/plan-report.ts";
import type { PlannedSprint } from "../../core/planning/explain/planned-sprint.ts";
import { readCheckoutOptions } from "../checkout/checkout-options.ts";
import { readCheckout } from "../checkout/read-checkout.ts";
import { readEnvironment } from "../environment.ts";
import { ExpectedError } from "../expected-error.ts";
import { refuse, sameFolder } from "../terminal/refuse.ts";
import { screenOf } from "../terminal/terminal.ts";

const HELP = `batch-stories plan — what would run, what waits and why; starts nothing and needs no GitHub

Usage: batch-stories plan [options]

  --repo FOLDER        plan this folder (default: the repository around the present one)
  --epic 1,2           only stories of these epics
  --stories 1-2,1-3    only these stories
  --exclude 2-4        all but these stories
  --max-workers N      stories that run at the same time
  --schedule NAME      rolling or waves
  --no-history         do not look at what earlier stories really changed
  --all                show every line of every list
  --mermaid            print the graph only
  --json               print everything as JSON (schemas/plan.schema.json)
  --help               this text

It reads what is on disk, edits that are not committed included. Exit codes: 0 there is a plan,
1 there can be none, 2 the words were not understood.
`;

/** Those of a comment's `plan` that change what is shown. */
const PLAN_FLAGS = ["--epic", "--stories", "--exclude", "--max-workers", "--schedule"] satisfies FlagName[];
const SWITCHES = ["--json", "--mermaid", "--all", "--no-history", "--help"];

function answerOf(sprint: PlannedSprint, switches: ReadonlySet<string>, repo: string | undefined): string {
  if (switches.has("--json")) return `${JSON.stringify(planDocument(sprint), undefined, 2)}\n`;
  if (switches.has("--mermaid")) return planMermaid(sprint.plan, sprint.startsNow);
  const screen = screenOf(process.stdout, readEnvironment());
  return planReport(sprint, { screen, showsAll: switches.has("--all"), sameFolder: sameFolder(repo) });
}

/** Gives the exit code. */
export async function runPlan(words: readonly string[]): Promise<number> {
  const { repo, switches, rest } = readCheckoutOptions(words, {
    command: "plan",
    switches: SWITCHES,
    planFlags: PLAN_FLAGS,
  });
  if (switches.has("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const parsed = parseFlags(rest, ["--repo", ...PLAN_FLAGS, ...SWITCHES]);
  if (parsed.kind === "problem") {
    throw new ExpectedError(`${parsed.problem.message} ${parsed.problem.hint}`, 2);
  }
  if (switches.has("--json") && switches.has("--mermaid")) {
    throw new ExpectedError("Choose one of --json and --mermaid.", 2);
  }
  const withHistory = !switches.has("--no-history");
  const reading = await readCheckout({ repo, flags: parsed.flags, withHistory });
  if (reading.kind === "refused") return refuse(reading.problems, switches.has("--json"));
  process.stdout.write(answerOf(reading.sprint, switches, repo));
  return 0;
}
