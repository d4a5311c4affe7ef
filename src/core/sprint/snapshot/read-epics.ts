import { indexBoard, resolveReference } from "../board/resolve-reference.ts";
import type { ReferenceIndex } from "../board/resolve-reference.ts";
import type { EpicStory } from "../parse-epics.ts";
import type { Board, EpicText, SprintSnapshot } from "../sprint.ts";
import type { DependencyMention, StoryKey } from "../story.ts";

interface EpicFile {
  readonly path: string;
  readonly stories: readonly EpicStory[];
}

type EpicFacts = Pick<SprintSnapshot, "epicDependencies" | "epicTitles" | "epicTexts">;

/** The one story of the board that a heading means. */
function storyMeant(reference: string, index: ReferenceIndex): StoryKey | undefined {
  const resolution = resolveReference(reference, index);
  return resolution.kind === "found" && resolution.keys.length === 1 ? resolution.keys[0] : undefined;
}

/** What the board says of a story, else the first epics file that describes it; dependencies add up. */
export function readEpics(files: readonly EpicFile[], board: Board): EpicFacts {
  const index = indexBoard(board);
  const epicTitles = new Map<StoryKey, string>();
  const epicTexts = new Map<StoryKey, EpicText>();
  const epicDependencies = new Map<StoryKey, readonly DependencyMention[]>();
  for (const { key, title, description } of board.stories) {
    if (title !== undefined) epicTitles.set(key, title);
    if (description) epicTexts.set(key, description);
  }
  const described = files.flatMap(({ path, stories }) => stories.map((story) => ({ path, story })));
  for (const { path, story } of described) {
    const key = storyMeant(story.reference, index);
    if (key === undefined) continue;
    const { title, text, line, dependsOn } = story;
    if (title !== "" && !epicTitles.has(key)) epicTitles.set(key, title);
    if (text !== "" && !epicTexts.has(key)) epicTexts.set(key, { path, line, text });
    if (dependsOn.length > 0) epicDependencies.set(key, [...(epicDependencies.get(key) ?? []), ...dependsOn]);
  }
  return { epicDependencies, epicTitles, epicTexts };
}
