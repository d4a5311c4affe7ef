import type { Problem } from "../problem.ts";
import type { DependencyMention, StoryFile, StoryKey, StoryStatus } from "./story.ts";

/** What an epics file says about one story, below the story's heading there. */
export interface EpicText {
  readonly path: string;
  /** 1-based line of the file in which the text begins. */
  readonly line: number;
  readonly text: string;
}

/** Where one status value stands in the board's text, so that an edit changes these bytes only. */
export interface BoardEntry {
  readonly key: string;
  /** As written, without quotes. */
  readonly rawStatus: string;
  /** 1-based line. */
  readonly line: number;
  readonly column: number;
}

export interface BoardStory extends BoardEntry {
  readonly key: StoryKey;
  readonly status: StoryStatus;
  /** `epic-3`, the epic this story stands under. */
  readonly epic: string;
  /** Position on the board, from 0. */
  readonly order: number;
  /** What the board itself says of the story, where its entries are maps. */
  readonly dependsOn?: readonly DependencyMention[];
  readonly title?: string;
  readonly description?: EpicText;
}

export interface BoardEpic extends BoardEntry {
  /** `open` unless the board is legacy and the epic is not contexted, or somebody blocked it. */
  readonly gate: "open" | "not-contexted" | "blocked" | "done";
}

export interface Board {
  readonly path: string;
  /** A legacy board uses `contexted` or `drafted` somewhere. */
  readonly vocabulary: "current" | "legacy";
  readonly storyLocation: string | undefined;
  /** `stories`: the board is a mere list, and each story states its own status. Then nobody edits the board. */
  readonly statusesIn: "board" | "stories";
  readonly stories: readonly BoardStory[];
  /** Keys of stories as written that cannot be the name of a branch; a problem each. */
  readonly unusableKeys?: readonly string[];
  readonly epics: readonly BoardEpic[];
  readonly problems: readonly Problem[];
}

/** An open or merged pull request that delivers a story, whoever made it. */
export interface StoryPullRequest {
  readonly number: number;
  readonly story: StoryKey;
  readonly state: "open" | "merged" | "closed";
  readonly isDraft: boolean;
  /** A person asked for changes, or a required check fails, on the present head. */
  readonly needsFixes: boolean;
  readonly headSha: string;
  /** Paths the pull request changes; undefined when not fetched. */
  readonly changedPaths?: readonly string[];
}

/** What finished work really changed, as far as it is at hand. */
export interface SprintHistory {
  /** Paths each finished story changed, by its key, without the story's own file and the board. */
  readonly touched: ReadonlyMap<StoryKey, readonly string[]>;
}

export const NO_HISTORY: SprintHistory = { touched: new Map() };

/** Everything planning reads: one repository at one commit. */
export interface SprintSnapshot {
  readonly commit: string;
  readonly board: Board;
  /** Stories on the board whose file was found, by key. */
  readonly files: ReadonlyMap<StoryKey, StoryFile>;
  /** For stories without a file: the paths that were tried, in order. */
  readonly missing: ReadonlyMap<StoryKey, readonly string[]>;
  /** Stories whose file is there but is not text, or too large: its path. */
  readonly unread: ReadonlyMap<StoryKey, string>;
  /** Dependencies stated in epics files, by the key of the story that needs them. */
  readonly epicDependencies: ReadonlyMap<StoryKey, StoryFile["dependsOn"]>;
  /** Titles stated in epics files, for stories without a file. */
  readonly epicTitles: ReadonlyMap<StoryKey, string>;
  /** What epics files say about each story, from the first file that describes it. */
  readonly epicTexts: ReadonlyMap<StoryKey, EpicText>;
  /** Paths of the repository's tree. */
  readonly tree: readonly string[];
  readonly pullRequests: readonly StoryPullRequest[];
  readonly history: SprintHistory;
  readonly problems: readonly Problem[];
}
