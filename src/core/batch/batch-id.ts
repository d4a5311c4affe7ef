import { z } from "zod";

/** `b<issue>-<comment id>` or `r<run>-<run attempt>`: the same comment or run always means the same batch. */
export const BatchId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/u)
  .brand<"BatchId">();
export type BatchId = z.infer<typeof BatchId>;

export function batchIdOfComment(issue: number, commentId: number): BatchId {
  return BatchId.parse(`b${issue}-${commentId}`);
}

/** The batch that a person started by hand. Planning again in a re-run begins another one. */
export function batchIdOfRun(runId: number, runAttempt: number): BatchId {
  return BatchId.parse(`r${runId}-${runAttempt}`);
}

/** Whether a person started the batch by hand. */
export function isOfRun(id: BatchId): boolean {
  return /^r\d{1,15}-\d{1,15}$/u.test(id);
}

/** The comment that started a batch; undefined for an id that no comment gave. */
export function commentOfBatch(
  id: BatchId,
): { readonly issue: number; readonly commentId: number } | undefined {
  const [, issue, commentId] = /^b(\d{1,15})-(\d{1,15})$/u.exec(id) ?? [];
  if (issue === undefined || commentId === undefined) return undefined;
  return { issue: Number(issue), commentId: Number(commentId) };
}
