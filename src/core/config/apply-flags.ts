import type { RunFlags } from "../commands/command.ts";
import type { Config } from "./config.ts";

/** What a command says wins over the repository's file. */
export function applyFlags(config: Config, flags: RunFlags): Config {
  return {
    ...config,
    ...(flags.maxWorkers !== undefined && { maxWorkers: flags.maxWorkers }),
    ...(flags.maxAttempts !== undefined && { maxAttempts: flags.maxAttempts }),
    ...(flags.schedule !== undefined && { schedule: flags.schedule }),
  };
}
