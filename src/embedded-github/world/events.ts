/** What happens in the world, told to whoever subscribed: webhooks, the progress display, tests. */
import type { Account, Actor, Installation } from "./identity/account.ts";
import type { Comment, Issue } from "./issues/issue.ts";
import type { PullRequest, Review } from "./issues/pull-request.ts";
import type { Repository } from "./repository.ts";
import type { JobRecord, RunRecord } from "./workflow-run.ts";

export interface RefUpdate {
  /** `refs/heads/main` */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** What an edit changed, as it was before; the rest is absent. */
export interface BeforeEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly base?: { readonly branch: string; readonly sha: string };
}

export type PullRequestAction =
  | "opened"
  | "edited"
  | "synchronize"
  | "closed"
  | "reopened"
  | "converted_to_draft"
  | "ready_for_review"
  | "review_requested";

export type WorldEvent =
  | {
      readonly kind: "issues";
      readonly action: "opened" | "edited" | "closed" | "reopened";
      readonly issue: Issue;
      readonly actor: Actor;
      /** Of an `edited`. */
      readonly before?: BeforeEdit;
    }
  | {
      readonly kind: "issue_comment";
      readonly action: "created" | "edited" | "deleted";
      readonly comment: Comment;
      readonly actor: Actor;
      readonly previousBody?: string;
    }
  | {
      readonly kind: "pull_request";
      readonly action: PullRequestAction;
      readonly pullRequest: PullRequest;
      readonly actor: Actor;
      /** Heads around a `synchronize`. */
      readonly update?: RefUpdate;
      /** Of an `edited`. */
      readonly before?: BeforeEdit;
      /** Of a `review_requested`: GitHub tells of each reviewer alone. */
      readonly reviewer?: Account;
    }
  | {
      readonly kind: "pull_request_review";
      readonly action: "submitted";
      readonly pullRequest: PullRequest;
      readonly review: Review;
      readonly actor: Actor;
    }
  | {
      readonly kind: "push";
      readonly repository: Repository;
      readonly update: RefUpdate;
      readonly actor: Actor;
    }
  | {
      readonly kind: "workflow_run";
      readonly action: "requested" | "in_progress" | "completed";
      readonly repository: Repository;
      readonly run: RunRecord;
      readonly actor: Actor;
    }
  | {
      readonly kind: "workflow_job";
      readonly action: "queued" | "in_progress" | "completed" | "step";
      readonly repository: Repository;
      readonly run: RunRecord;
      readonly job: JobRecord;
      readonly actor: Actor;
    }
  | {
      readonly kind: "installation";
      readonly action: "created";
      readonly installation: Installation;
      readonly actor: Actor;
    };

export type Listener = (event: WorldEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #queue: WorldEvent[] = [];
  #isTelling = false;

  /** Returns what ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every listener sees every event in the same order, also when one causes the next. */
  tell(event: WorldEvent): void {
    this.#queue.push(event);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        for (const listener of this.#listeners) listener(next);
      }
    } finally {
      this.#isTelling = false;
    }
  }
}
