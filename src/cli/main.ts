/** The command line. Each command lives in a folder of its own and is loaded only when asked for. */
import { ExpectedError } from "./expected-error.ts";

const HELP = `batch-stories — run a sprint of stories in parallel, with evidence you can trust

Usage: batch-stories <command> [options]

  demo     the whole product on a GitHub of its own, on this computer
  help     this text

\`batch-stories <command> --help\` tells more.
`;

async function main(words: readonly string[]): Promise<number> {
  const [command = "help", ...rest] = words;
  switch (command) {
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
      throw new ExpectedError(`There is no command "${command}". Try \`batch-stories help\`.`);
  }
}

function describe(error: unknown): string {
  if (error instanceof ExpectedError) return error.message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug of ours; please report it.\n${text}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}
