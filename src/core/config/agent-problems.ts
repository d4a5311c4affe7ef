import type { Problem } from "../problem.ts";
import { AVAILABLE_AGENT_PROGRAMS, isAvailableAgentProgram, type Config } from "./config.ts";

/** Why no attempt could start its agent. A plan needs none, so only a run is refused. */
export function agentProblems({ agent }: Config, path: string): readonly Problem[] {
  if (!isAvailableAgentProgram(agent.program)) {
    const available = AVAILABLE_AGENT_PROGRAMS.map((program) => `\`${program}\``).join(" and ");
    return [
      {
        code: "config-value",
        severity: "error",
        message: `The agent program \`${agent.program}\` is not available in this version; available are ${available}.`,
        hint: `Set \`agent.program: command\` and \`agent.command\` (the shell command that starts your agent) in \`${path}\`.`,
      },
    ];
  }
  if (agent.program !== "command" || (agent.command ?? "").trim() !== "") return [];
  return [
    {
      code: "config-value",
      severity: "error",
      message: "`agent.program` is `command`, but no `agent.command` is set.",
      hint: `Set \`agent.command\` in \`${path}\` to the shell command that starts your agent.`,
    },
  ];
}
