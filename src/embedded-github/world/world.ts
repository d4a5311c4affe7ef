/**
 * The state of the embedded GitHub and what can be done to it, without HTTP: accounts, apps and
 * tokens, repositories, issues, pull requests, runs and artifacts. Routes, GraphQL, git and the
 * runner reach everything through here; tests and the demo use the verbs at the end. Contents live
 * only in git, everything else only in memory: a world ends with its process.
 */
import { join } from "node:path";
import { Artifacts } from "./actions/artifacts.ts";
import { Runs } from "./actions/runs.ts";
import { RuntimeTokens } from "./actions/runtime-tokens.ts";
import { SignedUrls } from "./actions/signed-urls.ts";
import { Branches } from "./code/branches.ts";
import { Commits } from "./code/commits.ts";
import { type NewRepository, Repositories } from "./code/repositories.ts";
import { Events } from "./events.ts";
import type { Actor, App, Installation, Level } from "./identity/account.ts";
import { Accounts } from "./identity/accounts.ts";
import { Apps, type CreatedApp, type NewApp } from "./identity/apps.ts";
import { Credentials } from "./identity/credentials.ts";
import { Ids } from "./ids.ts";
import type { Comment } from "./issues/issue.ts";
import { Issues } from "./issues/issues.ts";
import { type MergeOrder, Merges } from "./issues/merges.ts";
import type { PullRequest, Review, ReviewState } from "./issues/pull-request.ts";
import { PullRequests } from "./issues/pull-requests.ts";
import type { Repository } from "./repository.ts";

export interface Urls {
  /** `http://127.0.0.1:<port>` */
  readonly api: string;
  readonly graphql: string;
  readonly git: string;
  readonly results: string;
  /** Where people would look at things in a browser. */
  readonly html: string;
}

export class World {
  readonly urls: Urls;
  readonly ids = new Ids();
  readonly events = new Events();
  readonly accounts = new Accounts(this.ids);
  readonly apps: Apps;
  readonly credentials: Credentials;
  readonly repositories: Repositories;
  readonly branches: Branches;
  readonly commits: Commits;
  readonly issues: Issues;
  readonly pullRequests: PullRequests;
  readonly merges: Merges;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly signedUrls: SignedUrls;
  readonly runtimeTokens = new RuntimeTokens();

  constructor(options: { readonly folder: string; readonly urls: Urls }) {
    const { ids, events, accounts } = this;
    const now = this.now.bind(this);
    this.urls = options.urls;
    this.apps = new Apps({ ids, accounts, now });
    this.credentials = new Credentials({ accounts, apps: this.apps, now });
    this.repositories = new Repositories({
      folder: join(options.folder, "repositories"),
      ids,
      accounts,
      now,
    });
    this.branches = new Branches({ events, now });
    this.commits = new Commits({ branches: this.branches, now });
    this.issues = new Issues({ ids, events, now });
    this.pullRequests = new PullRequests({ ids, events, issues: this.issues, now });
    this.merges = new Merges(this);
    this.runs = new Runs({ ids, events, now });
    this.artifacts = new Artifacts({ folder: join(options.folder, "artifacts"), ids, now });
    this.signedUrls = new SignedUrls(options.urls.api, now);
    this.branches.afterPush((repository, update, actor) =>
      this.pullRequests.followPush(repository, update, actor),
    );
  }

  now(): string {
    return new Date().toISOString();
  }

  stop(): void {
    this.repositories.stop();
  }

  // ---- Verbs for people, tests and the demo --------------------------------------------------

  createUser(login: string): { readonly login: string; readonly token: string } {
    return { login, token: this.accounts.mintToken(this.accounts.ensure(login, "User")) };
  }

  createRepository(options: NewRepository): Promise<Repository> {
    return this.repositories.create(options);
  }

  setPermission(repository: string, login: string, level: Level): void {
    this.repositories.setLevel(this.repository(repository), this.accounts.ensure(login, "User"), level);
  }

  createApp(options: NewApp): Promise<CreatedApp> {
    return this.apps.create(options);
  }

  setWebhookUrl(app: Pick<CreatedApp, "appId">, url: string | undefined): void {
    this.app(app.appId).webhookUrl = url;
  }

