/**
 * Boards without `development_status`: stories in lists (`stories[]`, `epics[].stories[]`,
 * `sprints[].stories[]`) or in maps of epics (`epics: {E1: {stories: {S1.1: done}}}`).
 */
import { isMap, isScalar, isSeq } from "yaml";
import type { YAMLMap } from "yaml";
import { normaliseReference } from "./story-number.ts";
import type { RawEntry } from "./board-text.ts";
import { entryOfPair, scalarText, statedDependencies, valueNamed } from "./yaml-entry.ts";
import type { EntryContext } from "./yaml-entry.ts";

const CONTAINERS = new Set(["epics", "sprints", "stories", "current_sprint", "sprint", "phases"]);
const DEEPEST = 6;

interface Place {
  readonly epic: string | undefined;
  readonly depth: number;
  readonly isStories: boolean;
}

function storyKeyOf(map: YAMLMap): string {
  const id = scalarText(valueNamed(map, ["id", "key", "story_key", "story_id"]));
  const slug = scalarText(valueNamed(map, ["slug"]));
  return slug === "" || id.endsWith(slug) ? id : `${id}-${slug}`;
}

function listedStory(map: YAMLMap, place: Place, context: EntryContext): RawEntry | undefined {
  const key = storyKeyOf(map);
  const statusPair = map.items.find((pair) => scalarText(pair.key) === "status");
  if (key === "" || !statusPair) return undefined;
  const entry = entryOfPair(statusPair, context);
  if (!entry) return undefined;
  const own = scalarText(valueNamed(map, ["epic", "epic_id"]));
  const epic = own === "" ? place.epic : own;
  return {
    ...entry,
    key,
    dependsOn: statedDependencies(map, context),
    ...(epic === undefined ? {} : { epic: `epic-${normaliseReference(epic).slice(0, 60)}` }),
  };
}

function entriesOfMap(map: YAMLMap, place: Place, context: EntryContext): readonly RawEntry[] {
  if (place.isStories) return storiesOfMap(map, place, context);
  const id = scalarText(valueNamed(map, ["id", "epic_id"]));
  const epic = id === "" ? place.epic : id;
  return map.items.flatMap((pair) => {
    const name = scalarText(pair.key);
    const isContainer = CONTAINERS.has(name);
    if (!isContainer && place.depth > 0 && !isMap(pair.value)) return [];
    const inner = { epic: isContainer || place.depth === 0 ? epic : name, depth: place.depth + 1 };
    return walk(pair.value, { ...inner, isStories: name === "stories" }, context);
  });
}

function storiesOfMap(map: YAMLMap, place: Place, context: EntryContext): readonly RawEntry[] {
  return map.items.flatMap((pair) => {
    const entry = isScalar(pair.value) || isMap(pair.value) ? entryOfPair(pair, context) : undefined;
    if (!entry) return [];
    return place.epic === undefined
      ? [entry]
      : [{ ...entry, epic: `epic-${normaliseReference(place.epic).slice(0, 60)}` }];
  });
}

function walk(node: unknown, place: Place, context: EntryContext): readonly RawEntry[] {
  if (place.depth > DEEPEST) return [];
  if (isMap(node)) return entriesOfMap(node, place, context);
  if (!isSeq(node)) return [];
  return node.items.flatMap((item) => {
    if (!isMap(item)) return [];
    const entry = place.isStories ? listedStory(item, place, context) : undefined;
    if (entry) return [entry];
    return walk(item, { ...place, depth: place.depth + 1, isStories: false }, context);
  });
}

export function listedEntries(root: unknown, context: EntryContext): readonly RawEntry[] {
  return walk(root, { epic: undefined, depth: 0, isStories: isSeq(root) }, context);
}
