import type { Problem } from "../../problem.ts";
import { readStatus } from "../board/status-words.ts";
import { excerptOf } from "../excerpt.ts";
import type { Board, BoardStory } from "../sprint.ts";
import type { StoryFile, StoryKey } from "../story.ts";

function unknownStatus(key: StoryKey, file: StoryFile, status: string): Problem {
  return {
    code: "board-unknown-status",
    severity: "warning",
    message: `\`${key}\` has the status \`${excerptOf(status)}\`, which means nothing here; the story is left out.`,
    at: { file: file.path, ...file.statusAt, excerpt: excerptOf(status) },
    hint: "Use draft, ready-for-dev, in-progress, in-review, done or blocked.",
  };
}

/** A mere list takes the status of each story from its own file; what has none was not begun. */
export function withStoryStatuses(
  board: Board,
  files: ReadonlyMap<StoryKey, StoryFile>,
): { readonly board: Board; readonly problems: readonly Problem[] } {
  if (board.statusesIn === "board") return { board, problems: [] };
  const problems: Problem[] = [];
  const stories = board.stories.map((story): BoardStory => {
    const file = files.get(story.key);
    const rawStatus = file?.status;
    if (!file || rawStatus === undefined) return { ...story, rawStatus: "backlog", status: "backlog" };
    const status = readStatus(rawStatus);
    if (status === "unknown") problems.push(unknownStatus(story.key, file, rawStatus));
    return { ...story, rawStatus, status };
  });
  return { board: { ...board, stories }, problems };
}
