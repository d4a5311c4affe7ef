import type { Problem } from "../problem.ts";
import type { RawEntry } from "./board/board-text.ts";
import { entryKind } from "./board/entry-kind.ts";
import { readBoardText } from "./board/read-board-text.ts";
import { readStatus, statusWord } from "./board/status-words.ts";
import { normaliseReference, storyNumber } from "./board/story-number.ts";
import { excerptOf } from "./excerpt.ts";
import type { Board, BoardEntry, BoardEpic, BoardStory } from "./sprint.ts";
import { StoryKey } from "./story.ts";
import { textLines } from "./text-lines.ts";
import type { TextLine } from "./text-lines.ts";

/** More single problems of one kind than this become one summary. */
const MANY = 5;

/** The epic of a story that stands under none. */
export const NO_EPIC = "no-epic";

interface Draft {
  readonly entries: readonly RawEntry[];
  readonly path: string;
  readonly lines: readonly TextLine[];
  readonly problems: Problem[];
  readonly unusableKeys: string[];
  /** No entry has a place for a status. */
  readonly isMereList: boolean;
}

function problemAt(draft: Draft, entry: RawEntry, rest: Omit<Problem, "at">): Problem {
  const { line, column } = entry;
  const excerpt = excerptOf(draft.lines[line - 1]?.text ?? "");
  return { ...rest, at: { file: draft.path, line, column, excerpt } };
}

/** Keeps the last of several entries with one key, as most YAML readers do, at the place of the first. */
function withoutDuplicates(draft: Draft): readonly RawEntry[] {
  const byKey = new Map<string, RawEntry>();
  for (const entry of draft.entries) {
    const earlier = byKey.get(entry.key);
    if (earlier) {
      draft.problems.push(
        problemAt(draft, entry, {
          code: "board-duplicate-key",
          severity: "warning",
          message: `\`${entry.key}\` stands on the board twice (also in line ${earlier.line}); the last status, \`${excerptOf(entry.status)}\`, counts.`,
          hint: "Remove one of the two lines.",
        }),
      );
    }
    byKey.set(entry.key, entry);
  }
  return [...byKey.values()];
}

function unknownKeyProblems(draft: Draft, entries: readonly RawEntry[]): readonly Problem[] {
  const [first] = entries;
  if (!first) return [];
  const hint = "Keep only epics, stories and retrospectives under `development_status`.";
  const shown = entries.slice(0, MANY).map((entry) =>
    problemAt(draft, entry, {
      code: "board-unknown-key",
      severity: "warning",
      message: `\`${excerptOf(entry.key)}\` is neither an epic nor a story nor a retrospective; it is ignored.`,
      hint,
    }),
  );
  if (entries.length <= MANY) return shown;
  const summary = problemAt(draft, first, {
    code: "board-unknown-key",
    severity: "warning",
    message: `${entries.length} keys of the board are neither epics nor stories nor retrospectives; they are ignored.`,
    hint,
  });
  return [summary];
}

function positionOf(entry: RawEntry): BoardEntry {
  return { key: entry.key, rawStatus: entry.status, line: entry.line, column: entry.column };
}

function readStory(draft: Draft, entry: RawEntry, place: { epic: string; order: number }): BoardStory[] {
  const key = StoryKey.safeParse(entry.key);
  if (!key.success) {
    draft.unusableKeys.push(entry.key);
    draft.problems.push(
      problemAt(draft, entry, {
        code: "board-unknown-key",
        severity: "error",
        message: `The key \`${excerptOf(entry.key)}\` cannot be the name of a branch; the story is left out.`,
        hint: "Use letters, digits, dots, dashes and underscores only, at most 100 of them.",
      }),
    );
    return [];
  }
  // In a mere list the story's own file says it; until that is read, nobody has begun.
  const status = entry.style === "absent" && draft.isMereList ? "backlog" : readStatus(entry.status);
  if (status === "unknown") {
    draft.problems.push(
      problemAt(draft, entry, {
        code: "board-unknown-status",
        severity: "warning",
        message:
          entry.style === "absent" || entry.style === "empty"
            ? `\`${entry.key}\` has no status; the story is left out.`
            : `\`${entry.key}\` has the status \`${excerptOf(entry.status)}\`, which means nothing here; the story is left out.`,
        hint: "Use backlog, ready-for-dev, in-progress, review, done or blocked.",
      }),
    );
  }
  const { dependsOn, title, description } = entry;
  const stated = {
    ...(dependsOn && { dependsOn }),
    ...(title !== undefined && { title }),
    ...(description && { description: { path: draft.path, ...description } }),
  };
  return [{ ...positionOf(entry), key: key.data, status, ...place, ...stated }];
}

