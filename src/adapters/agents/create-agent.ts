import { AVAILABLE_AGENT_PROGRAMS, isAvailableAgentProgram } from "../../core/config/config.ts";
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
  const { program } = agent;
  if (!isAvailableAgentProgram(program)) {
    const available = AVAILABLE_AGENT_PROGRAMS.map((name) => `\`${name}\``).join(" or ");
    throw new Failure(`agent program ${program} is not available in this version; use ${available}.`, {
      code: "invalid",
      retryable: false,
    });
  }
  switch (program) {
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
  }
}