  /** Installs on repositories of one owner; returns the id of the installation. */
  installApp(app: Pick<CreatedApp, "appId">, repositories: readonly string[]): number {
    let found: Installation | undefined;
    for (const name of repositories) {
      const { installation, isNew } = this.apps.install(this.app(app.appId), this.repository(name));
      if (found && found !== installation) throw new Error("an installation belongs to one owner");
      found = installation;
      const actor: Actor = { account: installation.account, app: null, installation: null };
      if (isNew) this.events.tell({ kind: "installation", action: "created", installation, actor });
    }
    if (!found) throw new Error("an app is installed on at least one repository");
    return found.id;
  }

  /** Only the given logins may push to the branch, by whatever way. */
  protectBranch(repository: string, branch: string, mayPush: readonly string[] = []): void {
    this.repository(repository).protectedBranches.set(branch, new Set(mayPush));
  }

  /** Actions refuses dispatches from now on; `undefined` ends it. */
  refuseDispatches(
    repository: string,
    refusal: { readonly kind: "forbidden" | "invalid"; readonly message: string } | undefined,
  ): void {
    this.repository(repository).dispatchRefusal = refusal;
  }

  openIssue(
    repository: string,
    issue: { readonly title: string; readonly body: string; readonly by: string },
  ): number {
    return this.issues.open(this.repository(repository), issue, this.actor(issue.by)).number;
  }

  comment(
    repository: string,
    number: number,
    comment: { readonly body: string; readonly by: string },
  ): Comment {
    const issue = this.issues.find(this.repository(repository), number);
    if (!issue) throw new Error(`${repository} has no issue ${number}`);
    return this.issues.comment(issue, comment.body, this.actor(comment.by));
  }

  editComment(comment: Comment, edit: { readonly body: string; readonly by: string }): void {
    this.issues.editComment(comment, edit.body, this.actor(edit.by));
  }

  /** Comments of an issue or pull request, oldest first. */
  comments(repository: string, number: number): readonly Comment[] {
    const issue = this.issues.find(this.repository(repository), number);
    return issue ? this.issues.comments(issue) : [];
  }

  reviewPullRequest(
    repository: string,
    number: number,
    review: { readonly state: ReviewState; readonly body: string; readonly by: string },
  ): Review {
    return this.pullRequests.review(this.pullRequest(repository, number), review, this.actor(review.by));
  }

  closePullRequest(repository: string, number: number, by: string): Promise<void> {
    return this.pullRequests.edit(this.pullRequest(repository, number), { state: "closed" }, this.actor(by));
  }

  mergePullRequest(
    repository: string,
    number: number,
    merge: { readonly by: string; readonly method?: MergeOrder["method"] },
  ): Promise<string> {
    const order = { method: merge.method ?? "merge" };
    return this.merges.merge(this.pullRequest(repository, number), order, this.actor(merge.by));
  }

  /** Text of a file at a branch, tag or commit. */
  async readFile(repository: string, ref: string, path: string): Promise<string | undefined> {
    const { git } = this.repository(repository);
    const sha = await git.resolveCommit(ref);
    const blob = sha === undefined ? undefined : await git.read(`${sha}:${path}`);
    return blob?.type === "blob" ? blob.content.toString("utf8") : undefined;
  }

  /** Somebody commits to a branch; null deletes a file. Returns the new commit. */
  async commitFiles(
    repository: string,
    commit: {
      readonly branch: string;
      readonly files: ReadonlyMap<string, string | null>;
      readonly message: string;
      readonly by: string;
    },
  ): Promise<string> {
    const target = this.repository(repository);
    const expectedHead = await target.git.resolve(`refs/heads/${commit.branch}`);
    if (expectedHead === undefined) throw new Error(`${repository} has no branch ${commit.branch}`);
    const edits = [...commit.files].map(([path, text]) => ({
      path,
      content: text === null ? null : Buffer.from(text),
    }));
    const pusher = { actor: this.actor(commit.by), mayChangeWorkflows: true };
    const { branch, message } = commit;
    return this.commits.commitOnBranch(target, { branch, expectedHead, message, edits }, pusher);
  }

  repository(name: string): Repository {
    const repository = this.repositories.find(name);
    if (!repository) throw new Error(`there is no repository ${name}`);
    return repository;
  }

  pullRequest(repository: string, number: number): PullRequest {
    const pull = this.pullRequests.find(this.repository(repository), number);
    if (!pull) throw new Error(`${repository} has no pull request ${number}`);
    return pull;
  }

  app(id: number): App {
    const app = this.apps.find(id);
    if (!app) throw new Error(`there is no app ${id}`);
    return app;
  }

  actor(login: string): Actor {
    return { account: this.accounts.ensure(login, "User"), app: null, installation: null };
  }
}
