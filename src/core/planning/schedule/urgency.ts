import type { StoryKey } from "../../sprint/story.ts";
import type { PlannedStory, Tier } from "../plan.ts";

/** What decides who comes first, board order aside. */
export interface Urgency {
  readonly tier: Tier;
  readonly tail: number;
}

export function tierIn(stories: ReadonlyMap<StoryKey, PlannedStory>): (key: StoryKey) => Tier {
  return (key) => {
    const story = stories.get(key);
    return story ? urgencyOf(story).tier : 3;
  };
}

/** Also of a story that still waits: what it will be once it can start. */
export function urgencyOf({ disposition, chain, tail }: PlannedStory): Urgency {
  if (disposition.kind === "ready") return { tier: disposition.tier, tail };
  return { tier: chain > 0 ? 2 : 3, tail };
}

/** Fixes first, then stories that unblock others, then the rest; the heaviest tail first in each. */
export function byUrgency(a: Urgency, b: Urgency): number {
  return a.tier === b.tier ? b.tail - a.tail : a.tier - b.tier;
}
