import { parseEpics } from "../parse-epics.ts";
import type { EpicStory } from "../parse-epics.ts";
import { parseStory } from "../parse-story.ts";
import type { StoryFile } from "../story.ts";

/** Reads stories and epics files, and each text only once: a later look at the same text gives the same object. */
export interface StoryReader {
  readonly readStory: (text: string, path: string) => StoryFile;
  readonly readEpics: (text: string, path: string) => readonly EpicStory[];
}

/** Far more than a sprint has; what is over it is read anew. */
const MOST_REMEMBERED = 20_000;

function remembering<T>(parse: (text: string, path: string) => T): (text: string, path: string) => T {
  const known = new Map<string, { readonly text: string; readonly value: T }>();
  return (text, path) => {
    const found = known.get(path);
    if (found?.text === text) return found.value;
    const value = parse(text, path);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(path, { text, value });
    return value;
  };
}

export function createStoryReader(): StoryReader {
  return { readStory: remembering(parseStory), readEpics: remembering(parseEpics) };
}
