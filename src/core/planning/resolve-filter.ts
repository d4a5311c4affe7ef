import type { StoryFilter } from "../commands/command.ts";
import { closestWord } from "../closest-word.ts";
import type { Problem } from "../problem.ts";
import { normaliseReference } from "../sprint/board/story-number.ts";
import { excerptOf } from "../sprint/excerpt.ts";
import { indexBoard, resolveReference } from "../sprint/board/resolve-reference.ts";
import type { ReferenceIndex } from "../sprint/board/resolve-reference.ts";
import type { Board } from "../sprint/sprint.ts";
import type { StoryKey } from "../sprint/story.ts";

export interface ResolvedFilter {
  /** Stories the filter leaves out, with the reason. */
  readonly out: ReadonlyMap<StoryKey, string>;
  readonly problems: readonly Problem[];
}

function unknownProblem(word: string, kind: "epic" | "story", known: readonly string[]): Problem {
  const closest = closestWord(word, known);
  const shown = `\`${excerptOf(word)}\``;
  return {
    code: "command-flag",
    severity: "error",
    message: `There is no ${kind} ${shown} on the board.`,
    hint:
      closest === undefined
        ? `Name ${kind === "epic" ? "an epic" : "a story"} of the board.`
        : `Did you mean \`${closest}\`?`,
  };
}

function resolveStories(
  words: readonly string[],
  index: ReferenceIndex,
  problems: Problem[],
): ReadonlySet<StoryKey> {
  const keys = words.flatMap((word) => {
    const resolution = resolveReference(word, index);
    if (resolution.kind !== "missing") return resolution.keys;
    problems.push(unknownProblem(word, "story", [...index.byKey.values()].flat()));
    return [];
  });
  return new Set(keys);
}

function resolveEpics(
  words: readonly string[],
  index: ReferenceIndex,
  problems: Problem[],
): ReadonlySet<StoryKey> {
  const keys = words.flatMap((word) => {
    const found = index.byEpic.get(normaliseReference(word));
    if (found) return found;
    if (!index.epics.has(normaliseReference(word))) {
      problems.push(unknownProblem(word, "epic", [...index.byEpic.keys()]));
    }
    return [];
  });
  return new Set(keys);
}

interface Choice {
  readonly epics: ReadonlySet<StoryKey> | undefined;
  readonly stories: ReadonlySet<StoryKey> | undefined;
  readonly exclude: ReadonlySet<StoryKey>;
}

function whyOut({ key, epic }: Board["stories"][number], choice: Choice): string | undefined {
  if (choice.exclude.has(key)) return "The command excludes it.";
  if (choice.stories && !choice.stories.has(key)) return "It is not among the stories the command names.";
  if (choice.epics && !choice.epics.has(key)) return `The command leaves out ${epic}.`;
  return undefined;
}

/** Resolves what people wrote behind `--epic`, `--stories` and `--exclude` against the board. */
export function resolveFilter(filter: StoryFilter, board: Board): ResolvedFilter {
  const out = new Map<StoryKey, string>();
  const problems: Problem[] = [];
  const index = indexBoard(board);
  const choice: Choice = {
    epics: filter.epics && resolveEpics(filter.epics, index, problems),
    stories: filter.stories && resolveStories(filter.stories, index, problems),
    exclude: resolveStories(filter.exclude ?? [], index, problems),
  };
  for (const story of board.stories) {
    const reason = whyOut(story, choice);
    if (reason !== undefined) out.set(story.key, reason);
  }
  return { out, problems };
}
