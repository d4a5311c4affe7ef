/**
 * The outside world in our words, as operations need it. Adapters implement these; fakes and real
 * adapters pass the same contract suites. Every method may throw a Failure (see failure.ts);
 * expected alternatives are part of the returned union.
 */
import type { AttemptName } from "../core/batch/names.ts";
import type { BatchId } from "../core/batch/batch-id.ts";
import type { BatchState } from "../core/batch/batch-state.ts";
import type { Brief, Claims } from "../core/batch/brief.ts";
import type { DispatchRequest } from "../core/batch/dispatch-request.ts";
import type { ObservedTrackingComment } from "../core/batch/observation.ts";
import type { RecordedChange } from "../core/sprint/history/recorded-change.ts";
import type { StoryPullRequest } from "../core/sprint/sprint.ts";
import type { StoryKey } from "../core/sprint/story.ts";

export interface Clock {
  /** ISO 8601, UTC. */
  now(): string;
}

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What pure code may not do itself: digests, signatures, chance. */
export interface Crypto {
  /** `sha256:<hex>` of the UTF-8 bytes. */
  digest(text: string): string;
  /** Signs the marker of a comment, so that nobody else can write one. */
  sign(text: string): string;
  /** Fresh nonces, each fit for a dispatch. */
  nonces(count: number): readonly string[];
}

// ---- The repository as the app sees it -------------------------------------------------------

/** Where a branch stands and which pull requests deliver stories, seen in one request. */
export interface RepositoryLook {
  readonly branch: string;
  readonly commit: string;
  /** Id of the commit's tree, for `readTree`. */
  readonly tree: string;
  /** Open ones of the whole repository and, of the stories asked for, the newest closed or merged one. */
  readonly pullRequests: readonly StoryPullRequest[];
}

export interface RepositoryReader {
  /** `branch` undefined means the default branch. Pull requests from forks are never a story's. */
  look(input: {
    readonly branch: string | undefined;
    readonly stories: readonly StoryKey[];
  }): Promise<RepositoryLook>;
  /** Every path below a tree with its blob id; blobs only. */
  readTree(tree: string): Promise<ReadonlyMap<string, string>>;
  /** Texts of many blobs in few requests; binary or oversized (over 1 MB) blobs are absent. */
  readBlobs(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** One blob whose text can be written back without changing a byte; undefined when it is not UTF-8. */
  readExactly(id: string): Promise<string | undefined>;
  permissionOf(user: string): Promise<"admin" | "write" | "read" | "none">;
}

export interface HistoryReader {
  /** Finished work on the branch, as much as is at hand without much asking; nothing where none is. */
  changes(look: RepositoryLook): Promise<readonly RecordedChange[]>;
}

export type BoardWrite =
  | { readonly kind: "written"; readonly commit: string }
  /** The branch moved; look again. */
  | { readonly kind: "conflict" }
  /** Protected branch or missing permission; say so, go on. */
  | { readonly kind: "refused"; readonly reason: string };

export interface BoardWriter {
  /** Replaces one file on a branch whose head must still be `expectedHead`. */
  write(change: {
    readonly branch: string;
    readonly expectedHead: string;
    readonly path: string;
    readonly text: string;
    readonly message: string;
  }): Promise<BoardWrite>;
}

// ---- State branch ----------------------------------------------------------------------------

export interface StoredState {
  /** Head of the state branch; the version of everything read with it. null: no branch yet. */
  readonly version: string | null;
  readonly claims: Claims;
  readonly batch: BatchState | undefined;
}

export type StateWrite =
  | { readonly kind: "written"; readonly version: string }
  | { readonly kind: "conflict" };

export interface StateStore {
  /** Throws Failure `state-unreadable` when something is there that cannot be understood. */
  read(batch: BatchId): Promise<StoredState>;
  /** What an attempt was given; undefined when there is no such brief. */
  readBrief(name: AttemptName): Promise<Brief | undefined>;
  /**
   * Ids of all batches that `isLookedAfter`: not over, over for a moment only, or with a delivered
   * story that people may still merge.
   */
  listOpen(now: string): Promise<readonly BatchId[]>;
  /** Writes all of it in one commit if the branch still is at `version`. */
  write(change: {
    readonly version: string | null;
    readonly batch: BatchState;
    readonly claims: Claims;
    readonly briefs: readonly Brief[];
    readonly message: string;
  }): Promise<StateWrite>;
}

// ---- Runs and their artifacts, as the app sees them --------------------------------------------

export interface WorkflowRun {
  readonly id: number;
  readonly runAttempt: number;
  readonly displayTitle: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: string | null;
  readonly url: string;
}

export interface WorkflowJob {
  /** GitHub's composed name: `batch / story 1-2-x / pipeline`. */
  readonly name: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly status: "queued" | "in_progress" | "completed";
    readonly conclusion: string | null;
  }[];
}

export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

