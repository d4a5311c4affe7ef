import { randomUUID } from "node:crypto";
import type { AgentAnswer, AgentCall, AgentRunner } from "../../operations/ports.ts";
import { runAgentProgram, type ProgramEnd } from "./agent-process.ts";
import { AGENT_PROTOCOL, AgentReply, type AgentRequest } from "./agent-protocol.ts";

export interface CommandAgentOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Any program that speaks the protocol of `agent-protocol.ts`. Each call is a process of its own. */
export function createCommandAgent(options: CommandAgentOptions): AgentRunner {
  async function call(agentCall: AgentCall): Promise<AgentAnswer> {
    const request: AgentRequest = {
      protocol: AGENT_PROTOCOL,
      role: agentCall.role,
      prompt: agentCall.prompt,
      answerSchema: { ...agentCall.answerSchema },
      workFolder: agentCall.workFolder,
      context: { ...agentCall.context },
    };
    const end = await runAgentProgram({
      file: options.file,
      args: options.args,
      folder: agentCall.workFolder,
      environment: options.environment,
      input: JSON.stringify(request),
      timeoutMs: agentCall.timeoutMs,
    });
    return answerOf(end);
  }
  return { name: options.name, call };
}

function answerOf(end: ProgramEnd): AgentAnswer {
  const session = randomUUID();
  switch (end.kind) {
    case "timedOut":
      return { kind: "timedOut" };
    case "tooMuchOutput":
      return { kind: "unusable", reason: "the agent program wrote more than 8 MB", session };
    case "exited":
      return exited(end, session);
  }
}

function exited(end: Extract<ProgramEnd, { kind: "exited" }>, session: string): AgentAnswer {
  if (end.code !== 0) {
    const tail = lastLines(end.stderrTail);
    const said = tail === "" ? "" : `: ${tail}`;
    return { kind: "unusable", reason: `the agent program ended with exit code ${end.code}${said}`, session };
  }
  const json = lastJson(end.stdout);
  if (json === undefined) return { kind: "unusable", reason: "the agent program answered no JSON", session };
  const reply = AgentReply.safeParse(json.value);
  if (!reply.success) {
    const [issue] = reply.error.issues;
    const where = issue?.path.map(String).join(".") ?? "";
    return { kind: "unusable", reason: `the agent's reply is wrong at ${where}: ${issue?.message}`, session };
  }
  return {
    kind: "answered",
    answer: reply.data.answer,
    session: reply.data.session ?? session,
    tokens: reply.data.tokens ?? 0,
    costUsd: reply.data.costUsd ?? 0,
  };
}

/** The whole output, or its last line: what a program started may have printed before. */
function lastJson(stdout: string): { readonly value: unknown } | undefined {
  const text = stdout.trim();
  return parse(text) ?? parse(text.slice(text.lastIndexOf("\n") + 1));
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-8).join(" ").slice(0, 1000);
}
