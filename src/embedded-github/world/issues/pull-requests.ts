import { ZERO_SHA } from "../../git/git-object.ts";
import { countCommits, isAncestor } from "../../git/history.ts";
import type { Repository } from "../repository.ts";
import type { BeforeEdit, Events, RefUpdate, WorldEvent } from "../events.ts";
import type { Account, Actor } from "../identity/account.ts";
import type { Ids } from "../ids.ts";
import { Refusal, type FieldRefusal, validationFailed } from "../refusal.ts";
import type { IssueChange, Issues } from "./issues.ts";
import type { PullRequest, Review, ReviewState } from "./pull-request.ts";

export interface NewPullRequest {
  readonly title: string;
  readonly body: string | null;
  /** `branch` or `owner:branch`. */
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

export interface PullRequestChange extends IssueChange {
  readonly base?: string | undefined;
}

type Happening = Omit<Extract<WorldEvent, { kind: "pull_request" }>, "kind" | "pullRequest" | "actor">;

interface Surroundings {
  readonly ids: Ids;
  readonly events: Events;
  readonly issues: Issues;
  readonly now: () => string;
}

export class PullRequests {
  readonly #around: Surroundings;
  readonly #pulls = new Map<number, PullRequest>();
  /** Being merged right now: the push this causes is not somebody else's merge. */
  readonly #merging = new Set<PullRequest>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  find(repository: Repository, number: number): PullRequest | undefined {
    return this.list(repository).find((pull) => pull.issue.number === number);
  }

  byId(id: number): PullRequest | undefined {
    return this.#pulls.get(id);
  }

