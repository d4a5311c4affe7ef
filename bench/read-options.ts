/** The options of a benchmark; a word about what is wrong with them, and never a stack trace. */
import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";

type Values<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>["values"];

/** Undefined where help was given or the options were refused, which is said and ends with code 2. */
export function readOptions<const T extends ParseArgsConfig>(config: T, help: string): Values<T> | undefined {
  try {
    const { values } = parseArgs(config);
    const named: object = values;
    if (!("help" in named) || named.help !== true) return values;
    process.stdout.write(help);
  } catch (error) {
    refuse(error instanceof Error ? error.message : "The options cannot be read.");
  }
  return undefined;
}

export function refuse(message: string): void {
  const [line = ""] = message.split("\n");
  process.stderr.write(`${line}${/[.!?]$/u.test(line) ? "" : "."} --help lists the options.\n`);
  process.exitCode = 2;
}
