/**
 * One bare repository on disk. Its objects and refs are the only storage of contents; there is no
 * second copy in memory that could disagree with what a push through git changed.
 */
import {
  type Commit,
  type GitObject,
  type Signature,
  type TreeEntry,
  encodeCommit,
  encodeTree,
  parseCommit,
  parseTree,
  ZERO_SHA,
} from "./git-object.ts";
import { ObjectReader } from "./object-reader.ts";
import { writeObject } from "./object-writer.ts";
import { installPushHook } from "./push-hook.ts";
import { git, tryGit } from "./run-git.ts";
import { WriteQueue } from "./write-queue.ts";

export interface Ref {
  /** `refs/heads/main` */
  readonly name: string;
  readonly sha: string;
}

export interface ListedEntry extends TreeEntry {
  /** Full path below the listed tree. */
  readonly path: string;
  readonly sizeBytes: number | undefined;
}

/** Listings of a tree never change; the newest few save a process each. */
const REMEMBERED_LISTINGS = 20;

export class GitRepository {
  readonly folder: string;
  /** Everything that moves a ref goes through it, pushes included. */
  readonly writes = new WriteQueue();
  readonly #reader: ObjectReader;
  readonly #listings = new Map<string, Promise<readonly ListedEntry[]>>();

  constructor(folder: string) {
    this.folder = folder;
    this.#reader = new ObjectReader(folder);
  }

  /** Creates the bare repository in an empty or missing folder. */
  static async create(folder: string, defaultBranch: string): Promise<GitRepository> {
    await git(["init", "--bare", "--quiet", `--initial-branch=${defaultBranch}`, folder], { folder: "." });
    const settings: readonly (readonly [string, string])[] = [
      ["http.receivepack", "true"],
      ["uploadpack.allowAnySHA1InWant", "true"],
      ["uploadpack.allowFilter", "true"],
      ["receive.autogc", "false"],
      ["gc.auto", "0"],
      ["core.logAllRefUpdates", "false"],
    ];
    for (const [key, value] of settings) await git(["config", key, value], { folder });
    await installPushHook(folder);
    return new GitRepository(folder);
  }

  stop(): void {
    this.#reader.stop();
  }

  read(revision: string): Promise<GitObject | undefined> {
    return this.#reader.read(revision);
  }

  async resolve(revision: string): Promise<string | undefined> {
    return (await this.#reader.look(revision))?.sha;
  }

  /** The commit a branch, tag, full ref or SHA stands for; branches win over tags. */
  async resolveCommit(ref: string): Promise<string | undefined> {
    const name = ref.replace(/^refs\//u, "");
    const candidates = /^[0-9a-f]{40}$/u.test(ref)
      ? [ref]
      : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${name}`, /^[0-9a-f]{7,39}$/u.test(ref) ? ref : ""];
    for (const candidate of candidates) {
      const sha = candidate === "" ? undefined : await this.resolve(`${candidate}^{commit}`);
      if (sha) return sha;
    }
    return undefined;
  }

  async readCommit(revision: string): Promise<Commit | undefined> {
    const object = await this.read(`${revision}^{commit}`);
    return object ? parseCommit(object.sha, object.content) : undefined;
  }

  async readTree(revision: string): Promise<{ sha: string; entries: readonly TreeEntry[] } | undefined> {
    // After a colon everything is path, `^{tree}` included.
    const object = await this.read(revision.includes(":") ? revision : `${revision}^{tree}`);
    return object?.type === "tree" ? { sha: object.sha, entries: parseTree(object.content) } : undefined;
  }

  /** Everything below a tree, folders before what they hold. */
  listTree(treeSha: string): Promise<readonly ListedEntry[]> {
    const known = this.#listings.get(treeSha);
    if (known) return known;
    const listing = this.#list(treeSha);
    this.#listings.set(treeSha, listing);
    const oldest = this.#listings.keys().next().value;
    if (this.#listings.size > REMEMBERED_LISTINGS && oldest !== undefined) this.#listings.delete(oldest);
    return listing;
  }

  async #list(treeSha: string): Promise<readonly ListedEntry[]> {
    const text = await git(["ls-tree", "-r", "-t", "-l", "-z", treeSha], { folder: this.folder });
    const entries: ListedEntry[] = [];
    for (const line of text.split("\0")) {
      const match = /^(\d{6}) \w+ ([0-9a-f]{40}) +(\d+|-)\t(.+)$/su.exec(line);
      const [, mode = "", sha = "", size = "-", path = ""] = match ?? [];
      if (!match) continue;
      entries.push({
        mode: parseMode(mode),
        name: path.slice(path.lastIndexOf("/") + 1),
        path,
        sha,
        sizeBytes: size === "-" ? undefined : Number(size),
      });
    }
    return entries;
  }

  writeBlob(content: Buffer): Promise<string> {
    return writeObject(this.folder, "blob", content);
  }

  writeTree(entries: Iterable<TreeEntry>): Promise<string> {
    return writeObject(this.folder, "tree", encodeTree(entries));
  }

  writeCommit(commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Signature;
    readonly committer: Signature;
  }): Promise<string> {
    return writeObject(this.folder, "commit", encodeCommit(commit));
  }

  async listRefs(prefix: string): Promise<readonly Ref[]> {
    const text = await git(["for-each-ref", "--format=%(objectname) %(refname)", "refs/"], {
      folder: this.folder,
    });
    return text
      .split("\n")
      .filter((line) => line.slice(41).startsWith(prefix))
      .map((line) => ({ sha: line.slice(0, 40), name: line.slice(41) }));
  }

  /**
   * Compare and swap of one ref; ZERO_SHA stands for "absent" on either side. False when the ref
   * does not have the expected value any more.
   */
  async swapRef(name: string, from: string, to: string): Promise<boolean> {
    const args = to === ZERO_SHA ? ["update-ref", "-d", name, from] : ["update-ref", name, to, from];
    const result = await tryGit(args, { folder: this.folder });
    return result.code === 0;
  }

  async isValidRef(name: string): Promise<boolean> {
    const result = await tryGit(["check-ref-format", name], { folder: this.folder });
    return result.code === 0;
  }
}

function parseMode(text: string): TreeEntry["mode"] {
  if (text === "100755" || text === "120000" || text === "040000" || text === "160000") return text;
  return "100644";
}
