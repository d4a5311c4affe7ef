/**
 * Turns a folder with a board and story files into the files of a repository that can be served.
 *
 * Records of finished projects keep the board about mid-project under `_mid/` (with the story files
 * of that moment at `_mid/stories/<path>`) and earlier story texts as `_pre/<key>.md`: these lie
 * over the final ones, since at the end nearly everything is done.
 */
import { setBoardStatuses } from "../../core/sprint/edit-board.ts";
import { setStoryStatus, untickTasks } from "../../core/sprint/edit-story.ts";
import { findBoard } from "../../core/sprint/find-board.ts";
import { parseBoard } from "../../core/sprint/parse-board.ts";
import { storyFilesToRead } from "../../core/sprint/story-files.ts";
import { CALLER_WORKFLOW_PATH, CONFIG_PATH } from "../../core/batch/names.ts";
import { DEFAULT_CONFIG } from "../../core/config/config.ts";
import type { Board } from "../../core/sprint/sprint.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import { ExpectedError } from "../expected-error.ts";

type Files = Map<string, Buffer>;

const MID_BOARD = "_mid/sprint-status.yaml";
const MID_STORIES = "_mid/stories/";
const EARLIER_TEXTS = "_pre/";
/** Truth about what stories really touched: the planner must never see it. */
const RECORDS = new Set(["touched.json", "touched_meta.json", "tree.txt"]);

const SCRIPTED_AGENT = `# Written by the demo: a rehearsal without a language model.\nagent:\n  program: scripted\n`;

interface Sprint {
  readonly board: Board;
  readonly paths: ReadonlyMap<StoryKey, string>;
}

function readSprint(files: Files): Sprint {
  const paths = [...files.keys()];
  const found = findBoard(paths, DEFAULT_CONFIG);
  const text = found.path === undefined ? undefined : files.get(found.path)?.toString("utf8");
  if (found.path === undefined || text === undefined) {
    throw new ExpectedError(`There is no board. Looked for ${found.tried.join(", ")}.`);
  }
  const board = parseBoard(text, found.path);
  const wanted = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
  const stories = new Map<StoryKey, string>();
  for (const [key, { path }] of wanted.stories) if (path !== undefined) stories.set(key, path);
  return { board, paths: stories };
}

function withoutRecords(files: Files): Files {
  const kept: Files = new Map();
  for (const [path, content] of files) {
    const isRecord = RECORDS.has(path) || path.startsWith("_mid/") || path.startsWith(EARLIER_TEXTS);
    if (!isRecord) kept.set(path, content);
  }
  return kept;
}

function layEarlierOver(files: Files, all: Files): void {
  for (const [path, content] of all) {
    if (path.startsWith(MID_STORIES)) files.set(path.slice(MID_STORIES.length), content);
  }
  const midBoard = all.get(MID_BOARD);
  if (midBoard) files.set(readSprint(files).board.path, midBoard);
  const { paths } = readSprint(files);
  for (const [key, path] of paths) {
    const earlier = all.get(`${EARLIER_TEXTS}${key}.md`);
    if (earlier) files.set(path, earlier);
  }
}

export interface Choice {
  readonly stories: string | undefined;
  readonly epic: string | undefined;
}

function isChosen(story: Board["stories"][number], choice: Choice): boolean {
  const wanted = choice.stories?.split(",").map((word) => word.trim().replaceAll(".", "-"));
  if (wanted && !wanted.some((word) => story.key === word || story.key.startsWith(`${word}-`))) return false;
  const epics = choice.epic?.split(",").map((word) => word.trim().replace(/^epic-/u, ""));
  return epics === undefined || epics.includes(story.epic.replace(/^epic-/u, ""));
}

function makeFresh(files: Files, choice: Choice): void {
  const { board, paths } = readSprint(files);
  const chosen = board.stories.filter((story) => isChosen(story, choice));
  const boardText = files.get(board.path)?.toString("utf8") ?? "";
  // A legacy board has no `ready-for-dev`; its word for "may start" is `drafted`.
  const notStarted = board.vocabulary === "legacy" ? "drafted" : "ready-for-dev";
  const changes = chosen.map((story) => ({ key: story.key, to: notStarted }));
  files.set(board.path, Buffer.from(setBoardStatuses(boardText, changes).text));
  for (const { key } of chosen) {
    const path = paths.get(key);
    const text = path === undefined ? undefined : files.get(path)?.toString("utf8");
    if (path === undefined || text === undefined) continue;
    files.set(path, Buffer.from(setStoryStatus(untickTasks(text), "ready-for-dev")));
  }
}

/** Adds what a repository needs to run a rehearsal, over the files a folder holds. */
export function prepareSprint(
  all: Files,
  options: Choice & { readonly fresh: boolean; readonly callerWorkflow: Buffer },
): Files {
  const files = withoutRecords(all);
  layEarlierOver(files, all);
  if (options.fresh) makeFresh(files, options);
  if (!files.has(CONFIG_PATH)) files.set(CONFIG_PATH, Buffer.from(SCRIPTED_AGENT));
  files.set(CALLER_WORKFLOW_PATH, options.callerWorkflow);
  return files;
}
