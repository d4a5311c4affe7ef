/**
 * What each role has to answer. Only what an agent alone can know is asked for: files, counts,
 * tests and commits are looked at by the pipeline itself.
 */
import { z } from "zod";

const Line = z.string().max(2000);
const Path = z.string().min(1).max(500);

/** Something no agent can solve. */
const Blocker = z.object({
  reason: Line,
  critical: z
    .boolean()
    .describe(
      "true when information is missing, a requirement is ambiguous, or something external is unavailable",
    ),
});
export type Blocker = z.infer<typeof Blocker>;

const AddressedTask = z.object({
  task: Line.describe("The task, copied word for word."),
  evidence: Line.describe(
    "Where it is done: `path:line` or `path:first-last`, then ` — ` and what is there.",
  ),
  action: Line.describe("What was done, such as implemented, extended or found in place."),
});

export const BuilderAnswer = z.object({
  status: z.enum(["complete", "partial", "blocked"]),
  tasks_addressed: z.array(AddressedTask).max(500),
  tasks_remaining: z.array(Line).max(500).default([]),
  files: z
    .array(z.object({ path: Path, purpose: z.string().max(300) }))
    .max(500)
    .default([])
    .describe("Each file you changed, and in a few words what for."),
  tests_added: z.number().int().min(0).default(0),
  learnings: z.array(z.string().max(1000)).max(20).default([]),
  blocker: Blocker.nullish(),
});
export type BuilderAnswer = z.infer<typeof BuilderAnswer>;

export const ReviewerAnswer = z.object({
  verdict: z.enum(["PASS", "NEEDS_FIXES"]),
  task_verification: z
    .array(
      z.object({
        task: Line.describe("The task, copied word for word."),
        implemented: z.boolean(),
        evidence: z.array(z.object({ file: Path, lines: z.string().max(50) })).max(50),
        reason: Line.nullish(),
      }),
    )
    .max(500),
  issues: z
    .array(
      z.object({
        severity: z.enum(["MUST_FIX", "SHOULD_FIX", "STYLE"]),
        description: Line,
        file: Path.nullish(),
        line: z.number().int().min(0).nullish(),
        suggestion: Line.nullish(),
      }),
    )
    .max(200),
});
export type ReviewerAnswer = z.infer<typeof ReviewerAnswer>;

export const ArbiterAnswer = z.object({
  triage: z
    .array(
      z.object({
        finding: z.string().max(50).describe("The finding's id, such as F3."),
        new_classification: z.enum(["MUST_FIX", "SHOULD_FIX", "STYLE", "DISMISSED"]),
        justification: Line,
      }),
    )
    .max(500),
  blocker: Blocker.nullish(),
});
export type ArbiterAnswer = z.infer<typeof ArbiterAnswer>;

export const ReconcilerAnswer = z.object({
  completion_notes: z.array(Line).max(50).describe("What was done, for the story's record."),
  human_only_tasks: z
    .array(Line)
    .max(500)
    .default([])
    .describe("Unfinished tasks that only a person can do, copied word for word."),
});
export type ReconcilerAnswer = z.infer<typeof ReconcilerAnswer>;

export const ReflectorAnswer = z.object({
  learnings: z.array(z.string().max(1000)).max(20),
});
export type ReflectorAnswer = z.infer<typeof ReflectorAnswer>;

export const ANSWER_SCHEMAS = {
  builder: BuilderAnswer,
  reviewer: ReviewerAnswer,
  arbiter: ArbiterAnswer,
  // The fixer handles findings and cites as the builder does.
  fixer: BuilderAnswer,
  reconciler: ReconcilerAnswer,
  reflector: ReflectorAnswer,
} as const;
export type AnswerRole = keyof typeof ANSWER_SCHEMAS;

/** The JSON Schema that is handed to an agent with its prompt. */
export function answerJsonSchema(role: AnswerRole): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(ANSWER_SCHEMAS[role], { io: "input" });
}

/** What is wrong with an answer, one line each, for the repair request. */
export function answerProblems(role: AnswerRole, answer: unknown): readonly string[] {
  const parsed = ANSWER_SCHEMAS[role].safeParse(answer);
  if (parsed.success) return [];
  return parsed.error.issues.slice(0, 20).map((issue) => {
    const where = issue.path.length > 0 ? issue.path.map(String).join(".") : "the answer";
    return `${where}: ${issue.message}`;
  });
}
