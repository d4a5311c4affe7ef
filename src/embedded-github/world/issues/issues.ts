import type { Account, Actor } from "../identity/account.ts";
import type { BeforeEdit, Events } from "../events.ts";
import type { Ids } from "../ids.ts";
import type { Comment, Issue, Reaction, ReactionContent } from "./issue.ts";
import { Refusal, validationFailed } from "../refusal.ts";
import type { Repository } from "../repository.ts";

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels?: readonly string[];
}

export interface IssueChange {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: "open" | "closed" | undefined;
  readonly labels?: readonly string[] | undefined;
}

interface Surroundings {
  readonly ids: Ids;
  readonly events: Events;
  readonly now: () => string;
}

/** GitHub refuses longer bodies. */
const MAX_BODY_CHARACTERS = 65_536;

export class Issues {
  readonly #around: Surroundings;
  readonly #issues = new Map<string, Map<number, Issue>>();
  readonly #comments = new Map<number, Comment>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  find(repository: Repository, number: number): Issue | undefined {
    return this.#issues.get(repository.fullName)?.get(number);
  }

  /** Newest first, pull requests among them. */
  list(repository: Repository): readonly Issue[] {
    return [...(this.#issues.get(repository.fullName)?.values() ?? [])].reverse();
  }

  open(repository: Repository, issue: NewIssue, actor: Actor): Issue {
    const opened = this.add(repository, issue, { actor, isPullRequest: false });
    this.#around.events.tell({ kind: "issues", action: "opened", issue: opened, actor });
    return opened;
  }

  /** Records an issue, or the issue half of a pull request, without telling anybody. */
  add(
    repository: Repository,
    { title, body, labels }: NewIssue,
    by: { readonly actor: Actor; readonly isPullRequest: boolean },
  ): Issue {
    checkBody(by.isPullRequest ? "PullRequest" : "Issue", body ?? "");
    if (title.trim() === "")
      throw validationFailed({ resource: "Issue", field: "title", code: "missing_field" });
    repository.lastNumber += 1;
    const at = this.#around.now();
    const issue: Issue = {
      id: this.#around.ids.next(),
      repository,
      number: repository.lastNumber,
      author: by.actor.account,
      via: by.actor.app,
      isPullRequest: by.isPullRequest,
      title,
      body,
      state: "open",
      labels: labels ?? [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      reactions: [],
    };
    const known = this.#issues.get(repository.fullName) ?? new Map<number, Issue>();
    this.#issues.set(repository.fullName, known.set(issue.number, issue));
    return issue;
  }

  /** Applies a change; what it did, for the caller to tell. */
  apply(
    issue: Issue,
    change: IssueChange,
  ): { readonly edited: BeforeEdit | undefined; readonly moved: "closed" | "reopened" | undefined } {
    if (typeof change.body === "string")
      checkBody(issue.isPullRequest ? "PullRequest" : "Issue", change.body);
    const before = { title: issue.title, body: issue.body, state: issue.state };
    issue.title = change.title ?? issue.title;
    if (change.body !== undefined) issue.body = change.body;
    issue.labels = change.labels ?? issue.labels;
    issue.state = change.state ?? issue.state;
    issue.updatedAt = this.#around.now();
    const edited = editedTexts(before, issue);
    if (issue.state === before.state) return { edited, moved: undefined };
    issue.closedAt = issue.state === "closed" ? issue.updatedAt : null;
    return { edited, moved: issue.state === "closed" ? "closed" : "reopened" };
  }

  edit(issue: Issue, change: IssueChange, actor: Actor): void {
    const { edited, moved } = this.apply(issue, change);
    if (edited) {
      this.#around.events.tell({ kind: "issues", action: "edited", issue, actor, before: edited });
    }
    if (moved) this.#around.events.tell({ kind: "issues", action: moved, issue, actor });
  }

  findComment(repository: Repository, id: number): Comment | undefined {
    const comment = this.#comments.get(id);
    return comment?.issue.repository === repository ? comment : undefined;
  }

  /** Oldest first. */
  comments(issue: Issue): readonly Comment[] {
    return [...this.#comments.values()].filter((comment) => comment.issue === issue);
  }

  comment(issue: Issue, body: string, actor: Actor): Comment {
    checkBody("IssueComment", body);
    if (body.trim() === "")
      throw validationFailed({ resource: "IssueComment", field: "body", code: "missing_field" });
    const at = this.#around.now();
    const comment: Comment = {
      id: this.#around.ids.next(),
      issue,
      author: actor.account,
      via: actor.app,
      body,
      createdAt: at,
      updatedAt: at,
      reactions: [],
    };
    this.#comments.set(comment.id, comment);
    issue.updatedAt = at;
    this.#around.events.tell({ kind: "issue_comment", action: "created", comment, actor });
    return comment;
  }

  editComment(comment: Comment, body: string, actor: Actor): void {
    checkBody("IssueComment", body);
    const previousBody = comment.body;
    comment.body = body;
    comment.updatedAt = this.#around.now();
    if (body === previousBody) return;
    this.#around.events.tell({ kind: "issue_comment", action: "edited", comment, actor, previousBody });
  }

  deleteComment(comment: Comment, actor: Actor): void {
    this.#comments.delete(comment.id);
    this.#around.events.tell({ kind: "issue_comment", action: "deleted", comment, actor });
  }

  /** One reaction of a kind per account; a second one is the first. */
  react(
    target: { readonly reactions: Reaction[] },
    content: ReactionContent,
    user: Account,
  ): { readonly reaction: Reaction; readonly isNew: boolean } {
    const known = target.reactions.find((one) => one.content === content && one.user.id === user.id);
    if (known) return { reaction: known, isNew: false };
    const reaction = { id: this.#around.ids.next(), content, user, createdAt: this.#around.now() };
    target.reactions.push(reaction);
    return { reaction, isNew: true };
  }
}

function editedTexts(
  before: Pick<Issue, "title" | "body">,
  after: Pick<Issue, "title" | "body">,
): BeforeEdit | undefined {
  const isRetitled = before.title !== after.title;
  const isRewritten = before.body !== after.body;
  if (!isRetitled && !isRewritten) return undefined;
  return {
    ...(isRetitled ? { title: before.title } : {}),
    ...(isRewritten ? { body: before.body } : {}),
  };
}

function checkBody(resource: string, body: string): void {
  if (body.length <= MAX_BODY_CHARACTERS) return;
  const message = `body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`;
  throw new Refusal("invalid", "Validation Failed", [{ resource, field: "body", code: "custom", message }]);
}