export type Dispatch =
  | { readonly kind: "dispatched"; readonly runId: number | null }
  | { readonly kind: "refused"; readonly reason: string };

export interface Runs {
  /** Dispatches the caller workflow as it stands on `branch`, the default branch. */
  dispatch(request: DispatchRequest, branch: string): Promise<Dispatch>;
  /** Runs of the caller workflow created at or after the given time, newest first. */
  listSince(createdAt: string): Promise<readonly WorkflowRun[]>;
  /** undefined when there is no such run (any more). */
  read(runId: number): Promise<WorkflowRun | undefined>;
  /** Of the newest attempt of the run, or, of each job, the newest up to the given one. */
  jobs(runId: number, upToAttempt?: number): Promise<readonly WorkflowJob[]>;
  artifacts(runId: number): Promise<readonly StoredArtifact[]>;
  /**
   * Files of one artifact as text. Hostile archives are refused (caps on entries and sizes, paths,
   * links); the digest is compared. `unusable` says in plain words what is wrong.
   */
  readArtifact(
    artifact: StoredArtifact,
  ): Promise<
    | { readonly kind: "files"; readonly files: ReadonlyMap<string, string> }
    | { readonly kind: "unusable"; readonly reason: string }
  >;
  /** Harmless when the run has ended already. */
  cancel(runId: number): Promise<void>;
}

// ---- Pull requests and comments ----------------------------------------------------------------

/** The delivered commit and its difference to the base, as GitHub tells them. */
export interface PullRequestHead {
  readonly sha: string;
  readonly treeSha: string;
  readonly message: string;
  /** Subjects of the commits of the pull request, oldest first. */
  readonly subjects: readonly string[];
  readonly changes: readonly {
    readonly path: string;
    readonly status: "added" | "modified" | "deleted";
    /** Blob id after the change; null when deleted. */
    readonly blob: string | null;
  }[];
}

export interface PullRequests {
  head(number: number): Promise<PullRequestHead>;
  convertToDraft(number: number): Promise<void>;
}

export type Reaction = "eyes" | "rocket" | "-1" | "confused";

/** Somebody's comment on any issue or pull request of the repository. */
export interface WrittenComment {
  readonly issue: number;
  readonly commentId: number;
  readonly body: string;
  readonly user: string;
  readonly isBot: boolean;
  readonly createdAt: string;
  readonly isEdited: boolean;
  /** It carries a reaction with which commands are answered. */
  readonly isAnswered: boolean;
}

export interface Comments {
  /** Comments of the whole repository that were written since then, oldest first; the newest hundred. */
  listSince(since: string): Promise<readonly WrittenComment[]>;
  react(commentId: number, reaction: Reaction): Promise<void>;
  /** Our own comments on an issue whose body contains the marker, oldest first. */
  findByMarker(
    issue: number,
    marker: string,
    since: string | undefined,
  ): Promise<readonly ObservedTrackingComment[]>;
  read(commentId: number): Promise<ObservedTrackingComment | undefined>;
  create(issue: number, body: string): Promise<number>;
  /** `gone` when somebody deleted it. */
  edit(commentId: number, body: string): Promise<"edited" | "gone">;
  /** Harmless when it is gone already. */
  remove(commentId: number): Promise<void>;
}

// ---- Inside a job --------------------------------------------------------------------------------

export const AGENT_ROLES = ["builder", "reviewer", "arbiter", "fixer", "reconciler", "reflector"] as const;
export type AgentRole = (typeof AGENT_ROLES)[number];

export interface AgentCall {
  readonly role: AgentRole;
  readonly prompt: string;
  /** JSON Schema the answer must satisfy. */
  readonly answerSchema: Readonly<Record<string, unknown>>;
  readonly workFolder: string;
  readonly timeoutMs: number;
  /** Facts for programs that are not language models (`scripted`, `command`). */
  readonly context: Readonly<Record<string, unknown>>;
}

export type AgentAnswer =
  | {
      readonly kind: "answered";
      /** Parsed JSON, not yet checked against the schema. */
      readonly answer: unknown;
      readonly session: string;
      readonly tokens: number;
      readonly costUsd: number;
    }
  | { readonly kind: "unusable"; readonly reason: string; readonly session: string }
  | { readonly kind: "timedOut" };

export interface AgentRunner {
  /** The program's name for evidence. */
  readonly name: string;
  /** A new session each time, in its own process group, with a scrubbed environment. */
  call(call: AgentCall): Promise<AgentAnswer>;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** Standard output and error, interleaved, last 64 kB. */
  readonly output: string;
}

export interface CommandRunner {
  /** Runs one shell command of the repository's configuration with a scrubbed environment. */
  run(
    command: string,
    options: { readonly folder: string; readonly timeoutMs: number },
  ): Promise<CommandResult>;
}

// The rest of what jobs need stands in a file of its own; adapters find every port here.
export type * from "./job-ports.ts";
