/** The files of the state branch as texts, and back. What cannot be understood is a Failure, never a guess. */
import type { z } from "zod";
import { brokenInvariants } from "../../core/batch/batch-invariants.ts";
import { BatchState } from "../../core/batch/batch-state.ts";
import { Brief, Claims } from "../../core/batch/brief.ts";
import { Failure } from "../../operations/failure.ts";

/** Indented, so that the branch's history reads as an audit log. */
export function encode(value: BatchState | Brief | Claims): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function unreadable(path: string, why: string, cause?: unknown): Failure {
  return new Failure(`${path} on the state branch cannot be understood: ${why}. Nothing was changed.`, {
    code: "state-unreadable",
    retryable: false,
    cause,
  });
}

function decode<T>(schema: z.ZodType<T>, text: string, path: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, "it is not JSON", cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(path, `${issue?.path.join(".") || "the file"}: ${issue?.message ?? "unknown shape"}`);
}

export function decodeBatch(text: string, path: string): BatchState {
  const state = decode(BatchState, text, path);
  const broken = brokenInvariants(state);
  if (broken.length > 0) throw unreadable(path, broken.join("; "));
  return state;
}

export function decodeClaims(text: string, path: string): Claims {
  return decode(Claims, text, path);
}

export function decodeBrief(text: string, path: string): Brief {
  return decode(Brief, text, path);
}
