/** What `--json` writes: the outcome of every story in the words of the product, and what it cost in requests. */
import type { BatchState, StoryState } from "../../core/batch/batch-state.ts";

export interface DemoResult {
  readonly batch: { readonly id: string; readonly status: string };
  readonly stories: readonly {
    readonly key: string;
    readonly outcome: string;
    readonly attempts: number;
    readonly pullRequest: number | null;
    /** Why it ended so; empty for a story that went well at once. */
    readonly reasons: readonly string[];
  }[];
  readonly requests: {
    readonly total: number;
    readonly byRoute: Readonly<Record<string, number>>;
    /** What the embedded GitHub does not know: of our own making, so always empty. */
    readonly unknown: readonly string[];
  };
  readonly durationMs: number;
}

function reasonsOf(story: StoryState): readonly string[] {
  const earlier = story.attempts.flatMap(({ number, outcome }) => {
    if (!outcome) return [];
    if (outcome.kind === "fault" || outcome.kind === "cancelled")
      return [`Attempt ${number}: ${outcome.reason}`];
    if (outcome.kind === "delivered" || outcome.kind === "alreadyDone") return [];
    return outcome.reasons.map((reason) => `Attempt ${number}: ${reason}`);
  });
  if (earlier.length > 0) return earlier;
  const { condition } = story;
  if (condition.kind === "waiting") return condition.for;
  if ("reasons" in condition) return condition.reasons;
  return "reason" in condition ? [condition.reason] : [];
}

export function demoResult(
  state: BatchState,
  cost: { readonly requests: DemoResult["requests"]; readonly durationMs: number },
): DemoResult {
  return {
    batch: { id: state.id, status: state.condition.kind },
    stories: state.stories.map((story) => ({
      key: story.key,
      outcome: story.condition.kind,
      attempts: story.attempts.length,
      pullRequest: story.pullRequest,
      reasons: reasonsOf(story),
    })),
    ...cost,
  };
}
