import { z } from "zod";
import { Config } from "../config/config.ts";
import { StoryKey } from "../sprint/story.ts";
import { BatchId } from "./batch-id.ts";

const Sha = z.string().regex(/^[0-9a-f]{40}$/u);

/**
 * What one attempt needs, frozen on the state branch. Jobs read it with their read token; nothing
 * is taken from the agent's tree or from the dispatch inputs that the brief can carry.
 */
export const Brief = z.object({
  schemaVersion: z.literal(1),
  batch: BatchId,
  story: StoryKey,
  attempt: z.number().int().min(1),
  /** Fences the attempt: only the attempt whose nonce stands in `claims.json` can deliver. */
  nonce: z.string(),
  title: z.string().max(300),
  /** Path of the story file in the repository. */
  storyPath: z.string().max(500),
  boardPath: z.string().max(500),
  base: z.object({ branch: z.string().max(250), sha: Sha }),
  /** Where the work starts: the base, or the head of the draft that an earlier attempt left. */
  startSha: Sha,
  config: Config,
  /** Reasons of an earlier rejection, review comments, failing checks. Untrusted text. */
  actionItems: z.array(z.string().max(2000)).max(100),
  /** What earlier stories of the batch learned. Untrusted text. */
  learnings: z.array(z.string().max(1000)).max(50),
  /** Paths the plan expects the story to touch; a change outside of them is marked. */
  footprint: z.array(z.string().max(500)).max(500),
});
export type Brief = z.infer<typeof Brief>;

export const Claim = z.object({
  story: StoryKey,
  batch: BatchId,
  attempt: z.number().int().min(1),
  nonce: z.string(),
  /** The run that may deliver; null until the dispatched run was seen. */
  runId: z.number().int().nullable(),
});
export type Claim = z.infer<typeof Claim>;

/** `claims.json`: at most one claim per story, over all batches of the repository. */
export const Claims = z.object({ schemaVersion: z.literal(1), claims: z.array(Claim).max(1000) });
export type Claims = z.infer<typeof Claims>;
export const NO_CLAIMS: Claims = { schemaVersion: 1, claims: [] };
