/**
 * The script of the scripted agent: what it does for which story and role. Rehearsals and tests are
 * told by such a file; where it says nothing, the agent behaves generically.
 */
import { parse } from "yaml";
import { z } from "zod";
import { CostUsd, Tokens } from "../../../core/spend.ts";

const Path = z.string().min(1).max(500);
const Text = z.string().max(200_000);

const Edit = z
  .strictObject({
    file: Path,
    purpose: z.string().max(300).optional(),
    write: Text.optional(),
    append: Text.optional(),
    replace: z.strictObject({ find: Text.min(1), with: Text }).optional(),
    remove: z.literal(true).optional(),
  })
  .refine((edit) => [edit.write, edit.append, edit.replace, edit.remove].filter(isSet).length === 1, {
    message: "needs exactly one of write, append, replace or remove",
  });
export type Edit = z.infer<typeof Edit>;

const Finding = z.strictObject({
  severity: z.enum(["MUST_FIX", "SHOULD_FIX", "STYLE"]),
  description: z.string().min(1).max(2000),
  file: Path.optional(),
  line: z.number().int().min(1).optional(),
  suggestion: z.string().max(2000).optional(),
  /** The reviewer finds it as long as the file does not contain this text. */
  until: z.strictObject({ file: Path, contains: z.string().min(1).max(2000) }).optional(),
});

const Judgment = z.strictObject({
  /** Part of the finding's description. */
  finding: z.string().min(1).max(2000),
  classification: z.enum(["MUST_FIX", "SHOULD_FIX", "STYLE", "DISMISSED"]),
  justification: z.string().max(2000),
});

const Rule = z.strictObject({
  attempt: z.number().int().min(1).optional(),
  round: z.number().int().min(0).optional(),
  repair: z.boolean().optional(),
  edits: z.array(Edit).max(100).default([]),
  /** `auto` cites the edited lines, `none` cites nothing. */
  cite: z
    .union([
      z.enum(["auto", "none"]),
      z.array(z.strictObject({ task: z.string().min(1).max(2000), evidence: z.string().max(2000) })).max(100),
    ])
    .default("auto"),
  /** Tasks that contain one of these texts are left undone. */
  leave: z.array(z.string().min(1).max(2000)).max(100).default([]),
  findings: z.array(Finding).max(100).default([]),
  verdict: z.enum(["PASS", "NEEDS_FIXES"]).optional(),
  judgments: z.array(Judgment).max(100).default([]),
  blocker: z.strictObject({ reason: z.string().min(1).max(2000), critical: z.boolean() }).optional(),
  notes: z.array(z.string().max(2000)).max(50).default([]),
  learnings: z.array(z.string().max(1000)).max(20).default([]),
  delayMs: z.number().int().min(0).max(600_000).default(0),
  /** Ends with this exit code instead of an answer. */
  crash: z.number().int().min(1).max(255).optional(),
  /** Never answers. */
  hang: z.literal(true).optional(),
  /** Given instead of the answer, whatever it is. */
  answer: z.unknown().optional(),
  tokens: Tokens.default(0),
  costUsd: CostUsd.default(0),
});
export type Rule = z.infer<typeof Rule>;

export const SCRIPT_ROLES = ["builder", "reviewer", "arbiter", "fixer", "reconciler", "reflector"] as const;
export type ScriptRole = (typeof SCRIPT_ROLES)[number];

const AgentScript = z.strictObject({
  version: z.literal(1),
  stories: z.record(z.string(), z.partialRecord(z.enum(SCRIPT_ROLES), z.array(Rule).max(100))).default({}),
});
export type AgentScript = z.infer<typeof AgentScript>;

export interface ScriptMoment {
  readonly story: string;
  readonly role: ScriptRole;
  readonly attempt: number;
  readonly round: number;
  readonly repair: boolean;
}

/** A script that cannot be used; the message names every place. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

export function parseAgentScript(text: string): AgentScript {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScriptError(`The agent script is not valid YAML: ${reason}`, { cause });
  }
  const parsed = AgentScript.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues
    .slice(0, 20)
    .map((issue) => `- ${issue.path.map(String).join(".") || "the script"}: ${issue.message}`);
  throw new ScriptError(["The agent script has problems:", ...places].join("\n"));
}

/** The first rule that matches the moment. */
export function findRule(script: AgentScript | undefined, moment: ScriptMoment): Rule | undefined {
  const rules = script?.stories[moment.story]?.[moment.role] ?? [];
  return rules.find(
    (rule) =>
      (rule.attempt === undefined || rule.attempt === moment.attempt) &&
      (rule.round === undefined || rule.round === moment.round) &&
      (rule.repair === undefined || rule.repair === moment.repair),
  );
}

function isSet(value: unknown): boolean {
  return value !== undefined;
}
