import { assessRound, assessSentence } from "./rounds/assess-round.ts";
import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate } from "./attempt/evidence-files.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

/** ASSESS: an arbiter sorts the findings; what must be fixed is left to REFINE. */
export async function assess(attempt: Attempt): Promise<PhaseEnd> {
  const end = await assessRound(attempt);
  if (end.kind === "failed") return failed(end.reason);
  const { assessment } = end;
  const text = assessSentence(assessment);
  const changed = assessment.triage.filter((entry) => entry.judgment !== "UPHELD").slice(0, 10);
  await narrate(attempt, "ASSESS", {
    text,
    details: details(
      changed.map((entry) =>
        `${entry.judgment} ${entry.finding ?? ""}: ${entry.justification}`.slice(0, 300),
      ),
    ),
  });
  if (assessment.blocker) {
    const { reason, critical } = assessment.blocker;
    return { kind: "blocked", reasons: [reason], critical };
  }
  return { kind: "done", details: text };
}
