import type { Config } from "../../core/config/config.ts";
import { Failure } from "../../operations/failure.ts";
import type { AgentRunner } from "../../operations/ports.ts";
import { createCommandAgent } from "./command-agent.ts";

export interface AgentOptions {
  readonly agent: Config["agent"];
  /** The shell's environment; programs see the names of an allow list only. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How this program starts itself as the scripted agent: file, then arguments. */
  readonly scripted: { readonly file: string; readonly args: readonly string[] };
}

/** The agent that the repository's configuration names. */
export function createAgent({ agent, environment, scripted }: AgentOptions): AgentRunner {
  switch (agent.program) {
    case "scripted":
      return createCommandAgent({ name: "scripted", ...scripted, environment });
    case "command":
      if (agent.command === undefined || agent.command.trim() === "") {
        throw new Failure(
          "agent.program is `command`, but agent.command is empty. Set it to the shell command that starts your agent.",
          { code: "invalid", retryable: false },
        );
      }
      return createCommandAgent({ name: "command", file: "sh", args: ["-c", agent.command], environment });
    case "claude":
    case "codex":
    case "gemini":
    case "copilot":
    case "opencode":
      throw new Failure(
        `agent program ${agent.program} is not available in this version; use \`command\` or \`scripted\`.`,
        { code: "invalid", retryable: false },
      );
  }
}
