/** The command line. Each command lives in a folder of its own and is loaded only when asked for. */
import { closestWord } from "../core/closest-word.ts";
import { Failure } from "../operations/failure.ts";
import { ExpectedError } from "./expected-error.ts";
import { endQuietlyWhenNobodyReads } from "./terminal/terminal.ts";

const HELP = `batch-stories — run a sprint of stories in parallel, with evidence you can trust

Usage: batch-stories <command> [options]

  plan     what would run, what waits and why, on a local checkout
  why      what a story waits for, or why two stories do not run together
  demo     the whole product on a GitHub of its own, on this computer
  help     this text

\`batch-stories <command> --help\` tells more.
`;

const COMMANDS = ["plan", "why", "demo", "help"];

function unknownCommand(command: string): ExpectedError {
  const meant = closestWord(command, COMMANDS);
  const next = meant === undefined ? "Try `batch-stories help`." : `Did you mean \`batch-stories ${meant}\`?`;
  return new ExpectedError(`There is no command "${command.slice(0, 60)}". ${next}`, 2);
}

async function main(words: readonly string[]): Promise<number> {
  const [command = "help", ...rest] = words;
  switch (command) {
    case "plan": {
      const { runPlan } = await import("./plan/run-plan.ts");
      return await runPlan(rest);
    }
    case "why": {
      const { runWhy } = await import("./why/run-why.ts");
      return await runWhy(rest);
    }
    case "demo": {
      const { runDemo } = await import("./demo/run-demo.ts");
      return runDemo(rest);
    }
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(HELP);
      return 0;
    default:
      throw unknownCommand(command);
  }
}

function describe(error: unknown): string {
  if (error instanceof ExpectedError || error instanceof Failure) return error.message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug of ours; please report it.\n${text}`;
}

endQuietlyWhenNobodyReads();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = error instanceof ExpectedError ? error.exitCode : 1;
}