  /** Newest first. */
  list(repository: Repository): readonly PullRequest[] {
    return [...this.#pulls.values()].filter((pull) => pull.issue.repository === repository).reverse();
  }

  async open(repository: Repository, order: NewPullRequest, actor: Actor): Promise<PullRequest> {
    this.#refuseJobs(repository, actor);
    const branch = headBranch(repository, order.head);
    const head = await repository.git.resolve(`refs/heads/${branch}`);
    const base = await repository.git.resolve(`refs/heads/${order.base}`);
    if (head === undefined) throw invalidPull({ field: "head", code: "invalid" });
    if (base === undefined) throw invalidPull({ field: "base", code: "invalid" });
    if (this.#openOne(repository, branch, order.base)) {
      const message = `A pull request already exists for ${repository.owner.login}:${branch}.`;
      throw invalidPull({ code: "custom", message });
    }
    if ((await countCommits(repository.git, head, base)) === 0) {
      throw invalidPull({ code: "custom", message: `No commits between ${order.base} and ${branch}` });
    }
    // Nothing may come between looking for an open one and recording this one.
    if (this.#openOne(repository, branch, order.base)) {
      throw invalidPull({
        code: "custom",
        message: `A pull request already exists for ${repository.owner.login}:${branch}.`,
      });
    }
    const issue = this.#around.issues.add(repository, order, { actor, isPullRequest: true });
    const pull: PullRequest = {
      id: this.#around.ids.next(),
      issue,
      head: { branch, sha: head },
      base: { branch: order.base, sha: base },
      isDraft: order.draft,
      merged: undefined,
      reviews: [],
      requestedReviewers: [],
    };
    this.#pulls.set(pull.id, pull);
    this.#tell(pull, actor, { action: "opened" });
    return pull;
  }

  async edit(pull: PullRequest, change: PullRequestChange, actor: Actor): Promise<void> {
    const { repository } = pull.issue;
    if (change.state === "open" && pull.merged) {
      throw invalidPull({ field: "state", code: "custom", message: "Cannot reopen a merged pull request" });
    }
    if (
      change.state === "open" &&
      (await repository.git.resolve(`refs/heads/${pull.head.branch}`)) === undefined
    ) {
      throw invalidPull({
        field: "state",
        code: "invalid",
        message: "state cannot be changed. The head branch was deleted.",
      });
    }
    const base = await this.#rebase(pull, change.base);
    const { edited, moved } = this.#around.issues.apply(pull.issue, change);
    if (edited || base) {
      const before = { ...edited, ...(base ? { base } : {}) };
      this.#tell(pull, actor, { action: "edited", before });
    }
    if (moved) this.#tell(pull, actor, { action: moved });
  }

  setDraft(pull: PullRequest, isDraft: boolean, actor: Actor): void {
    if (pull.isDraft === isDraft) return;
    pull.isDraft = isDraft;
    pull.issue.updatedAt = this.#around.now();
    this.#tell(pull, actor, { action: isDraft ? "converted_to_draft" : "ready_for_review" });
  }

  review(
    pull: PullRequest,
    order: { readonly state: ReviewState; readonly body: string; readonly commit?: string | undefined },
    actor: Actor,
  ): Review {
    const decides = order.state !== "COMMENTED";
    if (decides && actor.account.id === pull.issue.author.id) {
      const what = order.state === "APPROVED" ? "approve" : "request changes on";
      throw new Refusal("invalid", "Unprocessable Entity", [`Can not ${what} your own pull request`]);
    }
    if (decides) this.#refuseJobs(pull.issue.repository, actor);
    const review: Review = {
      id: this.#around.ids.next(),
      author: actor.account,
      state: order.state,
      body: order.body,
      commit: order.commit ?? pull.head.sha,
      submittedAt: this.#around.now(),
    };
    pull.reviews.push(review);
    this.#around.events.tell({
      kind: "pull_request_review",
      action: "submitted",
      pullRequest: pull,
      review,
      actor,
    });
    return review;
  }

  requestReviewers(pull: PullRequest, reviewers: readonly Account[], actor: Actor): void {
    if (reviewers.some((reviewer) => reviewer.id === pull.issue.author.id)) {
      throw new Refusal("invalid", "Review cannot be requested from pull request author.");
    }
    for (const reviewer of reviewers) {
      if (pull.requestedReviewers.includes(reviewer)) continue;
      pull.requestedReviewers.push(reviewer);
      this.#tell(pull, actor, { action: "review_requested", reviewer });
    }
  }

  /** Runs a merge whose push must not be taken for a merge by somebody else, then records it. */
  async whileMerging(pull: PullRequest, actor: Actor, merge: () => Promise<string>): Promise<string> {
    this.#merging.add(pull);
    try {
      const commit = await merge();
      this.#settle(pull, commit, actor);
      return commit;
    } finally {
      this.#merging.delete(pull);
    }
  }

  /** After each push: heads move on, deleted heads close, what reached its base is merged. */
  async followPush(repository: Repository, update: RefUpdate, actor: Actor): Promise<void> {
    const branch = update.ref.replace(/^refs\/heads\//u, "");
    for (const pull of this.list(repository)) {
      if (pull.issue.state !== "open" || this.#merging.has(pull)) continue;
      if (pull.head.branch === branch) await this.#followHead(pull, update, actor);
      if (pull.base.branch === branch) await this.#followBase(pull, update, actor);
    }
  }

  async #followHead(pull: PullRequest, update: RefUpdate, actor: Actor): Promise<void> {
    if (update.after === ZERO_SHA) {
      await this.edit(pull, { state: "closed" }, actor);
      return;
    }
    pull.head.sha = update.after;
    const base = await pull.issue.repository.git.resolve(`refs/heads/${pull.base.branch}`);
    pull.base.sha = base ?? pull.base.sha;
    pull.issue.updatedAt = this.#around.now();
    this.#tell(pull, actor, { action: "synchronize", update });
  }

  async #followBase(pull: PullRequest, update: RefUpdate, actor: Actor): Promise<void> {
    if (update.after === ZERO_SHA) return;
    const { git } = pull.issue.repository;
    if (await isAncestor(git, pull.head.sha, update.after)) this.#settle(pull, update.after, actor);
  }

  #settle(pull: PullRequest, commit: string, actor: Actor): void {
    pull.merged = { at: this.#around.now(), by: actor.account, commit };
    this.#around.issues.apply(pull.issue, { state: "closed" });
    this.#tell(pull, actor, { action: "closed" });
  }

  /** The base there was before, if it is another one now. */
  async #rebase(pull: PullRequest, base: string | undefined): Promise<BeforeEdit["base"]> {
    if (base === undefined || base === pull.base.branch) return undefined;
    const sha = await pull.issue.repository.git.resolve(`refs/heads/${base}`);
    if (sha === undefined) throw invalidPull({ field: "base", code: "invalid" });
    const before = { ...pull.base };
    pull.base.branch = base;
    pull.base.sha = sha;
    return before;
  }

  #openOne(repository: Repository, branch: string, base: string): PullRequest | undefined {
    const open = this.list(repository).filter((pull) => pull.issue.state === "open");
    return open.find((pull) => pull.head.branch === branch && pull.base.branch === base);
  }

  #refuseJobs(repository: Repository, actor: Actor): void {
    if (actor.app?.slug !== "github-actions" || repository.mayActionsOpenPullRequests) return;
    throw new Refusal("forbidden", "GitHub Actions is not permitted to create or approve pull requests.");
  }

  #tell(pullRequest: PullRequest, actor: Actor, what: Happening): void {
    this.#around.events.tell({ kind: "pull_request", pullRequest, actor, ...what });
  }
}

function headBranch(repository: Repository, head: string): string {
  const owner = `${repository.owner.login}:`;
  return head.toLowerCase().startsWith(owner.toLowerCase()) ? head.slice(owner.length) : head;
}

function invalidPull(detail: FieldRefusal): Refusal {
  return validationFailed({ resource: "PullRequest", ...detail });
}
