import type { Problem } from "../problem.ts";
import { NO_HISTORY } from "./sprint.ts";
import type { Board, SprintHistory, SprintSnapshot, StoryPullRequest } from "./sprint.ts";
import type { StoryFiles } from "./story-files.ts";
import { readEpics } from "./snapshot/read-epics.ts";
import { createStoryReader } from "./snapshot/story-reader.ts";
import type { StoryReader } from "./snapshot/story-reader.ts";
import { withStoryStatuses } from "./snapshot/story-statuses.ts";
import type { StoryFile, StoryKey } from "./story.ts";

export interface SnapshotInput {
  readonly commit: string;
  readonly board: Board;
  readonly files: StoryFiles;
  /** Texts by path; a path that is absent was binary or too large. */
  readonly texts: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly pullRequests: readonly StoryPullRequest[];
  readonly history?: SprintHistory;
  /** Remembers what was read for an earlier snapshot, so that only what has changed is read again. */
  readonly reader?: StoryReader;
}

function unreadProblem(key: StoryKey, path: string): Problem {
  return {
    code: "story-file-missing",
    severity: "error",
    message: `The file of the story \`${key}\` could not be read: it is not text, or larger than 1 MB.`,
    at: { file: path },
    hint: "Write the story as UTF-8 text.",
  };
}

function readStories(
  input: SnapshotInput,
  reader: StoryReader,
): Pick<SprintSnapshot, "files" | "missing" | "unread" | "problems"> {
  const files = new Map<StoryKey, StoryFile>();
  const missing = new Map<StoryKey, readonly string[]>();
  const unread = new Map<StoryKey, string>();
  const problems: Problem[] = [];
  for (const [key, { path, tried }] of input.files.stories) {
    const text = path === undefined ? undefined : input.texts.get(path);
    if (path === undefined) missing.set(key, tried);
    else if (text !== undefined) files.set(key, reader.readStory(text, path));
    else {
      unread.set(key, path);
      problems.push(unreadProblem(key, path));
    }
  }
  return { files, missing, unread, problems };
}

/** One repository at one commit, read. Problems of finished stories are left out: nobody will act on them. */
export function buildSnapshot(input: SnapshotInput): SprintSnapshot {
  const { commit, pullRequests } = input;
  const reader = input.reader ?? createStoryReader();
  const { files, missing, unread, problems } = readStories(input, reader);
  const { board, problems: statusProblems } = withStoryStatuses(input.board, files);
  const epicFiles = input.files.epics.map((path) => ({
    path,
    stories: reader.readEpics(input.texts.get(path) ?? "", path),
  }));
  const open = board.stories.filter((story) => story.status !== "done");
  const storyProblems = open.flatMap((story) => files.get(story.key)?.problems ?? []);
  return {
    commit,
    board,
    files,
    missing,
    unread,
    pullRequests,
    history: input.history ?? NO_HISTORY,
    ...readEpics(epicFiles, board),
    tree: input.paths,
    problems: [...board.problems, ...input.files.problems, ...problems, ...statusProblems, ...storyProblems],
  };
}
