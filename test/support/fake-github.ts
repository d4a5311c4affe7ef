/**
 * The outside world of one repository in memory, as the app's operations see it through their
 * ports. Counts what it is asked, and fails on demand.
 */
import { createHash } from "node:crypto";
import { CALLER_WORKFLOW_PATH, storyBranch } from "../../src/core/batch/names.ts";
import { runName } from "../../src/core/batch/dispatch-request.ts";
import type { DispatchRequest } from "../../src/core/batch/dispatch-request.ts";
import type { StoryPullRequest } from "../../src/core/sprint/sprint.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import type { AppContext } from "../../src/operations/app-context.ts";
import { Failure } from "../../src/operations/failure.ts";
import { createMemory } from "../../src/operations/memory.ts";
import type {
  BoardWrite,
  Dispatch,
  Log,
  PullRequestHead,
  Reaction,
  RepositoryLook,
  StoredArtifact,
  WorkflowJob,
  WorkflowRun,
  WrittenComment,
} from "../../src/operations/ports.ts";
import { createMemoryStateStore } from "./memory-state-store.ts";
import type { MemoryStateStore } from "./memory-state-store.ts";

export interface FakeComment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly by: string;
  edits: number;
  readonly writtenAt: string;
  /** Of the last edit, if there was one. */
  changedAt?: string;
}

type ArtifactReading = Awaited<ReturnType<AppContext["runs"]["readArtifact"]>>;

export const OUR_LOGIN = "batch-stories[bot]";
/** The process ends here: whatever it knew is gone. */
export class Crash extends Error {}

const START = Date.parse("2026-11-21T09:00:00.000Z");
/** GitHub refuses longer bodies. */
const MAX_BODY_CHARACTERS = 65_536;
const BLOB_LIMIT_BYTES = 1024 * 1024;

function idOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function absent(what: string): Failure {
  return new Failure(`There is no ${what}.`, { code: "not-found", retryable: false });
}

function checkBody(body: string): void {
  if (body.length <= MAX_BODY_CHARACTERS) return;
  throw new Failure("The body is too long.", { code: "invalid", retryable: false });
}

export class FakeGitHub {
  nowMs = START;
  readonly files = new Map<string, string>([[CALLER_WORKFLOW_PATH, "on: workflow_dispatch\n"]]);
  readonly permissions = new Map<string, "admin" | "write" | "read" | "none">([["maria", "write"]]);
  readonly comments: FakeComment[] = [];
  readonly reactions: { readonly commentId: number; readonly reaction: Reaction }[] = [];
  readonly dispatches: { readonly request: DispatchRequest; readonly branch: string }[] = [];
  readonly runs: WorkflowRun[] = [];
  readonly jobs = new Map<number, WorkflowJob[]>();
  readonly artifacts = new Map<number, StoredArtifact[]>();
  readonly contents = new Map<number, ReadonlyMap<string, string>>();
  readonly cancelled: number[] = [];
  readonly drafts: number[] = [];
  readonly heads = new Map<number, PullRequestHead>();
  pullRequests: StoryPullRequest[] = [];
  /** The next answers to a dispatch; a run is created when there are none. */
  dispatchAnswers: Dispatch[] = [];
  boardAnswers: BoardWrite[] = [];
  /** The next call of this name fails; the effect happens first when `isAnswerLost`. */
  failures: { readonly call: string; readonly failure: Error; readonly isAnswerLost?: boolean }[] = [];
  /** The call with this number, counted from 1 over all calls, ends in a crash. */
  crash:
    | {
        readonly at: number;
        readonly isAfterEffect: boolean;
        /** Instead of the crash. */ readonly failure?: Failure;
      }
    | undefined;
  readonly calls: string[] = [];
  readonly logged: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  #nextId = 100;
  #commits = 1;
  /** Every text there ever was, by blob id. */
  readonly #blobs = new Map<string, string>();
  /** Every tree anybody looked at. */
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();
  readonly #startedAt = new Map<number, string>();

  id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  get commit(): string {
    return idOf(`commit ${this.#commits}`);
  }

  now(): string {
    return new Date(this.nowMs).toISOString();
  }

  wait(ms: number): void {
    this.nowMs += ms;
  }

  /** A person commits to the base branch. */
  push(path: string, text: string): void {
    this.files.set(path, text);
    this.#commits += 1;
  }

