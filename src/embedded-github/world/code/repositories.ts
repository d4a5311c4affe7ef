import { join } from "node:path";
import { editTree } from "../../git/edit-tree.ts";
import { isoSeconds, ZERO_SHA } from "../../git/git-object.ts";
import { GitRepository } from "../../git/git-repository.ts";
import { importFiles, type SourceFiles } from "../../git/import-files.ts";
import { git } from "../../git/run-git.ts";
import { type Account, emailOf, type Grants, type Level } from "../identity/account.ts";
import type { Accounts } from "../identity/accounts.ts";
import type { Ids } from "../ids.ts";
import type { Repository } from "../repository.ts";

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** First commit: a folder on disk, or contents by path. Absent: an empty repository. */
  readonly files?: SourceFiles;
  /** Paths of a folder that stay out; `.git` always does. */
  readonly leaveOut?: (path: string) => boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What GITHUB_TOKEN may do when a workflow grants nothing itself; read contents and packages. */
  readonly defaultWorkflowPermissions?: Grants;
  /** "Allow GitHub Actions to create and approve pull requests"; false, as in new repositories. */
  readonly mayActionsOpenPullRequests?: boolean;
}

interface Surroundings {
  readonly folder: string;
  readonly ids: Ids;
  readonly accounts: Accounts;
  readonly now: () => string;
}

/** From here on a pack is smaller and quicker to clone than loose objects. */
const PACK_FROM_FILES = 150;

export class Repositories {
  readonly #around: Surroundings;
  readonly #byName = new Map<string, Repository>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** By `owner/name`; like GitHub, without regard to case. */
  find(fullName: string): Repository | undefined {
    return this.#byName.get(fullName.toLowerCase());
  }

  list(): readonly Repository[] {
    return [...this.#byName.values()];
  }

  async create(options: NewRepository): Promise<Repository> {
    const { ids, accounts, now } = this.#around;
    const fullName = `${options.owner}/${options.name}`;
    if (this.find(fullName)) throw new Error(`repository ${fullName} exists already`);
    const owner = accounts.ensure(options.owner, "Organization");
    const defaultBranch = options.defaultBranch ?? "main";
    const folder = join(this.#around.folder, options.owner, `${options.name}.git`);
    const repository: Repository = {
      id: ids.next(),
      owner,
      name: options.name,
      fullName,
      isPrivate: options.private ?? false,
      defaultBranch,
      createdAt: now(),
      pushedAt: now(),
      git: await GitRepository.create(folder, defaultBranch),
      levels: new Map(),
      variables: options.variables ?? {},
      secrets: options.secrets ?? {},
      defaultWorkflowPermissions: options.defaultWorkflowPermissions ?? {
        contents: "read",
        packages: "read",
      },
      mayActionsOpenPullRequests: options.mayActionsOpenPullRequests ?? false,
      protectedBranches: new Map(),
      dispatchRefusal: undefined,
      verified: new Set(),
      lastNumber: 0,
    };
    if (options.files !== undefined) await firstCommit(repository, options.files, options.leaveOut);
    this.#byName.set(fullName.toLowerCase(), repository);
    return repository;
  }

  setLevel(repository: Repository, account: Account, level: Level): void {
    repository.levels.set(account.login.toLowerCase(), level);
  }

  stop(): void {
    for (const repository of this.list()) repository.git.stop();
  }
}

async function firstCommit(
  repository: Repository,
  files: SourceFiles,
  leaveOut: (path: string) => boolean = () => false,
): Promise<void> {
  const entries = await importFiles(repository.git, files, leaveOut);
  const edited = await editTree(repository.git, undefined, entries);
  if (edited.kind !== "edited") throw new Error(`bug: a first commit deletes ${edited.path}`);
  const { owner, defaultBranch, createdAt } = repository;
  const person = { name: owner.login, email: emailOf(owner), date: isoSeconds(createdAt) };
  const sha = await repository.git.writeCommit({
    tree: edited.tree,
    parents: [],
    message: "Initial commit\n",
    author: person,
    committer: person,
  });
  await repository.git.swapRef(`refs/heads/${defaultBranch}`, ZERO_SHA, sha);
  if (entries.size < PACK_FROM_FILES) return;
  await git(["repack", "-a", "-d", "-q"], { folder: repository.git.folder });
}
