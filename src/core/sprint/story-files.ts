import type { Config } from "../config/config.ts";
import type { Problem } from "../problem.ts";
import { normaliseReference, storyNumber } from "./board/story-number.ts";
import { isAside, treePath } from "./find-board.ts";
import { storyFolders } from "./board/story-folders.ts";
import type { Board, BoardStory } from "./sprint.ts";
import type { StoryKey } from "./story.ts";

export interface FoundStory {
  readonly path: string | undefined;
  /** Where it was looked for, in order. */
  readonly tried: readonly string[];
}

export interface StoryFiles {
  readonly stories: ReadonlyMap<StoryKey, FoundStory>;
  /** Files that describe epics and their stories. */
  readonly epics: readonly string[];
  readonly problems: readonly Problem[];
}

interface FileIndex {
  /** Markdown files by their name in lower case. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Markdown files of the story folders by the number in their name. */
  readonly byNumber: ReadonlyMap<string, readonly string[]>;
  /** Story folders, best first. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly epics: ReadonlySet<string>;
}

const MOST_EPIC_FILES = 200;
const FOLDERS_SHOWN = 4;
const EPIC_FILE = /^(?:epics?|epic-list|epic[-_.]?\d{1,4}[a-z]?(?:[-_.].*)?|epics[-_.].*)\.md$/iu;
const NOT_EPIC = /retro|context|tech-spec|review|report|summary|validation|status/iu;
/** Companions of a story that carry its number too. */
const COMPANION =
  /(?:^tasks?-|[-_.](?:context|review|qa-feedback|feedback|report|validation|retro|retrospective|summary|notes|qa|gate))\.md$/iu;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function group(paths: readonly string[], nameOfPath: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const name = nameOfPath(path);
    const members = groups.get(name);
    if (members) members.push(path);
    else groups.set(name, [path]);
  }
  return groups;
}

function byClosest(a: string, b: string): number {
  const aside = Number(isAside(a)) - Number(isAside(b));
  if (aside !== 0) return aside;
  const depth = a.split("/").length - b.split("/").length;
  return depth === 0 ? Number(a > b) - Number(a < b) : depth;
}

function indexFiles(board: Board, paths: readonly string[], config: Config): FileIndex {
  const markdown = paths.filter((path) => /\.md$/iu.test(path)).toSorted(byClosest);
  const ranks = new Map(storyFolders(board, paths, config).map((folder, rank) => [folder, rank]));
  const epics = new Set(board.epics.map((epic) => normaliseReference(epic.key)));
  const taken = new Set(board.stories.flatMap(({ key }) => [`${key}.md`, `story-${key}.md`]));
  const numbered = markdown.filter((path) => {
    const name = nameOf(path);
    return ranks.has(folderOf(path)) && !taken.has(name) && !COMPANION.test(name);
  });
  return {
    byName: group(markdown, (path) => nameOf(path).toLowerCase()),
    byNumber: group(numbered, (path) => {
      const number = storyNumber(normaliseReference(nameOf(path).replace(/\.md$/iu, "")), epics);
      return number ? `${number.epic}-${number.number}` : "";
    }),
    ranks,
    epics,
  };
}

interface Match {
  readonly paths: readonly string[];
  readonly tried: readonly string[];
}

/** Files of a story folder come before others, in the order of the folders. */
function folderRank(path: string, index: FileIndex): number {
  return index.ranks.get(folderOf(path)) ?? index.ranks.size;
}

function inFolderOrder(paths: readonly string[], index: FileIndex): readonly string[] {
  return paths.toSorted((a, b) => folderRank(a, index) - folderRank(b, index));
}

function triedNames(names: readonly string[], index: FileIndex): readonly string[] {
  const folders = [...index.ranks.keys()].slice(0, FOLDERS_SHOWN);
  const direct = names.flatMap((name) => folders.map((folder) => `${folder}${name}`));
  return [...direct, ...names.map((name) => `**/${name}`)];
}

/** An exact name in a story folder is certain; elsewhere several files of one name are a problem. */
function findByName(key: StoryKey, index: FileIndex): Match {
  const names = [`${key}.md`, `story-${key}.md`];
  const tried = triedNames(names, index);
  const found = names.map((name) => inFolderOrder(index.byName.get(name.toLowerCase()) ?? [], index));
  const direct = found.flat().find((path) => folderRank(path, index) < index.ranks.size);
  return { paths: direct === undefined ? found.flat() : [direct], tried };
}

function findByNumber(key: StoryKey, index: FileIndex): Match {
  const number = storyNumber(normaliseReference(key), index.epics);
  if (!number) return { paths: [], tried: [] };
  const name = `${number.epic}-${number.number}`;
  const [folder = ""] = index.ranks.keys();
  const forms = [`${name}-*.md`, `story-${name}-*.md`, `story-${number.epic}.${number.number}.md`];
  return {
    paths: inFolderOrder(index.byNumber.get(name) ?? [], index),
    tried: forms.map((form) => `${folder}${form}`),
  };
}

function findStory(story: BoardStory, index: FileIndex): { found: FoundStory; problem?: Problem } {
  const named = findByName(story.key, index);
  const match = named.paths.length > 0 ? named : findByNumber(story.key, index);
  const tried = named === match ? named.tried : [...named.tried, ...match.tried];
  const [path, ...others] = match.paths;
  const found = { path, tried };
  if (path === undefined || others.length === 0) return { found };
  return {
    found,
    problem: {
      code: "story-file-ambiguous",
      severity: "warning",
      message: `Several files could be the story \`${story.key}\`: ${[path, ...others.slice(0, 3)].map((file) => `\`${file}\``).join(", ")}; the first is taken.`,
      at: { file: path },
      hint: `Rename the right file to \`${story.key}.md\` and move the others away.`,
    },
  };
}

function findEpicFiles(paths: readonly string[]): readonly string[] {
  const files = paths.filter((path) => {
    const name = nameOf(path);
    const isEpic = EPIC_FILE.test(name) || /(?:^|\/)epics\/[^/]*\.md$/iu.test(path);
    return isEpic && !NOT_EPIC.test(name) && !isAside(path);
  });
  return files.toSorted(byClosest).slice(0, MOST_EPIC_FILES);
}

/**
 * Which files hold the board's stories. Exact names come before numbers, since two stories of one
 * number are common; several matches are a problem and the first is taken.
 */
export function storyFilesToRead(input: {
  readonly board: Board;
  readonly paths: readonly string[];
  readonly config: Config;
}): StoryFiles {
  const paths = input.paths.map((path) => treePath(path));
  const index = indexFiles(input.board, paths, input.config);
  const stories = new Map<StoryKey, FoundStory>();
  const problems: Problem[] = [];
  for (const story of input.board.stories) {
    const { found, problem } = findStory(story, index);
    stories.set(story.key, found);
    if (problem && story.status !== "done") problems.push(problem);
  }
  return { stories, epics: findEpicFiles(paths), problems };
}