function epicOf(entry: RawEntry, epics: ReadonlyMap<string, string>, above: string | undefined): string {
  if (entry.epic !== undefined) return entry.epic;
  const number = storyNumber(normaliseReference(entry.key), epics);
  const named = number && epics.get(number.epic);
  if (named !== undefined) return named;
  if (above !== undefined) return above;
  return number ? `epic-${number.epic}` : NO_EPIC;
}

interface Sorted {
  readonly stories: readonly BoardStory[];
  readonly epics: readonly RawEntry[];
  readonly unknown: readonly RawEntry[];
}

function sortEntries(draft: Draft, entries: readonly RawEntry[]): Sorted {
  const keys = new Set(entries.map((entry) => entry.key));
  const kinds = entries.map((entry) => ({ entry, kind: entryKind(entry, keys) }));
  const epics = kinds.filter(({ kind }) => kind === "epic").map(({ entry }) => entry);
  const epicKeys = new Map(epics.map((epic) => [normaliseReference(epic.key), epic.key]));
  const stories: BoardStory[] = [];
  let above: string | undefined;
  for (const { entry, kind } of kinds) {
    if (kind === "epic") above = entry.key;
    if (kind !== "story") continue;
    const place = { epic: epicOf(entry, epicKeys, above), order: stories.length };
    stories.push(...readStory(draft, entry, place));
  }
  const unknown = kinds.filter(({ kind }) => kind === "unknown").map(({ entry }) => entry);
  return { stories, epics, unknown };
}

/** An epic somebody already works in is open, whatever its own line says. */
function gateOf(epic: RawEntry, isLegacy: boolean, startedEpics: ReadonlySet<string>): BoardEpic["gate"] {
  const status = readStatus(epic.status);
  if (status === "blocked") return "blocked";
  if (status === "done") return "done";
  const isClosed = isLegacy && status === "backlog" && !startedEpics.has(epic.key);
  return isClosed ? "not-contexted" : "open";
}

/** A board on which nothing stands to be planned is worth a word, where nothing else explains it. */
function emptyProblem({ path, lines, problems }: Draft): readonly Problem[] {
  if (problems.some(({ severity }) => severity === "error")) return [];
  const index = Math.max(
    lines.findIndex(({ text }) => text.startsWith("development_status")),
    0,
  );
  return [
    {
      code: "board-shape",
      severity: "error",
      message: "No stories stand on the board.",
      at: { file: path, line: index + 1, column: 1, excerpt: excerptOf(lines[index]?.text ?? "") },
      hint: "Plan the sprint, so that its stories stand under `development_status:`, one `key: status` a line.",
    },
  ];
}

const LEGACY_WORDS = new Set(["contexted", "drafted"]);

/** Reads a board whatever its state; what cannot be understood is a problem. Never throws. */
export function parseBoard(text: string, path: string): Board {
  const read = readBoardText(text, path);
  const isMereList = read.entries.length > 0 && read.entries.every((entry) => entry.style === "absent");
  const lines = textLines(text);
  const draft: Draft = {
    entries: read.entries,
    path,
    lines,
    problems: [...read.problems],
    unusableKeys: [],
    isMereList,
  };
  const entries = withoutDuplicates(draft);
  const sorted = sortEntries(draft, entries);
  draft.problems.push(...unknownKeyProblems(draft, sorted.unknown));
  const isLegacy = entries.some((entry) => LEGACY_WORDS.has(statusWord(entry.status)));
  const started = new Set(
    sorted.stories.filter((story) => story.status !== "backlog").map((story) => story.epic),
  );
  return {
    path,
    vocabulary: isLegacy ? "legacy" : "current",
    storyLocation: read.storyLocation,
    statusesIn: isMereList ? "stories" : "board",
    stories: sorted.stories,
    ...(draft.unusableKeys.length > 0 && { unusableKeys: draft.unusableKeys }),
    epics: sorted.epics.map((epic) => ({
      ...positionOf(epic),
      gate: gateOf(epic, isLegacy, started),
    })),
    problems: sorted.stories.length > 0 ? draft.problems : [...draft.problems, ...emptyProblem(draft)],
  };
}
