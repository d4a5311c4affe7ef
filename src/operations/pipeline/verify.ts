import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate } from "./attempt/evidence-files.ts";
import { findingLines, reviewRound, reviewSentence } from "./rounds/review-round.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

/** VERIFY: our own test run and reviewers who do not know what the builder says. */
export async function verify(attempt: Attempt): Promise<PhaseEnd> {
  const end = await reviewRound(attempt, 1);
  if (end.kind === "failed") return failed(end.reason);
  const text = reviewSentence(end.review);
  await narrate(attempt, "VERIFY", {
    text,
    isDone: true,
    details: details([...findingLines(end.review.issues), ...end.notes]),
  });
  return { kind: "done", details: text };
}