  comment(issue: number, body: string, by = "maria"): number {
    const id = this.id();
    this.comments.push({ id, issue, body, by, edits: 0, writtenAt: this.now() });
    return id;
  }

  editComment(id: number, body: string): "edited" | "gone" {
    const comment = this.comments.find((each) => each.id === id);
    if (!comment) return "gone";
    checkBody(body);
    comment.body = body;
    comment.edits += 1;
    comment.changedAt = this.now();
    return "edited";
  }

  deleteComment(id: number): void {
    const index = this.comments.findIndex((each) => each.id === id);
    if (index >= 0) this.comments.splice(index, 1);
  }

  /** One of a kind; a comment that is gone gets none. */
  react(commentId: number, reaction: Reaction): void {
    if (!this.comments.some(({ id }) => id === commentId)) return;
    if (!this.reactionsTo(commentId).includes(reaction)) this.reactions.push({ commentId, reaction });
  }

  ours(issue: number): readonly FakeComment[] {
    return this.comments.filter((comment) => comment.issue === issue && comment.by === OUR_LOGIN);
  }

  reactionsTo(commentId: number): readonly Reaction[] {
    return this.reactions.filter((each) => each.commentId === commentId).map((each) => each.reaction);
  }

  startRun(request: DispatchRequest, status: WorkflowRun["status"] = "in_progress"): WorkflowRun {
    const id = this.id();
    const run: WorkflowRun = {
      id,
      runAttempt: 1,
      displayTitle: runName(request),
      status,
      conclusion: null,
      url: `https://github.com/octo/orchard/actions/runs/${id}`,
    };
    this.runs.unshift(run);
    this.#startedAt.set(id, this.now());
    return run;
  }

  run(id: number): WorkflowRun {
    const run = this.runs.find((each) => each.id === id);
    if (!run) throw absent(`run ${id}`);
    return run;
  }

