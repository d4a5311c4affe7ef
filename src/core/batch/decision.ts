import type { StoryKey } from "../sprint/story.ts";

/**
 * What to do about what was seen. Decisions are imperatives; performing one twice is harmless:
 * each is confirmed by the next observation. Claims, briefs and state are written before any is
 * performed.
 */
export type Decision =
  | {
      readonly kind: "dispatch";
      readonly nonce: string;
      readonly stories: readonly { readonly key: StoryKey; readonly attempt: number }[];
      readonly reason: string;
    }
  | { readonly kind: "cancelRun"; readonly runId: number; readonly reason: string }
  | {
      /** One commit on the base branch for all changes together. */
      readonly kind: "writeBoard";
      readonly changes: readonly { readonly key: StoryKey; readonly from: string; readonly to: string }[];
      readonly reason: string;
    }
  | { readonly kind: "convertToDraft"; readonly pullRequest: number; readonly reason: string }
  | { readonly kind: "removeDuplicateComment"; readonly commentId: number }
  | { readonly kind: "lookAgain"; readonly atLatest: string; readonly reason: string };

/** A brief to be written together with the state, for each attempt a `dispatch` names. */
export interface BriefOrder {
  readonly story: StoryKey;
  readonly attempt: number;
  readonly nonce: string;
  /** Head of the draft left by an earlier attempt; null to start at the base. */
  readonly startSha: string | null;
  readonly actionItems: readonly string[];
  readonly learnings: readonly string[];
}
