import { answerWhy } from "../../core/planning/explain/answer-why.ts";
import type { WhyAnswer } from "../../core/planning/explain/answer-why.ts";
import type { Claim } from "../../core/batch/brief.ts";
import { startingStories } from "../../core/planning/explain/planned-sprint.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { AppContext } from "../app-context.ts";
import { planFor } from "../start-batch.ts";

export interface WhyComment {
  readonly answer: WhyAnswer;
  /** What the answer rests on. */
  readonly commit: string;
  /** Claims of the stories that were asked about: a batch works on them, whatever the board says. */
  readonly inHand: readonly Claim[];
}

function storiesOf(answer: WhyAnswer): readonly StoryKey[] {
  switch (answer.kind) {
    case "refused":
      return [];
    case "story":
      return [answer.explanation.story.key];
    case "pair":
      return answer.explanation.stories.map(({ key }) => key);
  }
}

/** All claims stand in one file, which comes with any batch. */
async function claimsOf({ store, clock }: AppContext, answer: WhyAnswer): Promise<readonly Claim[]> {
  const [batch] = await store.listOpen(clock.now());
  if (batch === undefined) return [];
  const stories = new Set(storiesOf(answer));
  const { claims } = await store.read(batch);
  return claims.claims.filter(({ story }) => stories.has(story));
}

/** Explains the plan as it is now, and says which of the stories a batch has in hand. */
export async function answerWhyComment(context: AppContext, stories: readonly string[]): Promise<WhyComment> {
  const reading = await planFor(context, {});
  if (reading.kind === "refused") {
    return { answer: { kind: "refused", problems: reading.problems }, commit: reading.commit, inHand: [] };
  }
  const { plan, config, sprint, look } = reading;
  const startsNow = startingStories(plan, config);
  const answer = answerWhy(stories, { plan, config, snapshot: sprint.snapshot, startsNow });
  return { answer, commit: look.commit, inHand: await claimsOf(context, answer) };
}
