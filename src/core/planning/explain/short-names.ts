import { indexBoard, resolveReference } from "../../sprint/board/resolve-reference.ts";
import { normaliseReference, storyNumber } from "../../sprint/board/story-number.ts";
import type { Board } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";

/** `1-2` for `1-2-login` wherever that means this story and no other; else the whole key. */
export function shortNames(board: Board): ReadonlyMap<StoryKey, string> {
  const index = indexBoard(board);
  return new Map(
    board.stories.map(({ key }): readonly [StoryKey, string] => {
      const number = storyNumber(normaliseReference(key), index.epics);
      if (!number) return [key, key];
      const short = `${number.epic}-${number.number}`;
      const resolution = resolveReference(short, index);
      const isUnique =
        resolution.kind === "found" && resolution.keys.length === 1 && resolution.keys[0] === key;
      return [key, isUnique ? short : key];
    }),
  );
}

/** Whole keys that stand as words of a sentence, by their short names. Paths stay as they are. */
export function withShortNames(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .split(" ")
    .map((word) => {
      const key = word.replaceAll(/^`|[`,.:]{0,3}$/gu, "");
      const short = names.get(key);
      return short === undefined ? word : word.replace(key, short);
    })
    .join(" ");
}