  runsSince(createdAt: string): readonly WorkflowRun[] {
    const since = Date.parse(createdAt);
    return this.runs.filter(({ id }) => Date.parse(this.#startedAt.get(id) ?? createdAt) >= since);
  }

  /** What has ended stays as it ended. */
  cancel(id: number): void {
    this.cancelled.push(id);
    if (this.runs.find((run) => run.id === id)?.status !== "completed") this.endRun(id, "cancelled");
  }

  endRun(id: number, conclusion = "success"): void {
    const index = this.runs.findIndex((run) => run.id === id);
    const run = this.runs[index];
    if (run) this.runs[index] = { ...run, status: "completed", conclusion };
  }

  addArtifact(runId: number, name: string, files: ReadonlyMap<string, string>): StoredArtifact {
    const digest = `sha256:${createHash("sha256")
      .update(JSON.stringify([...files]))
      .digest("hex")}`;
    const artifact = { id: this.id(), name, digest, sizeBytes: 100 };
    this.artifacts.set(runId, [...(this.artifacts.get(runId) ?? []), artifact]);
    this.contents.set(artifact.id, files);
    return artifact;
  }

  /** Without its content it has expired, or somebody deleted it. */
  readArtifact(artifact: StoredArtifact): ArtifactReading {
    const files = this.contents.get(artifact.id);
    if (artifact.sizeBytes > 10 * 1024 * 1024) return { kind: "unusable", reason: "it is larger than 10 MB" };
    if (!files) return { kind: "unusable", reason: "it has expired or was deleted" };
    const known = [...this.artifacts.values()].flat().find(({ id }) => id === artifact.id);
    return known?.digest === artifact.digest
      ? { kind: "files", files }
      : { kind: "unusable", reason: "its digest is not the one GitHub recorded" };
  }

  openPullRequest(story: StoryKey, facts: Partial<StoryPullRequest> = {}): StoryPullRequest {
    const pullRequest = {
      number: this.id(),
      story,
      state: "open" as const,
      isDraft: false,
      needsFixes: false,
      headSha: idOf(storyBranch(story)),
      ...facts,
    };
    this.pullRequests.push(pullRequest);
    return pullRequest;
  }

  /** Counts the call; fails it when a failure was put in its way. */
  async call<T>(name: string, effect: () => T | Promise<T>): Promise<T> {
    this.calls.push(name);
    const crashes = this.crash?.at === this.calls.length;
    const end = this.crash?.failure ?? new Crash(name);
    if (crashes && !this.crash?.isAfterEffect) throw end;
    const index = this.failures.findIndex((failure) => failure.call === name);
    const [planned] = index < 0 ? [] : this.failures.splice(index, 1);
    if (planned && !planned.isAnswerLost) throw planned.failure;
    const result = await effect();
    if (crashes) throw end;
    if (planned) throw planned.failure;
    return result;
  }

  log(): Log {
    const { logged } = this;
    function line(level: string): Log["info"] {
      return (message, fields = {}) => {
        logged.push({ level, message, fields });
      };
    }
    return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
  }

  /** Puts a tree where `readTree` finds it, under the given name or one made of its content. */
  keepTree(files: ReadonlyMap<string, string>, name?: string): string {
    const ids = [...files].map(([path, text]) => [path, idOf(text)] as const);
    for (const text of files.values()) this.#blobs.set(idOf(text), text);
    const tree = name ?? idOf(JSON.stringify(ids));
    this.#trees.set(tree, new Map(ids));
    return tree;
  }

  tree(id: string): ReadonlyMap<string, string> {
    const tree = this.#trees.get(id);
    if (!tree) throw absent(`tree ${id}`);
    return tree;
  }

  blob(id: string): string | undefined {
    return this.#blobs.get(id);
  }

  exactBlob(id: string): string {
    const text = this.#blobs.get(id);
    if (text === undefined) throw absent(`blob ${id}`);
    return text;
  }

  look({ branch = "main", stories }: Parameters<AppContext["reader"]["look"]>[0]): RepositoryLook {
    if (branch !== "main") throw absent(`branch ${branch}`);
    const shown = this.pullRequests.filter(({ number, story, state }) => {
      if (state === "open") return true;
      const others = this.pullRequests.filter((each) => each.story === story);
      return (
        stories.includes(story) && others.every((each) => each.state !== "open" && each.number <= number)
      );
    });
    return { branch, commit: this.commit, tree: this.keepTree(this.files), pullRequests: shown };
  }

  /** A story's pull request adds or changes one file. */
  deliver(
    number: number,
    file: { readonly path: string; readonly text: string; readonly message: string },
  ): void {
    const { path, text, message } = file;
    const status = this.files.has(path) ? "modified" : "added";
    const treeSha = this.keepTree(new Map([...this.files, [path, text]]));
    const sha = idOf(`${message} ${treeSha}`);
    const subjects = [message.split("\n", 1)[0] ?? ""];
    this.heads.set(number, {
      sha,
      treeSha,
      message,
      subjects,
      changes: [{ path, status, blob: idOf(text) }],
    });
    this.#change(number, { headSha: sha });
  }

  endPullRequest(number: number, state: "closed" | "merged"): void {
    this.#change(number, { state });
  }

  /** Only open ones can become drafts. */
  convertToDraft(number: number): void {
    const pull = this.pullRequests.find((each) => each.number === number);
    if (pull?.state !== "open") return;
    this.drafts.push(number);
    this.#change(number, { isDraft: true });
  }

  #change(number: number, facts: Partial<StoryPullRequest>): void {
    this.pullRequests = this.pullRequests.map((each) =>
      each.number === number ? { ...each, ...facts } : each,
    );
  }

  write(change: { readonly expectedHead: string; readonly path: string; readonly text: string }): BoardWrite {
    const answer = this.boardAnswers.shift();
    if (answer) return answer;
    if (change.expectedHead !== this.commit) return { kind: "conflict" };
    this.push(change.path, change.text);
    return { kind: "written", commit: this.commit };
  }

  dispatch(request: DispatchRequest, branch: string): Dispatch {
    this.dispatches.push({ request, branch });
    return this.dispatchAnswers.shift() ?? { kind: "dispatched", runId: this.startRun(request).id };
  }
}

export interface FakeApp {
  readonly github: FakeGitHub;
  readonly store: MemoryStateStore;
  readonly context: AppContext;
}

function written(github: FakeGitHub, comment: FakeComment): WrittenComment {
  const { id, issue, body, by, edits, writtenAt } = comment;
  return {
    issue,
    commentId: id,
    body,
    user: by,
    isBot: by === OUR_LOGIN,
    createdAt: writtenAt,
    isEdited: edits > 0,
    isAnswered: github.reactionsTo(id).some((reaction) => reaction !== "eyes"),
  };
}

function isChangedSince({ changedAt, writtenAt }: FakeComment, since: string | undefined): boolean {
  return since === undefined || Date.parse(changedAt ?? writtenAt) >= Date.parse(since);
}

function commentPorts(github: FakeGitHub): AppContext["comments"] {
  return {
    listSince: (since) =>
      github.call("listComments", () => {
        const found = github.comments.filter(({ writtenAt }) => Date.parse(writtenAt) >= Date.parse(since));
        return found.slice(-100).map((comment) => written(github, comment));
      }),
    react: (commentId, reaction) => github.call("react", () => github.react(commentId, reaction)),
    findByMarker: (issue, marker, since) =>
      github.call("findByMarker", () =>
        github
          .ours(issue)
          .filter((comment) => comment.body.includes(marker) && isChangedSince(comment, since))
          .map(({ id, body }) => ({ id, body })),
      ),
    read: (id) =>
      github.call("readComment", () => {
        const comment = github.comments.find((each) => each.id === id);
        return comment && { id, body: comment.body };
      }),
    create: (issue, body) =>
      github.call("createComment", () => {
        checkBody(body);
        return github.comment(issue, body, OUR_LOGIN);
      }),
    edit: (id, body) => github.call("editComment", () => github.editComment(id, body)),
    remove: (id) => github.call("removeComment", () => github.deleteComment(id)),
  };
}

function runPorts(github: FakeGitHub): AppContext["runs"] {
  return {
    dispatch: (request, branch) => github.call("dispatch", () => github.dispatch(request, branch)),
    listSince: (createdAt) => github.call("listRuns", () => github.runsSince(createdAt)),
    read: (runId) => github.call("readRun", () => github.runs.find(({ id }) => id === runId)),
    jobs: (runId) => github.call("jobs", () => github.jobs.get(github.run(runId).id) ?? []),
    artifacts: (runId) => github.call("artifacts", () => github.artifacts.get(github.run(runId).id) ?? []),
    readArtifact: (artifact) => github.call("readArtifact", () => github.readArtifact(artifact)),
    cancel: (runId) => github.call("cancel", () => github.cancel(runId)),
  };
}

function readerPorts(github: FakeGitHub): AppContext["reader"] {
  return {
    look: (input) => github.call("look", () => github.look(input)),
    readTree: (tree) => github.call("readTree", () => github.tree(tree)),
    readBlobs: (ids) =>
      github.call("readBlobs", () => {
        const found = ids.map((id) => [id, github.blob(id)] as const);
        return new Map(
          found.flatMap(([id, text]) =>
            text === undefined || Buffer.byteLength(text) > BLOB_LIMIT_BYTES ? [] : [[id, text] as const],
          ),
        );
      }),
    readExactly: (id) => github.call("readExactly", () => github.exactBlob(id)),
    permissionOf: (user) =>
      github.call("permissionOf", () => github.permissions.get(user.toLowerCase()) ?? "none"),
  };
}

export function createFakeApp(github = new FakeGitHub(), store = createMemoryStateStore()): FakeApp {
  let nonces = 0;
  const context: AppContext = {
    repository: { owner: "octo", name: "orchard", url: "https://github.com/octo/orchard" },
    clock: { now: () => github.now() },
    log: github.log(),
    crypto: {
      digest: (text) => `sha256:${createHash("sha256").update(text).digest("hex")}`,
      sign: (text) => idOf(`key ${text}`),
      nonces: (count) =>
        Array.from({ length: count }, () => {
          nonces += 1;
          return `nonce-${nonces}`;
        }),
    },
    reader: readerPorts(github),
    history: { changes: async () => [] },
    boardWriter: { write: (change) => github.call("writeBoard", () => github.write(change)) },
    store: {
      read: (batch) => github.call("readState", () => store.read(batch)),
      readBrief: (name) => github.call("readBrief", () => store.readBrief(name)),
      listOpen: (now) => github.call("listOpen", () => store.listOpen(now)),
      write: (change) => github.call("writeState", () => store.write(change)),
    },
    runs: runPorts(github),
    pullRequests: {
      head: (number) =>
        github.call("head", () => {
          const head = github.heads.get(number);
          if (!head) throw absent(`pull request #${number}`);
          return head;
        }),
      convertToDraft: (number) => github.call("convertToDraft", () => github.convertToDraft(number)),
    },
    comments: commentPorts(github),
    memory: createMemory(),
    editIntervalMs: 0,
    dispatchGraceMs: 60_000,
  };
  return { github, store, context };
}

/** The same world seen by an app that has just been started again: nothing is remembered. */
export function restarted({ github, store }: FakeApp): FakeApp {
  return createFakeApp(github, store);
}
