import { z } from "zod";
import { CostUsd, Tokens } from "../../core/spend.ts";

/**
 * What a program that plays an agent gets on standard input and answers on standard output, one
 * JSON document each. People write such programs themselves (`agent.program: command`), so a change
 * here is a new protocol number.
 */
export const AGENT_PROTOCOL = 1;

export const AgentRequest = z.object({
  protocol: z.literal(AGENT_PROTOCOL),
  role: z.string(),
  prompt: z.string(),
  answerSchema: z.record(z.string(), z.unknown()),
  /** Absolute path of the work tree; the program is started there. */
  workFolder: z.string(),
  context: z.record(z.string(), z.unknown()),
});
export type AgentRequest = z.infer<typeof AgentRequest>;

export const AgentReply = z.object({
  answer: z.unknown(),
  /** The program's own name for this conversation; ours when it gives none. */
  session: z.string().min(1).max(200).optional(),
  tokens: Tokens.optional(),
  costUsd: CostUsd.optional(),
});
export type AgentReply = z.infer<typeof AgentReply>;
