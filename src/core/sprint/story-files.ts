import type { Config } from "../config/config.ts";
import type { Problem } from "../problem.ts";
import { normaliseReference, storyNumber } from "./board/story-number.ts";
import { isAside, treePath } from "./find-board.ts";
import { isAlike, sharedWords } from "./board/alike-names.ts";
import { indexSpecs, specsOf } from "./board/folder-specs.ts";
import type { SpecIndex } from "./board/folder-specs.ts";
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
  /** Markdown files by their name as a key: `1.0-login.md` for `1-0-login`. */
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  /** Markdown files of the story folders by the number in their name. */
  readonly byNumber: ReadonlyMap<string, readonly string[]>;
  /** Story folders, best first. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly epics: ReadonlySet<string>;
  /** Where the board is a mere list: the specs of its folder by the id they begin with. */
  readonly specs: SpecIndex | undefined;
}

const MOST_EPIC_FILES = 200;
const FOLDERS_SHOWN = 4;
const EPIC_FILE = /^(?:epics?|epic-list|epic[-_.]?\d{1,4}[a-z]?(?:[-_.].*)?|epics[-_.].*)\.md$/iu;
const EPICS_PLAN = /^epics?(?:[-_.]list)?\.md$/iu;
const NOT_EPIC = /retro|context|tech-spec|review|report|summary|validation|status|cycle-log|checklist/iu;
/** Companions of a story that carry its number too. */
const COMPANION =
  /(?:^tasks?-|[-_.](?:context|review|qa-feedback|feedback|report|validation|retro|retrospective|summary|notes|qa|gate))\.md$/iu;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function stemOf(path: string): string {
  return normaliseReference(
    nameOf(path)
      .replace(/\.md$/iu, "")
      .replace(/^spec-(?=\d)/iu, ""),
  );
}

/** The number a key or file name begins with. Three numbers stand for a story below another one. */
function numberOf(normalised: string, epics: ReadonlySet<string>): string | undefined {
  const number = storyNumber(normalised, epics);
  const [below] = /^\d{1,6}[a-z]?-\d{1,6}-\d{1,6}[a-z]?(?=-|$)/u.exec(normalised) ?? [];
  return number && (below ?? `${number.epic}-${number.number}`);
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
  const taken = new Set(board.stories.flatMap(({ key }) => namesOf(key)));
  const numbered = markdown.filter((path) => {
    const name = nameOf(path);
    return ranks.has(folderOf(path)) && !taken.has(name) && !COMPANION.test(name);
  });
  return {
    byName: group(markdown, (path) => nameOf(path).toLowerCase()),
    byStem: group(markdown, stemOf),
    byNumber: group(numbered, (path) => numberOf(stemOf(path), epics) ?? ""),
    ranks,
    epics,
    specs: board.statusesIn === "stories" ? indexSpecs(board, markdown, config) : undefined,
  };
}

function namesOf(key: StoryKey): readonly string[] {
  return [`${key}.md`, `story-${key}.md`, `spec-${key}.md`];
}

interface Match {
  readonly paths: readonly string[];
  readonly tried: readonly string[];
  /** Files of the story's number whose names have nothing in common with it. */
  readonly unlike: readonly string[];
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
  const names = namesOf(key);
  const tried = triedNames(names, index);
  const exact = names.map((name) => inFolderOrder(index.byName.get(name.toLowerCase()) ?? [], index)).flat();
  const stem = normaliseReference(key);
  // A number alone says too little to look for it everywhere.
  const spelled = /[a-z]{3}/u.test(stem) ? inFolderOrder(index.byStem.get(stem) ?? [], index) : [];
  const found = exact.length > 0 ? exact : spelled;
  const direct = found.find((path) => folderRank(path, index) < index.ranks.size);
  return { paths: direct === undefined ? found : [direct], tried, unlike: [] };
}

function findSpec(key: StoryKey, specs: SpecIndex): Match {
  return { paths: specsOf(key, specs), tried: [`${specs.folder}${key}-*.md`], unlike: [] };
}

function findByNumber(key: StoryKey, index: FileIndex): Match {
  const normalised = normaliseReference(key);
  const number = storyNumber(normalised, index.epics);
  const name = numberOf(normalised, index.epics);
  if (!number || name === undefined) return { paths: [], tried: [], unlike: [] };
  const [folder = ""] = index.ranks.keys();
  const forms = [`${name}-*.md`, `story-${name}-*.md`, `story-${number.epic}.${number.number}.md`];
  const candidates = inFolderOrder(index.byNumber.get(name) ?? [], index);
  const paths = candidates.filter((path) => isAlike(normalised, stemOf(path)));
  return {
    paths: paths.toSorted((a, b) => sharedWords(normalised, stemOf(b)) - sharedWords(normalised, stemOf(a))),
    tried: forms.map((form) => `${folder}${form}`),
    unlike: paths.length > 0 ? [] : candidates,
  };
}

function ambiguousProblem(key: StoryKey, path: string, others: readonly string[]): Problem {
  const named = [path, ...others.slice(0, 3)].map((file) => `\`${file}\``).join(", ");
  return {
    code: "story-file-ambiguous",
    severity: "warning",
    message: `Several files could be the story \`${key}\`: ${named}; the first is taken.`,
    at: { file: path },
    hint: `Rename the right file to \`${key}.md\` and move the others away.`,
  };
}

/** Two sprints often number their stories alike; working on the wrong story is worse than on none. */
function unlikeProblem(key: StoryKey, path: string): Problem {
  return {
    code: "story-file-ambiguous",
    severity: "warning",
    message: `\`${path}\` has the number of the story \`${key}\` but not one word of its name; it is not taken.`,
    at: { file: path },
    hint: `If it is this story, rename it to \`${key}.md\`.`,
  };
}

function findStory(story: BoardStory, index: FileIndex): { found: FoundStory; problem?: Problem } {
  const named = index.specs ? findSpec(story.key, index.specs) : findByName(story.key, index);
  const match = named.paths.length > 0 || index.specs ? named : findByNumber(story.key, index);
  const tried = named === match ? named.tried : [...named.tried, ...match.tried];
  const [path, ...others] = match.paths;
  const [unlike] = match.unlike;
  const found = { path, tried };
  if (path !== undefined && others.length > 0) {
    return { found, problem: ambiguousProblem(story.key, path, others) };
  }
  return unlike === undefined ? { found } : { found, problem: unlikeProblem(story.key, unlike) };
}

function findEpicFiles(paths: readonly string[]): readonly string[] {
  const files = paths.filter((path) => {
    const name = nameOf(path);
    const isEpic = EPIC_FILE.test(name) || /(?:^|\/)epics\/[^/]*\.md$/iu.test(path);
    return isEpic && !NOT_EPIC.test(name) && !isAside(path);
  });
  // The first file that describes a story counts: the plan of the epics before notes on one of them.
  const sorted = files.toSorted(byClosest);
  const plans = sorted.filter((path) => EPICS_PLAN.test(nameOf(path)));
  return [...new Set([...plans, ...sorted])].slice(0, MOST_EPIC_FILES);
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
