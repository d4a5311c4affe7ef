import type { Config } from "../../../core/config/config.ts";
import type { TestRun } from "../../../core/evidence/evidence.ts";
import type { CommandRunner, JobLog } from "../../ports.ts";
import { testCounts } from "./test-counts.ts";

const TAIL_CHARACTERS = 4000;

interface CommandPorts {
  readonly commands: CommandRunner;
  readonly log: JobLog;
}

export type SetupEnd = { readonly kind: "ready" } | { readonly kind: "failed"; readonly reason: string };

/** The repository's setup commands, in order, up to the first that fails. */
export async function runSetup(ports: CommandPorts, config: Config, folder: string): Promise<SetupEnd> {
  const timeoutMs = config.commandTimeoutMinutes * 60_000;
  for (const command of config.setup) {
    ports.log.info(`$ ${command}`);
    const result = await ports.commands.run(command, { folder, timeoutMs });
    if (result.exitCode === 0) continue;
    const how = result.timedOut
      ? `did not finish within ${config.commandTimeoutMinutes} minutes`
      : `ended with exit code ${result.exitCode}`;
    return {
      kind: "failed",
      reason: `The setup command \`${command}\` ${how}: ${lastLines(result.output)}`.slice(0, 2000),
    };
  }
  return { kind: "ready" };
}

/** The repository's own test command; what it says is marked as its word. */
export async function runTests(ports: CommandPorts, config: Config, folder: string): Promise<TestRun> {
  if (config.test === undefined) return { status: "not-configured" };
  ports.log.info(`$ ${config.test}`);
  const timeoutMs = config.commandTimeoutMinutes * 60_000;
  const result = await ports.commands.run(config.test, { folder, timeoutMs });
  ports.log.info(result.output);
  const counted = testCounts(result.output);
  if (result.exitCode === 0) return { status: "passed", ...counted };
  const why = result.timedOut ? `\n(stopped after ${config.commandTimeoutMinutes} minutes)` : "";
  return { status: "failed", ...counted, tail: `${result.output}${why}`.slice(-TAIL_CHARACTERS) };
}

/** `passed (12/12)`, `failed (11/12)`, `not configured`. */
export function testSentence(tests: TestRun): string {
  if (tests.status === "not-configured") return "tests: not configured";
  const counts =
    tests.total !== undefined && tests.passing !== undefined ? ` (${tests.passing}/${tests.total})` : "";
  const coverage = tests.coverage === undefined ? "" : `, coverage ${tests.coverage}`;
  return `tests ${tests.status}${counts}${coverage}`;
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-15).join("\n");
}
