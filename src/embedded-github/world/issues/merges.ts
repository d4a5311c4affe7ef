import type { Commit } from "../../git/git-object.ts";
import { isAncestor, listCommits, mergeTrees } from "../../git/history.ts";
import type { Branches } from "../code/branches.ts";
import type { Commits } from "../code/commits.ts";
import type { Actor } from "../identity/account.ts";
import { Refusal } from "../refusal.ts";
import type { PullRequest } from "./pull-request.ts";
import type { PullRequests } from "./pull-requests.ts";

export interface MergeOrder {
  readonly method: "merge" | "squash" | "rebase";
  /** The head must still be this commit. */
  readonly sha?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

interface Surroundings {
  readonly branches: Branches;
  readonly commits: Commits;
  readonly pullRequests: PullRequests;
}

export type Mergeability = "clean" | "dirty" | "draft" | "unknown";

export class Merges {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async mergeability(pull: PullRequest): Promise<Mergeability> {
    if (pull.issue.state !== "open") return "unknown";
    const { git } = pull.issue.repository;
    const base = await git.resolve(`refs/heads/${pull.base.branch}`);
    if (base === undefined) return "unknown";
    const merged = await mergeTrees(git, base, pull.head.sha);
    if (merged.kind === "conflict") return "dirty";
    return pull.isDraft ? "draft" : "clean";
  }

  /** Merges into the newest base; returns the new commit of the base branch. */
  merge(pull: PullRequest, order: MergeOrder, actor: Actor): Promise<string> {
    const { repository } = pull.issue;
    return repository.git.writes.run(async () => {
      refuseUnmergeable(pull, order);
      const ref = `refs/heads/${pull.base.branch}`;
      const base = await repository.git.resolve(ref);
      if (base === undefined || (await isAncestor(repository.git, pull.head.sha, base))) throw notMergeable();
      const merged = await mergeTrees(repository.git, base, pull.head.sha);
      if (merged.kind === "conflict") throw notMergeable();
      return this.#around.pullRequests.whileMerging(pull, actor, async () => {
        const commit = await this.#write(pull, { base, tree: merged.tree, order }, actor);
        const pusher = { actor, mayChangeWorkflows: true };
        const moved = await this.#around.branches.swap(repository, { ref, from: base, to: commit }, pusher);
        if (!moved)
          throw new Refusal("notAllowed", "Base branch was modified. Review and try the merge again.");
        return commit;
      });
    });
  }

  async #write(
    pull: PullRequest,
    merge: { readonly base: string; readonly tree: string; readonly order: MergeOrder },
    actor: Actor,
  ): Promise<string> {
    const { repository, author } = pull.issue;
    const isSquash = merge.order.method === "squash";
    const text = isSquash
      ? await squashText(pull, merge)
      : {
          title: `Merge pull request #${pull.issue.number} from ${repository.owner.login}/${pull.head.branch}`,
          message: pull.issue.title,
        };
    const parents = isSquash ? [merge.base] : [merge.base, pull.head.sha];
    const message = [merge.order.title ?? text.title, merge.order.message ?? text.message].filter(
      (part) => part !== "",
    );
    const signature = this.#around.commits.signatureOf(isSquash ? author : actor.account);
    const committer = { name: "GitHub", email: "noreply@github.com", date: signature.date };
    const commit: Pick<Commit, "tree" | "parents" | "message" | "author" | "committer"> = {
      tree: merge.tree,
      parents,
      message: message.join("\n\n"),
      author: signature,
      committer,
    };
    const sha = await this.#around.commits.write(repository, commit, actor.account);
    repository.verified.add(sha);
    return sha;
  }
}

/** As GitHub by default: one commit lends its message, several are listed below the title. */
async function squashText(
  pull: PullRequest,
  merge: { readonly base: string },
): Promise<{ readonly title: string; readonly message: string }> {
  const query = { from: pull.head.sha, without: merge.base };
  const commits = [...(await listCommits(pull.issue.repository.git, query))].reverse();
  const [only] = commits;
  if (commits.length === 1 && only) {
    const [subject = "", ...rest] = only.message.trimEnd().split("\n");
    return { title: `${subject} (#${pull.issue.number})`, message: rest.join("\n").trim() };
  }
  const subjects = commits.map((commit) => `* ${commit.message.trimEnd()}`);
  return { title: `${pull.issue.title} (#${pull.issue.number})`, message: subjects.join("\n\n") };
}

function refuseUnmergeable(pull: PullRequest, order: MergeOrder): void {
  if (pull.issue.state !== "open") throw notMergeable();
  if (pull.isDraft) throw new Refusal("notAllowed", "Pull Request is still a draft");
  if (order.method === "rebase")
    throw new Refusal("notAllowed", "Rebase merges are not allowed on this repository.");
  if (order.sha === undefined || order.sha === pull.head.sha) return;
  throw new Refusal("conflict", "Head branch was modified. Review and try the merge again.");
}

function notMergeable(): Refusal {
  return new Refusal("notAllowed", "Pull Request is not mergeable");
}
