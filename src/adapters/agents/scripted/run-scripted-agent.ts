/**
 * The scripted agent: a program of its own behind the same protocol as any other agent. It reads
 * what to do from the script in its call, so that whatever goes wrong in a rehearsal is written
 * down in one file of the repository, and behaves generically where the script is silent.
 */
import { randomUUID } from "node:crypto";
import { AgentRequest, type AgentReply } from "../agent-protocol.ts";
import { findRule, parseAgentScript, SCRIPT_ROLES, type Rule, type ScriptRole } from "./agent-script.ts";
import { buildTurn, fixTurn } from "./build-turn.ts";
import { arbiterTurn, reviewTurn } from "./review-turn.ts";
import { ScriptContext, type ScriptedCall } from "./script-context.ts";

export type ScriptedEnd =
  | { readonly kind: "answered"; readonly reply: AgentReply; readonly delayMs: number }
  | { readonly kind: "crashes"; readonly exitCode: number }
  | { readonly kind: "hangs" };

export async function runScriptedAgent(input: string, folder: string): Promise<ScriptedEnd> {
  const request = AgentRequest.parse(JSON.parse(input));
  const role = SCRIPT_ROLES.find((candidate) => candidate === request.role);
  if (!role) throw new Error(`The scripted agent does not play the role ${request.role}.`);
  const call = { folder, context: ScriptContext.parse(request.context) };
  const rule = ruleFor(role, call.context);
  if (rule?.hang) return { kind: "hangs" };
  if (rule?.crash !== undefined) return { kind: "crashes", exitCode: rule.crash };
  const answer = await play(role, call, rule);
  return {
    kind: "answered",
    reply: {
      answer: rule?.answer ?? answer,
      session: randomUUID(),
      ...(rule ? { tokens: rule.tokens, costUsd: rule.costUsd } : {}),
    },
    delayMs: rule?.delayMs ?? 0,
  };
}

function ruleFor(role: ScriptRole, context: ScriptContext): Rule | undefined {
  if (!context.script) return undefined;
  const { story, attempt, round, repair } = context;
  return findRule(parseAgentScript(context.script), { story: story.key, role, attempt, round, repair });
}

function play(role: ScriptRole, call: ScriptedCall, rule: Rule | undefined): unknown {
  switch (role) {
    case "builder":
      return buildTurn(call, rule);
    case "fixer":
      return fixTurn(call, rule);
    case "reviewer":
      return reviewTurn(call, rule);
    case "arbiter":
      return arbiterTurn(call, rule);
    case "reconciler":
      return { completion_notes: notes(call, rule), human_only_tasks: [] };
    case "reflector":
      return { learnings: learnings(call, rule) };
  }
}

function notes(call: ScriptedCall, rule: Rule | undefined): readonly string[] {
  if (rule && rule.notes.length > 0) return rule.notes;
  const { story, changedFiles } = call.context;
  return [
    `Worked through ${story.tasks.length} tasks of “${story.title}”.`,
    ...changedFiles.slice(0, 20).map((path) => `Changed ${path}.`),
  ];
}

function learnings(call: ScriptedCall, rule: Rule | undefined): readonly string[] {
  if (rule && rule.learnings.length > 0) return rule.learnings;
  const [first] = call.context.changedFiles;
  return [first ? `“${call.context.story.title}” lives in ${first}.` : "Nothing had to be changed."];
}
