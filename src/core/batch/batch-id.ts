import { z } from "zod";

/** `b<issue>-<comment id>`: the same comment always means the same batch, however often its webhook comes. */
export const BatchId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/u)
  .brand<"BatchId">();
export type BatchId = z.infer<typeof BatchId>;

export function batchIdOfComment(issue: number, commentId: number): BatchId {
  return BatchId.parse(`b${issue}-${commentId}`);
}
