import { z } from "zod";
import { StoryKey } from "../sprint/story.ts";
import { BatchId } from "./batch-id.ts";
import { MATRIX_LIMIT } from "./names.ts";

/**
 * The `request` input of the workflow: which attempts one dispatched run takes. It stands in the
 * run's name by its nonce, so that a dispatch whose answer was lost is found again.
 * GitHub takes at most 65,535 characters for all inputs together.
 */
export const DispatchRequest = z.object({
  schemaVersion: z.literal(1),
  batch: BatchId,
  nonce: z.string().regex(/^[a-z0-9-]{6,60}$/u),
  stories: z
    .array(
      z.object({
        key: StoryKey,
        attempt: z.number().int().min(1).max(99),
        /** Path and commit of the brief on the state branch. */
        brief: z.string().max(300),
        commit: z.string().regex(/^[0-9a-f]{40}$/u),
      }),
    )
    .min(1)
    .max(MATRIX_LIMIT),
  /** Stories of the run that may run at the same time; as many as a batch may have when it is not said. */
  maxParallel: z.number().int().min(1).max(MATRIX_LIMIT).optional(),
});
export type DispatchRequest = z.infer<typeof DispatchRequest>;

export function runName(request: { readonly batch: string; readonly nonce: string }): string {
  return `batch-stories ${request.batch} ${request.nonce}`;
}

export function nonceOfRunName(name: string): { readonly batch: string; readonly nonce: string } | undefined {
  const match = /^batch-stories ([a-z][a-z0-9-]{0,59}) ([a-z0-9-]{6,60})$/u.exec(name);
  const [, batch, nonce] = match ?? [];
  return batch && nonce ? { batch, nonce } : undefined;
}
