/** What finished stories really changed, from the commits or pull requests that made them. */
import { indexBoard } from "../board/resolve-reference.ts";
import type { ReferenceIndex } from "../board/resolve-reference.ts";
import { normaliseReference } from "../board/story-number.ts";
import type { Board, SprintHistory } from "../sprint.ts";
import type { StoryFiles } from "../story-files.ts";
import type { StoryKey } from "../story.ts";
import { namedStories } from "./named-stories.ts";
import type { RecordedChange } from "./recorded-change.ts";

/** Imports, renames and formatting of everything say nothing about one story. */
const MOST_PATHS = 100;
/** Work on more stories than these at once belongs to none of them. */
const MOST_STORIES = 2;

const DOCUMENT = /\.(?:md|mdx|txt|ya?ml|json|xml|html?|csv)$/iu;
/** Folders of planning and of the tools that plan; documentation too, as far as it is text. */
const PLANNING = /(?:^|\/)(?:[._]?bmad[^/]*|\.(?:claude|cursor|windsurf|gemini|opencode|codex)|docs?)\//iu;

interface Sprint {
  readonly index: ReferenceIndex;
  readonly byFile: ReadonlyMap<string, StoryKey>;
  readonly finished: ReadonlySet<StoryKey>;
  readonly isPlanning: (path: string) => boolean;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function describe({ board, files }: { readonly board: Board; readonly files: StoryFiles }): Sprint {
  const byFile = new Map<string, StoryKey>();
  for (const [key, { path }] of files.stories) if (path !== undefined) byFile.set(path, key);
  const planned = [board.path, ...byFile.keys(), ...files.epics];
  const known = new Set(planned);
  // The root holds everything: its documents are not those of planning.
  const folders = new Set(planned.map(folderOf).filter((folder) => folder !== ""));
  const finished = board.stories.filter(({ status }) => status === "done" || status === "review");
  return {
    index: indexBoard(board),
    byFile,
    finished: new Set(finished.map(({ key }) => key)),
    isPlanning: (path) =>
      known.has(path) || (DOCUMENT.test(path) && (folders.has(folderOf(path)) || PLANNING.test(path))),
  };
}

/** Ours says it; else the first line does; else the one story file that was changed with the code. */
function storiesOf(change: RecordedChange, { index, byFile }: Sprint): ReadonlySet<StoryKey> {
  const own = change.story === undefined ? [] : index.byKey.get(normaliseReference(change.story));
  if (own?.length === 1) return new Set(own);
  const named = namedStories(change.subject, index);
  if (named.size > 0) return named;
  const byPath = new Set(change.paths.map((path) => byFile.get(path)).filter((key) => key !== undefined));
  return byPath.size === 1 ? byPath : new Set();
}

export interface HistoryInput {
  readonly changes: readonly RecordedChange[];
  readonly board: Board;
  readonly files: StoryFiles;
}

/** Linear in the paths. The order of the changes makes no difference. */
export function readHistory({ changes, ...sprint }: HistoryInput): SprintHistory {
  const facts = describe(sprint);
  const touched = new Map<StoryKey, Set<string>>();
  for (const change of changes) {
    const paths = change.paths.filter((path) => !facts.isPlanning(path));
    if (paths.length === 0 || paths.length > MOST_PATHS) continue;
    const stories = storiesOf(change, facts);
    if (stories.size > MOST_STORIES) continue;
    for (const key of stories) {
      if (!facts.finished.has(key)) continue;
      const known = touched.get(key) ?? new Set();
      touched.set(key, known);
      for (const path of paths) known.add(path);
    }
  }
  const inOrder = sprint.board.stories.flatMap(({ key }): (readonly [StoryKey, readonly string[]])[] => {
    const paths = touched.get(key);
    return paths ? [[key, [...paths].toSorted()]] : [];
  });
  return { touched: new Map(inOrder) };
}
