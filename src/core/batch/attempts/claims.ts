/**
 * Claims of this batch are not kept apart from its state: they follow from it. Every attempt that
 * is not settled has one. A settled attempt has none, a delivered one neither: from then on its
 * open pull request keeps other batches from starting the story. Claims of other batches are
 * passed through untouched.
 */
import type { BatchState } from "../batch-state.ts";
import type { Claim } from "../brief.ts";
import { openAttempt } from "../story-attempts.ts";

/** Returns `before` itself when nothing changes. */
export function claimsAfter(state: BatchState, before: readonly Claim[]): readonly Claim[] {
  const wanted = new Map(ownClaims(state).map((claim) => [claim.story, claim]));
  const after: Claim[] = [];
  for (const claim of before) {
    if (claim.batch !== state.id) after.push(claim);
    const own = claim.batch === state.id ? wanted.get(claim.story) : undefined;
    if (!own) continue;
    after.push(isSameClaim(own, claim) ? claim : own);
    wanted.delete(claim.story);
  }
  after.push(...wanted.values());
  const isSame = after.length === before.length && after.every((claim, index) => claim === before[index]);
  return isSame ? before : after;
}

function ownClaims(state: BatchState): readonly Claim[] {
  const claims: Claim[] = [];
  for (const story of state.stories) {
    const attempt = openAttempt(story);
    if (!attempt) continue;
    const { number, nonce, runId } = attempt;
    claims.push({ story: story.key, batch: state.id, attempt: number, nonce, runId });
  }
  return claims;
}

function isSameClaim(one: Claim, other: Claim): boolean {
  return one.attempt === other.attempt && one.nonce === other.nonce && one.runId === other.runId;
}
