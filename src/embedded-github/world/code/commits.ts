import { editTree, isUnsafePath, type TreeChange } from "../../git/edit-tree.ts";
import { type Commit, isoSeconds, type Signature } from "../../git/git-object.ts";
import { type Account, emailOf } from "../identity/account.ts";
import type { Branches, Pusher } from "./branches.ts";
import { Refusal } from "../refusal.ts";
import type { Repository } from "../repository.ts";

export interface FileEdit {
  readonly path: string;
  /** null deletes the file. */
  readonly content: Buffer | null;
}

export interface CommitOrder {
  readonly branch: string;
  readonly expectedHead: string;
  readonly message: string;
  readonly edits: readonly FileEdit[];
}

interface Surroundings {
  readonly branches: Branches;
  readonly now: () => string;
}

/** GitHub's own name on commits made through its API. */
const GITHUB: Omit<Signature, "date"> = { name: "GitHub", email: "noreply@github.com" };

export class Commits {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  signatureOf(account: Account): Signature {
    return { name: account.login, email: emailOf(account), date: isoSeconds(this.#around.now()) };
  }

  /**
   * Writes a commit. Without an author of the caller's own, apps and jobs get GitHub's signature,
   * which is what makes their commits "verified".
   */
  async write(
    repository: Repository,
    commit: Pick<Commit, "tree" | "parents" | "message"> & Partial<Pick<Commit, "author" | "committer">>,
    account: Account,
  ): Promise<string> {
    const { tree, parents, message } = commit;
    const isSigned = commit.author === undefined && commit.committer === undefined && account.type === "Bot";
    const author = commit.author ?? this.signatureOf(account);
    const committer = isSigned ? { ...GITHUB, date: author.date } : (commit.committer ?? author);
    const sha = await repository.git.writeCommit({ tree, parents, message, author, committer });
    if (isSigned) repository.verified.add(sha);
    return sha;
  }

  /** One commit on a branch that still has the expected head, or nothing at all. */
  commitOnBranch(repository: Repository, order: CommitOrder, pusher: Pusher): Promise<string> {
    return repository.git.writes.run(async () => {
      const ref = `refs/heads/${order.branch}`;
      const head = await repository.git.resolve(ref);
      if (head === undefined)
        throw new Refusal("notFound", `Branch "${order.branch}" not found on this repository`);
      if (head !== order.expectedHead) throw stale(order.expectedHead);
      const tree = await this.#edit(repository, head, order.edits);
      const paths = order.edits.map((edit) => edit.path);
      const sha = await this.#signed(
        repository,
        { tree, parents: [head], message: order.message },
        pusher.actor.account,
      );
      const moved = await this.#around.branches.swap(repository, { ref, from: head, to: sha, paths }, pusher);
      if (!moved) throw stale(order.expectedHead);
      return sha;
    });
  }

  async #edit(repository: Repository, head: string, edits: readonly FileEdit[]): Promise<string> {
    const changes = new Map<string, TreeChange>();
    for (const { path, content } of edits) {
      if (isUnsafePath(path))
        throw new Refusal("invalid", `A path was requested which is not valid: ${path}`);
      // A changed file stays executable: the mutation cannot say otherwise.
      changes.set(
        path,
        content && { mode: "100644", sha: await repository.git.writeBlob(content), keepsMode: true },
      );
    }
    const edited = await editTree(repository.git, `${head}^{tree}`, changes);
    if (edited.kind === "edited") return edited.tree;
    throw new Refusal(
      "invalid",
      `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
    );
  }

  /** The mutation signs for people as well. */
  async #signed(
    repository: Repository,
    commit: Pick<Commit, "tree" | "parents" | "message">,
    account: Account,
  ): Promise<string> {
    const author = this.signatureOf(account);
    const committer = { ...GITHUB, date: author.date };
    const sha = await repository.git.writeCommit({ ...commit, author, committer });
    repository.verified.add(sha);
    return sha;
  }
}

function stale(expected: string): Refusal {
  return new Refusal(
    "stale",
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );
}
