import { answerWhy } from "../../core/planning/explain/answer-why.ts";
import type { WhyAnswer } from "../../core/planning/explain/answer-why.ts";
import { startingStories } from "../../core/planning/explain/planned-sprint.ts";
import type { AppContext } from "../app-context.ts";
import { planFor } from "../start-batch.ts";

/** Explains the plan as it is now; `commit` is what it rests on. */
export async function answerWhyComment(
  context: AppContext,
  stories: readonly string[],
): Promise<{ readonly answer: WhyAnswer; readonly commit: string }> {
  const reading = await planFor(context, {});
  if (reading.kind === "refused") {
    return { answer: { kind: "refused", problems: reading.problems }, commit: reading.commit };
  }
  const { plan, config, sprint, look } = reading;
  const startsNow = startingStories(plan, config);
  const answer = answerWhy(stories, { plan, config, snapshot: sprint.snapshot, startsNow });
  return { answer, commit: look.commit };
}
