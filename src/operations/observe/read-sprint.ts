/** One repository at one commit: its configuration and its sprint, read in a few requests. */
import { CONFIG_PATH } from "../../core/batch/names.ts";
import type { Config } from "../../core/config/config.ts";
import { DEFAULT_CONFIG } from "../../core/config/config.ts";
import { parseConfig } from "../../core/config/parse-config.ts";
import type { Problem } from "../../core/problem.ts";
import { buildSnapshot } from "../../core/sprint/build-snapshot.ts";
import { findBoard } from "../../core/sprint/find-board.ts";
import { readHistory } from "../../core/sprint/history/read-history.ts";
import { parseBoard } from "../../core/sprint/parse-board.ts";
import type { Board, SprintSnapshot } from "../../core/sprint/sprint.ts";
import { storyFilesToRead } from "../../core/sprint/story-files.ts";
import type { RepositoryLook } from "../ports.ts";
import { keepTexts, textsOf, treeOf } from "./read-files.ts";
import type { Access } from "./read-files.ts";

export interface Sprint {
  readonly snapshot: SprintSnapshot;
  /** The repository's file over the defaults. */
  readonly config: Config;
  readonly tree: ReadonlyMap<string, string>;
}

export type SprintReading =
  | { readonly kind: "read"; readonly sprint: Sprint }
  /** A sprint that cannot be planned; the problems say what to do. */
  | { readonly kind: "unusable"; readonly problems: readonly Problem[] };

function unusable(...problems: readonly Problem[]): SprintReading {
  return { kind: "unusable", problems };
}

function boardMissing(tried: readonly string[]): Problem {
  return {
    code: "board-missing",
    severity: "error",
    message: `There is no sprint board. Looked for ${tried.map((path) => `\`${path}\``).join(", ")}.`,
    hint: `Commit a \`sprint-status.yaml\`, or name its path as \`board\` in \`${CONFIG_PATH}\`.`,
  };
}

function boardUnread(path: string): Problem {
  return {
    code: "board-unreadable",
    severity: "error",
    message: `The board \`${path}\` is not text, or is larger than 1 MB.`,
    at: { file: path },
    hint: "Write the board as UTF-8 text.",
  };
}

/** A board of which nothing is left to plan is an error; one with a few bad lines is not. */
function fatalProblems(board: Board): readonly Problem[] {
  const errors = board.problems.filter((problem) => problem.severity === "error");
  const isBroken = errors.some(({ code }) => code === "board-unreadable" || code === "board-shape");
  return isBroken || board.stories.length === 0 ? errors : [];
}

interface Source {
  readonly look: RepositoryLook;
  readonly tree: ReadonlyMap<string, string>;
  readonly config: Config;
  readonly text: string;
  readonly boardPath: string;
}

async function readStories(access: Access, source: Source): Promise<SprintReading> {
  const { look, tree, config } = source;
  const board = parseBoard(source.text, source.boardPath);
  const fatal = fatalProblems(board);
  if (fatal.length > 0) return unusable(...fatal);
  const paths = [...tree.keys()];
  const files = storyFilesToRead({ board, paths, config });
  const found = [...files.stories.values()].map(({ path }) => path).filter((path) => path !== undefined);
  const wanted = [...found, ...files.epics];
  const texts = await textsOf(access, tree, wanted);
  keepTexts(access, tree, wanted);
  const changes = (await access.history?.changes(look)) ?? [];
  const history = readHistory({ changes, board, files });
  const { commit, pullRequests } = look;
  const { stories: reader } = access.memory;
  const snapshot = buildSnapshot({ commit, board, files, texts, paths, pullRequests, history, reader });
  return { kind: "read", sprint: { snapshot, config, tree } };
}

async function readFresh(access: Access, look: RepositoryLook): Promise<SprintReading> {
  const tree = await treeOf(access, look.tree);
  const paths = [...tree.keys()];
  // Most repositories leave the board where it is found by itself: it comes with the configuration.
  const guess = findBoard(paths, DEFAULT_CONFIG).path;
  const first = await textsOf(access, tree, guess === undefined ? [CONFIG_PATH] : [CONFIG_PATH, guess]);
  const { config, problems } = parseConfig(first.get(CONFIG_PATH), CONFIG_PATH);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) return unusable(...errors);
  const { path: boardPath, tried } = findBoard(paths, config);
  if (boardPath === undefined) return unusable(boardMissing(tried));
  const texts = boardPath === guess ? first : await textsOf(access, tree, [boardPath]);
  const text = texts.get(boardPath);
  if (text === undefined) return unusable(boardUnread(boardPath));
  return await readStories(access, { look, tree, config, text, boardPath });
}

/** Reads only what this process has not seen yet; nothing at all while commit and pull requests are the same. */
export async function readSprint(access: Access, look: RepositoryLook): Promise<SprintReading> {
  const key = JSON.stringify([look.commit, look.pullRequests]);
  const known = access.memory.sprint;
  if (known?.key === key) return known.reading;
  const reading = await readFresh(access, look);
  access.memory.sprint = { key, reading };
  return reading;
}
