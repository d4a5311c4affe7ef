/**
 * The outside world as operations inside a GitHub Actions job need it: git objects, the work tree,
 * the attempt's own files, artifacts, and the repository behind the job's token.
 */

/** One path that differs between two trees, as git tells it: nothing is refused yet. */
export interface TreeChange {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted";
  /** git's file modes, such as `100644`; `000000` where the path is absent. */
  readonly modeBefore: string;
  readonly mode: string;
  /** Object id after the change; null when deleted. */
  readonly blob: string | null;
  readonly addedLines: number;
  readonly deletedLines: number;
}

export interface CommitFacts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** Reading commits and trees. Trees are named by commit or tree id. */
export interface GitObjects {
  commit(sha: string): Promise<CommitFacts>;
  /** undefined when the two have no common history. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** Renames count as a deletion and an addition. Sorted by path. */
  changes(from: string, to: string): Promise<readonly TreeChange[]>;
  /** Text of one file; undefined when it is absent, not a regular file, or over 1 MB. */
  readText(tree: string, path: string): Promise<string | undefined>;
  /** Lines of each path that exists as a file in the tree; absent paths are left out. */
  lineCounts(tree: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  paths(tree: string): Promise<readonly string[]>;
  /** Sizes in bytes by object id. */
  sizes(blobs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  readBytes(blob: string): Promise<Uint8Array>;
}

/**
 * The checkout in which agents work. Git's own data about it lies in a ledger of ours outside the
 * work tree: whatever an agent does to `.git` changes nothing.
 */
export interface WorkTree extends GitObjects {
  readonly folder: string;
  /** Takes over the history of the checkout. Called once, before any agent runs. */
  begin(): Promise<void>;
  /** From now on these untracked paths are left out of snapshots. */
  ignore(paths: readonly string[]): Promise<void>;
  /** Tree of the present files; ignored files are left out, nested repositories become plain folders. */
  snapshot(): Promise<string>;
  /** Gives paths the content they have in the tree; what is absent there is removed. */
  restore(tree: string, paths: readonly string[]): Promise<void>;
  /** A unified diff, cut at the given number of characters. */
  diffText(from: string, to: string, maxCharacters: number): Promise<string>;
  /** The tree with one file replaced or added. */
  treeWith(tree: string, path: string, text: string): Promise<string>;
  createCommit(commit: {
    readonly tree: string;
    readonly parent: string;
    readonly message: string;
    /** ISO 8601. */
    readonly at: string;
  }): Promise<string>;
  /** Writes a bundle with the one commit that follows `since`. */
  writeBundle(commit: string, since: string, file: string): Promise<void>;
}

export type BundleImport =
  | { readonly kind: "imported"; readonly commit: string }
  | { readonly kind: "refused"; readonly reason: string };

/** A bare repository for judging a bundle without running anything of it. */
export interface ImportRepository extends GitObjects {
  /** Takes one commit on top of `since` out of a bundle; git's strict object checks apply. */
  importBundle(file: string, since: string): Promise<BundleImport>;
  /** Tree that results from giving `tree` the changed paths; undefined when a path cannot be placed. */
  treeWithChanges(tree: string, changes: readonly TreeChange[]): Promise<string | undefined>;
  /** Fetches commits by id and branch heads by name; a branch that does not exist is left out. */
  fetch(want: {
    readonly commits: readonly string[];
    readonly branches: readonly string[];
  }): Promise<ReadonlyMap<string, string>>;
  /** Puts the commit's files into a fresh checkout of `since`. */
  checkOut(commit: string, folder: string): Promise<void>;
}

/**
 * Files of one attempt on this runner, outside the work tree, kept from step to step. Known secrets
 * never leave the runner: their values are replaced when a text is written.
 */
export interface AttemptFiles {
  readonly folder: string;
  readText(name: string): Promise<string | undefined>;
  writeText(name: string, text: string): Promise<void>;
  appendText(name: string, text: string): Promise<void>;
  writeBytes(name: string, bytes: Uint8Array): Promise<void>;
  /** Texts of the files in a sub-folder, by name. */
  list(folder: string): Promise<ReadonlyMap<string, string>>;
  path(name: string): string;
}

export interface UploadedArtifact {
  readonly id: number;
  /** `sha256:<hex>` of the archive. */
  readonly digest: string;
}

export type FetchedArtifact =
  | { readonly kind: "files"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "unusable"; readonly reason: string };

/** Artifacts of this run. */
export interface JobArtifacts {
  /** `folder` holds the files, which are named from there. */
  upload(artifact: {
    readonly name: string;
    readonly folder: string;
    readonly files: readonly string[];
  }): Promise<UploadedArtifact>;
  /** By id; unusable when the digest differs or the archive is hostile. */
  fetch(artifact: UploadedArtifact & { readonly maxBytes: number }): Promise<FetchedArtifact>;
}

export interface DeliveryEntry {
  readonly path: string;
  readonly mode: string;
  /** null deletes the path. */
  readonly content: Uint8Array | null;
}

export interface OpenPullRequest {
  readonly number: number;
  readonly nodeId: string;
  readonly isDraft: boolean;
}

/** What a job asks of the repository through the API. */
export interface JobRepository {
  /** Text of a file at a branch or commit; undefined when it is absent. */
  readFile(ref: string, path: string): Promise<string | undefined>;
  createTree(baseTree: string, entries: readonly DeliveryEntry[]): Promise<string>;
  createCommit(commit: {
    readonly message: string;
    readonly tree: string;
    readonly parents: readonly string[];
  }): Promise<string>;
  /** `moved`: the branch exists already. */
  createBranch(branch: string, commit: string): Promise<"done" | "moved">;
  /** Fast-forward only; `moved`: the commit does not follow the branch's head. */
  advanceBranch(branch: string, commit: string): Promise<"done" | "moved">;
  findOpenPullRequest(branch: string, base: string): Promise<OpenPullRequest | undefined>;
  openPullRequest(pullRequest: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
    readonly isDraft: boolean;
  }): Promise<OpenPullRequest>;
  editPullRequest(number: number, text: { readonly title: string; readonly body: string }): Promise<void>;
  setDraft(pullRequest: OpenPullRequest, isDraft: boolean): Promise<void>;
}

export interface Digests {
  /** `sha256:<hex>` of the bytes, or of the text as UTF-8. */
  sha256(content: string | Uint8Array): string;
  /** The text of bytes that are valid UTF-8; a byte order mark stays part of it. */
  utf8(bytes: Uint8Array): string | undefined;
}

export interface Pause {
  seconds(count: number): Promise<void>;
}

/** What a job tells the people who read its log and the steps after it. */
export interface JobLog {
  info(line: string): void;
  notice(text: string): void;
  warning(text: string): void;
}
