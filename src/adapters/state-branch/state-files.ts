/** The files of the state branch as texts, and back. What cannot be understood is a Failure, never a guess. */
import type { z } from "zod";
import { brokenInvariants } from "../../core/batch/batch-invariants.ts";
import { BatchState } from "../../core/batch/batch-state.ts";
import { Brief, Claims } from "../../core/batch/brief.ts";
import { Failure } from "../../operations/failure.ts";

/** Indented, so that the branch's history reads as an audit log. */
function encode(value: BatchState | Brief | Claims): string {
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

export function encodeBatch(batch: BatchState, path: string): string {
  return readable(encode(batch), path, decodeBatch);
}

export function encodeClaims(claims: Claims, path: string): string {
  return readable(encode(claims), path, decodeClaims);
}

export function encodeBrief(brief: Brief, path: string): string {
  return readable(encode(brief), path, decodeBrief);
}

/** What could not be read back is never written: it would stop the batch for good. */
function readable(text: string, path: string, decoded: (text: string, path: string) => unknown): string {
  try {
    decoded(text, path);
    return text;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be read back";
    throw new Failure(`A mistake of batch-stories itself, so nothing was written: ${why}`, {
      code: "state-unreadable",
      retryable: false,
      cause,
    });
  }
}
