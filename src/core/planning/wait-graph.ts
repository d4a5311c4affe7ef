import type { Problem } from "../problem.ts";
import type { StoryKey } from "../sprint/story.ts";
import { findCycles } from "./find-cycles.ts";
import { placeOf } from "./link-stories.ts";
import type { Link, Links } from "./link-stories.ts";

interface Circles {
  readonly broken: ReadonlyMap<StoryKey, string>;
  readonly problems: readonly Problem[];
}

/** What each unfinished story needs of other unfinished ones. */
export type OpenNeeds = ReadonlyMap<StoryKey, readonly Link[]>;

export function openNeeds(links: Links, isFinished: (key: StoryKey) => boolean): OpenNeeds {
  const needs = new Map<StoryKey, readonly Link[]>();
  for (const [key, all] of links.needs) {
    if (!isFinished(key))
      needs.set(
        key,
        all.filter((link) => !isFinished(link.key)),
      );
  }
  return needs;
}

function keysOf(needs: OpenNeeds): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  return new Map([...needs].map(([key, links]) => [key, links.map((link) => link.key)]));
}

/** A circle of stories that are all left out is nobody's problem now. */
export function readCircles(needs: OpenNeeds, isLeftOut: (key: StoryKey) => boolean): Circles {
  const broken = new Map<StoryKey, string>();
  const problems: Problem[] = [];
  for (const members of findCycles(keysOf(needs))) {
    const inside = new Set(members);
    const named = members.map((key) => `\`${key}\``).join(", ");
    const message = `These stories need each other in a circle: ${named}.`;
    for (const key of members) broken.set(key, message);
    if (members.every(isLeftOut)) continue;
    const link = members.flatMap((key) => needs.get(key) ?? []).find(({ key }) => inside.has(key));
    problems.push({
      code: "dependency-cycle",
      severity: "error",
      message,
      ...(link ? { at: placeOf(link.line) } : {}),
      hint: "Remove one of the dependencies.",
    });
  }
  return { broken, problems };
}

export function brokenLinks(links: Links): ReadonlyMap<StoryKey, string> {
  const errors = links.problems.filter(({ problem }) => problem.severity === "error");
  return new Map(errors.map(({ story, problem }) => [story, problem.message]));
}

/** Who waits directly for whom, for every unfinished story, as far as `isWaiting` says that they wait. */
export function waitersOf(
  needs: OpenNeeds,
  isWaiting: (key: StoryKey) => boolean,
): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  const waiters = new Map<StoryKey, StoryKey[]>([...needs.keys()].map((key) => [key, []]));
  for (const [key, links] of needs) {
    if (!isWaiting(key)) continue;
    for (const link of links) waiters.get(link.key)?.push(key);
  }
  return waiters;
}
