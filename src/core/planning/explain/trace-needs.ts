/** Follows what a story waits for down to its root causes. */
import type { SprintSnapshot } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { linkStories } from "../link-stories.ts";
import type { Link } from "../link-stories.ts";
import type { Blocker, ExclusionReason, Plan, PlannedStory } from "../plan.ts";
import type { Need, Release } from "./explanation.ts";
import { releaseStory } from "./release-story.ts";

/** Longer chains tell nobody more. */
const MOST_NEEDS = 200;

const EXCLUDED_STATES: Readonly<Record<ExclusionReason, string>> = {
  done: "is finished",
  "filtered-out": "is left out by the filter",
  "no-story-file": "has no story file",
  "no-tasks": "has no tasks",
  "blocked-on-board": "is blocked on the board",
  "epic-blocked": "stands under a blocked epic",
  "epic-not-contexted": "stands under an epic without context",
  "in-progress-elsewhere": "is worked on by somebody",
  "open-pull-request": "has an open pull request",
  "in-review": "is in review",
  "dependency-problem": "cannot run because of its own dependencies",
  unreadable: "cannot be read",
};

function stateOf(needed: PlannedStory | undefined, blocker: Blocker): string {
  if (blocker.kind === "pull-request") return `is delivered, but #${blocker.number} is not merged`;
  switch (needed?.disposition.kind) {
    case "ready":
      return "can run now";
    case "waits":
      return "waits itself";
    case "excluded":
      return EXCLUDED_STATES[needed.disposition.because];
    case undefined:
      return "is not on the board";
  }
}

export interface Trace {
  readonly needs: readonly Need[];
  /** What to do about the root causes, the nearest first. */
  readonly release: readonly Release[];
}

export interface TraceFacts {
  readonly plan: Plan;
  readonly snapshot: SprintSnapshot;
}

function rootRelease(
  needed: PlannedStory | undefined,
  blocker: Blocker,
  facts: TraceFacts,
): readonly Release[] {
  if (blocker.kind === "pull-request") {
    return [{ action: `Merge #${blocker.number}, which delivers \`${blocker.story}\`.` }];
  }
  if (!needed || needed.disposition.kind === "ready") {
    return [{ action: `Finish \`${blocker.story}\`: nothing has to happen before it.` }];
  }
  const { snapshot, plan } = facts;
  const found = releaseStory(needed, { snapshot, problems: plan.problems });
  return found.map(({ action, ...place }) => ({ action: `For \`${needed.key}\`: ${action}`, ...place }));
}

function blockersOf(story: PlannedStory | undefined): readonly Blocker[] {
  return story?.disposition.kind === "waits" ? story.disposition.for : [];
}

function lineOf(
  { story, needed }: Pick<Need, "story" | "needed">,
  links: ReadonlyMap<StoryKey, readonly Link[]>,
): Need["line"] {
  return links.get(story)?.find(({ key }) => key === needed)?.line;
}

export function traceNeeds(start: StoryKey, facts: TraceFacts): Trace {
  const stories = new Map(facts.plan.stories.map((story) => [story.key, story]));
  const links: ReadonlyMap<StoryKey, readonly Link[]> = linkStories(facts.snapshot).needs;
  const needs: Need[] = [];
  const release = new Map<string, Release>();
  const depths = new Map<StoryKey, number>([[start, 0]]);
  // Grows while it is walked; each story enters once.
  for (const [story, depth] of depths) {
    for (const blocker of blockersOf(stories.get(story))) {
      if (needs.length >= MOST_NEEDS) break;
      const needed = stories.get(blocker.story);
      const need = { story, needed: blocker.story, depth, state: stateOf(needed, blocker) };
      // Work of others is in the way; nobody needs it.
      if (blocker.kind !== "foreign-work") needs.push({ ...need, line: lineOf(need, links) });
      if (!depths.has(blocker.story)) depths.set(blocker.story, depth + 1);
      if (needed?.disposition.kind === "waits" && blocker.kind === "dependency") continue;
      for (const root of rootRelease(needed, blocker, facts)) release.set(root.action, root);
    }
  }
  return { needs, release: [...release.values()] };
}
