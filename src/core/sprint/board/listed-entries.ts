/**
 * Boards without `development_status`: stories in lists (`stories[]`, `epics[].stories[]`,
 * `sprints[].stories[]`) or in maps of epics (`epics: {E1: {stories: {S1.1: done}}}`).
 */
import { isMap, isScalar, isSeq } from "yaml";
import type { YAMLMap } from "yaml";
import { normaliseReference } from "./story-number.ts";
import type { RawEntry } from "./board-text.ts";
import { entryOfPair, entryWithoutStatus, scalarText, statedDependencies, valueNamed } from "./yaml-entry.ts";
import type { EntryContext } from "./yaml-entry.ts";

const CONTAINERS = new Set(["epics", "sprints", "stories", "current_sprint", "sprint", "phases"]);
const ID_FIELDS = ["id", "key", "story_key", "story_id"];
const DEEPEST = 6;

interface Place {
  readonly epic: string | undefined;
  readonly depth: number;
  readonly isStories: boolean;
  /** Directly below `epics`, and one of what stands there. */
  readonly isEpics: boolean;
  readonly isEpic: boolean;
}

function epicKey(name: string): string {
  return `epic-${normaliseReference(name).slice(0, 60)}`;
}

function storyKeyOf(map: YAMLMap): string {
  const id = scalarText(valueNamed(map, ID_FIELDS));
  const slug = scalarText(valueNamed(map, ["slug"]));
  return slug === "" || id.endsWith(slug) ? id : `${id}-${slug}`;
}

/** What a story of a list says beside its status. */
function statedFacts(map: YAMLMap, context: EntryContext): Pick<RawEntry, "title" | "description"> {
  const title = scalarText(valueNamed(map, ["title", "name"])).trim();
  const node = valueNamed(map, ["description"]);
  const text = scalarText(node).trim();
  const line = isScalar(node) ? context.lineCounter.linePos(node.range?.[0] ?? 0).line : 0;
  return {
    ...(title !== "" && { title: title.slice(0, 300) }),
    ...(text !== "" && { description: { line, text } }),
  };
}

/** An item without a status counts only where it is told from other lists by a title. */
function statusOfItem(map: YAMLMap, context: EntryContext): RawEntry | undefined {
  const pair = map.items.find((candidate) => scalarText(candidate.key) === "status");
  if (pair) return entryOfPair(pair, context);
  const id = map.items.find((candidate) => ID_FIELDS.includes(scalarText(candidate.key)));
  const isStory = id !== undefined && scalarText(valueNamed(map, ["title"])) !== "";
  return isStory ? entryWithoutStatus(id, context) : undefined;
}

function listedStory(map: YAMLMap, place: Place, context: EntryContext): RawEntry | undefined {
  const key = storyKeyOf(map);
  const entry = key === "" ? undefined : statusOfItem(map, context);
  if (!entry) return undefined;
  const own = scalarText(valueNamed(map, ["epic", "epic_id"]));
  const epic = own === "" ? place.epic : own;
  return {
    ...entry,
    key,
    kind: "story",
    ...statedFacts(map, context),
    dependsOn: statedDependencies(map, context),
    ...(epic === undefined ? {} : { epic: epicKey(epic) }),
  };
}

/** The epic that a map below `epics` stands for. */
function listedEpic(map: YAMLMap, name: string, context: EntryContext): readonly RawEntry[] {
  const [first] = map.items;
  const status = map.items.find((pair) => scalarText(pair.key) === "status");
  const entry = (status && entryOfPair(status, context)) ?? (first && entryWithoutStatus(first, context));
  const hasStories = valueNamed(map, ["stories"]) !== undefined;
  return entry && (status || hasStories) ? [{ ...entry, key: epicKey(name), kind: "epic" }] : [];
}

function entriesOfMap(map: YAMLMap, place: Place, context: EntryContext): readonly RawEntry[] {
  if (place.isStories) return storiesOfMap(map, place, context);
  const id = scalarText(valueNamed(map, ["id", "epic_id"]));
  const epic = id === "" ? place.epic : id;
  const own = place.isEpic && epic !== undefined ? listedEpic(map, epic, context) : [];
  const inside = map.items.flatMap((pair) => {
    const name = scalarText(pair.key);
    const isContainer = CONTAINERS.has(name);
    if (!isContainer && place.depth > 0 && !isMap(pair.value)) return [];
    const inner = { epic: isContainer || place.depth === 0 ? epic : name, depth: place.depth + 1 };
    const isEpic = place.isEpics && isMap(pair.value);
    return walk(
      pair.value,
      { ...inner, isStories: name === "stories", isEpics: name === "epics", isEpic },
      context,
    );
  });
  return [...own, ...inside];
}

function storiesOfMap(map: YAMLMap, place: Place, context: EntryContext): readonly RawEntry[] {
  return map.items.flatMap((pair) => {
    const entry = isScalar(pair.value) || isMap(pair.value) ? entryOfPair(pair, context) : undefined;
    if (!entry) return [];
    return place.epic === undefined ? [entry] : [{ ...entry, epic: epicKey(place.epic) }];
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
    const inner = { epic: place.epic, depth: place.depth + 1, isStories: false, isEpics: false };
    return walk(item, { ...inner, isEpic: place.isEpics }, context);
  });
}

export function listedEntries(root: unknown, context: EntryContext): readonly RawEntry[] {
  return walk(
    root,
    { epic: undefined, depth: 0, isStories: isSeq(root), isEpics: false, isEpic: false },
    context,
  );
}
