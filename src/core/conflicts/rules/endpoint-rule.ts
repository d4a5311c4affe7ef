import type { Conflict, FootprintEntry } from "../conflict.ts";
import type { ConflictStory } from "../story-pairs.ts";
import { lineOf, listed, MOST_LINES } from "./reason-words.ts";

function namesOf(story: ConflictStory): ReadonlyMap<string, FootprintEntry> {
  return new Map(story.footprint.endpoints.map((entry) => [entry.name, entry]));
}

/** Both say with the same words what an endpoint does: its handler is one file, whatever it is called. */
export function endpointConflict(one: ConflictStory, other: ConflictStory): Conflict | undefined {
  if (one.footprint.endpoints.length === 0 || other.footprint.endpoints.length === 0) return undefined;
  const others = namesOf(other);
  const shared = one.footprint.endpoints.flatMap((entry) => {
    const match = others.get(entry.name);
    return match ? [{ entry, match }] : [];
  });
  if (shared.length === 0) return undefined;
  return {
    stories: [one.key, other.key],
    rule: "shared-endpoint",
    strength: "stated",
    reason: `Both change the endpoint ${listed(shared.map(({ entry }) => entry.name).toSorted())}.`,
    lines: shared.flatMap(({ entry, match }) => [lineOf(entry), lineOf(match)]).slice(0, MOST_LINES),
  };
}
