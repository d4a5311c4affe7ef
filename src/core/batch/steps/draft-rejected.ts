import type { BatchState, StoryState } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import { epochMs } from "../../instant.ts";
import { lastSettledAttempt } from "../story-attempts.ts";
import type { Look } from "./look.ts";
import { part, type Part } from "./step.ts";

/** Long enough for a lost effect to be repeated; afterwards a person who marks it ready is right. */
export const DRAFT_WINDOW_MS = 10 * 60_000;

/** A pull request whose evidence did not hold must not look as if it could be merged. */
export function draftRejected(state: BatchState, look: Look): Part {
  const decisions = state.stories.flatMap((story) => conversion(story, look) ?? []);
  return part(state, { decisions });
}

function conversion(story: StoryState, look: Look): Decision | undefined {
  const settled = lastSettledAttempt(story);
  if (settled?.outcome?.kind !== "rejected" || settled.settledAt === null) return undefined;
  if (look.nowMs - epochMs(settled.settledAt) > DRAFT_WINDOW_MS) return undefined;
  const { pullRequest, headSha } = settled.outcome;
  const seen = look.pullRequests.get(story.key)?.find((each) => each.number === pullRequest);
  // The next attempt may have delivered already; the look that judges it comes later.
  if (seen?.headSha !== headSha || seen.state !== "open" || seen.isDraft) return undefined;
  const reason = `the evidence of attempt ${settled.number} of ${story.key} was rejected`;
  return { kind: "convertToDraft", pullRequest: seen.number, reason };
}
