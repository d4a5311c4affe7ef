/** What the documents for programs share. A field that is not known is null, never absent. */
import { z } from "zod";
import type { Conflict } from "../../conflicts/conflict.ts";
import { CONFLICT_RULES } from "../../conflicts/conflict.ts";
import type { Place, Problem } from "../../problem.ts";
import { PROBLEM_CODES } from "../../problem.ts";

/** Raised when a field goes or changes its meaning; a new field does not raise it. */
export const DOCUMENT_VERSION = 1;

export const PlaceDocument = z.strictObject({
  file: z.string(),
  line: z.number().int().nullable().describe("From 1."),
  column: z.number().int().nullable().describe("From 1."),
  excerpt: z.string().nullable().describe("The line as people wrote it, cut at 200 characters."),
});

export const ProblemDocument = z.strictObject({
  code: z.enum(PROBLEM_CODES),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  hint: z.string().describe("What to do about it."),
  at: PlaceDocument.nullable(),
});

export const ConflictDocument = z.strictObject({
  stories: z.tuple([z.string(), z.string()]),
  rule: z.enum(CONFLICT_RULES),
  strength: z.enum(["stated", "assumed"]).describe("Stated conflicts last until the merge."),
  reason: z.string(),
  lines: z.array(PlaceDocument),
});

/** The answer of a command that could not do what was asked. */
export const RefusedDocument = z.strictObject({
  schemaVersion: z.literal(DOCUMENT_VERSION),
  kind: z.literal("refused"),
  problems: z.array(ProblemDocument),
});

export function placeDocument({ file, line, column, excerpt }: Place): z.infer<typeof PlaceDocument> {
  return { file, line: line ?? null, column: column ?? null, excerpt: excerpt ?? null };
}

export function problemDocument({
  code,
  severity,
  message,
  hint,
  at,
}: Problem): z.infer<typeof ProblemDocument> {
  return { code, severity, message, hint, at: at ? placeDocument(at) : null };
}

export function conflictDocument(conflict: Conflict): z.infer<typeof ConflictDocument> {
  const { stories, rule, strength, reason, lines } = conflict;
  return { stories: [...stories], rule, strength, reason, lines: lines.map(placeDocument) };
}

export function refusedDocument(problems: readonly Problem[]): z.infer<typeof RefusedDocument> {
  return { schemaVersion: DOCUMENT_VERSION, kind: "refused", problems: problems.map(problemDocument) };
}
