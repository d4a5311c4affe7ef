/**
 * One repository as the app's ports see it, twice: the fake on which the operations' unit tests
 * stand, and the real adapters over HTTP on the embedded GitHub. What people and GitHub do in it has
 * the same words for both, so that one suite can ask both the same questions.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { BatchId } from "../../../src/core/batch/batch-id.ts";
import type { DispatchRequest } from "../../../src/core/batch/dispatch-request.ts";
import { CALLER_WORKFLOW_PATH, storyBranch } from "../../../src/core/batch/names.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import type { AppContext } from "../../../src/operations/app-context.ts";
import { REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import { createFakeApp, OUR_LOGIN } from "../../support/fake-github.ts";

export type Ports = Pick<AppContext, "reader" | "boardWriter" | "runs" | "pullRequests" | "comments">;

export interface PortStage {
  readonly ports: Ports;
  readonly ourLogin: string;
  /** The stage's own time. */
  now(): string;
  /** GitHub keeps times in whole seconds: what shall differ in time has to be that far apart. */
  aSecondLater(): Promise<void>;
  openIssue(): number;
  comment(issue: number, body: string, by?: string): number;
  editComment(id: number, body: string): void;
  deleteComment(id: number): Promise<void>;
  /** What we reacted with. */
  reactionsTo(id: number): readonly string[];
  /** Somebody commits to the default branch. */
  commit(path: string, text: string): Promise<void>;
  protectDefaultBranch(): void;
  openPullRequest(story: StoryKey, file: readonly [path: string, text: string]): Promise<number>;
  endPullRequest(number: number, how: "closed" | "merged"): Promise<void>;
  refuseDispatches(message: string): void;
  /** Lets a run come to its end, a good one if nobody cancelled it. */
  finish(runId: number): Promise<void>;
  stop(): Promise<void>;
}

const GATE = StoryKey.parse("1-1-gate");
export const BOARD = "development_status:\r\n  1-1-gate: ready-for-dev # äöü\r\n";
export const BOARD_PATH = "sprint-status.yaml";

/** Takes a moment, so that it can be cancelled. */
const CALLER = `name: batch-stories
run-name: batch-stories \${{ fromJSON(inputs.request).batch }} \${{ fromJSON(inputs.request).nonce }}
on:
  workflow_dispatch:
    inputs:
      request: { type: string, required: true }
permissions: {}
jobs:
  batch:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 2
`;

const FILES = new Map([
  [CALLER_WORKFLOW_PATH, CALLER],
  [BOARD_PATH, BOARD],
]);

export function requestOf(nonce: string): DispatchRequest {
  const stories = [{ key: GATE, attempt: 1, brief: "briefs/b1-1/1-1-gate-1.json", commit: "a".repeat(40) }];
  return { schemaVersion: 1, batch: BatchId.parse("b1-1"), nonce, stories };
}

export function openFakeStage(): Promise<PortStage> {
  const { github, context } = createFakeApp();
  for (const [path, text] of FILES) github.files.set(path, text);
  let issues = 0;
  return Promise.resolve({
    ports: context,
    ourLogin: OUR_LOGIN,
    now: () => github.now(),
    async aSecondLater() {
      github.wait(1100);
    },
    openIssue() {
      issues += 1;
      return issues;
    },
    comment: (issue, body, by) => github.comment(issue, body, by),
    editComment: (id, body) => github.editComment(id, body),
    async deleteComment(id) {
      github.deleteComment(id);
    },
    reactionsTo: (id) => github.reactionsTo(id),
    async commit(path, text) {
      github.push(path, text);
    },
    protectDefaultBranch() {
      github.boardAnswers = [{ kind: "refused", reason: "You're not authorized to push to this branch." }];
    },
    async openPullRequest(story, [path, text]) {
      const { number } = github.openPullRequest(story);
      github.deliver(number, { path, text, message: `feat(${story}): ${path}` });
      return number;
    },
    async endPullRequest(number, how) {
      github.endPullRequest(number, how);
    },
    refuseDispatches(message) {
      github.dispatchAnswers = [{ kind: "refused", reason: message }];
    },
    async finish(runId) {
      if (github.run(runId).status !== "completed") github.endRun(runId);
    },
    stop: () => Promise.resolve(),
  });
}

export async function openRealStage(): Promise<PortStage> {
  const app = await startEmbeddedApp(FILES);
  const { world, url } = app.github;
  const ports = await app.context();
  const maria = new Octokit({ baseUrl: url, auth: world.createUser("maria").token });
  const at = { owner: "octo", repo: "orchard" };

  function commentOf(id: number): ReturnType<typeof world.comment> {
    const comment = world.issues.findComment(world.repository(REPOSITORY), id);
    if (!comment) throw new Error(`there is no comment ${id}`);
    return comment;
  }

  return {
    ports,
    ourLogin: app.botLogin,
    now: () => world.now(),
    aSecondLater: () => sleep(1100),
    openIssue: () => world.openIssue(REPOSITORY, { title: "Sprint", body: "", by: "maria" }),
    comment: (issue, body, by = "maria") => world.comment(REPOSITORY, issue, { body, by }).id,
    editComment: (id, body) => world.editComment(commentOf(id), { body, by: "maria" }),
    async deleteComment(id) {
      await maria.rest.issues.deleteComment({ ...at, comment_id: id });
    },
    reactionsTo: (id) => commentOf(id).reactions.map(({ content }) => content),
    async commit(path, text) {
      const files = new Map([[path, text]]);
      await world.commitFiles(REPOSITORY, { branch: "main", files, message: path, by: "maria" });
    },
    protectDefaultBranch: () => world.protectBranch(REPOSITORY, "main", ["maria"]),
    async openPullRequest(story, [path, text]) {
      const head = storyBranch(story);
      const sha = (await world.repository(REPOSITORY).git.resolve("refs/heads/main")) ?? "";
      await maria.rest.git.createRef({ ...at, ref: `refs/heads/${head}`, sha });
      const message = `feat(${story}): ${path}`;
      await world.commitFiles(REPOSITORY, {
        branch: head,
        files: new Map([[path, text]]),
        message,
        by: "maria",
      });
      const { data } = await maria.rest.pulls.create({ ...at, title: story, head, base: "main" });
      return data.number;
    },
    async endPullRequest(number, how) {
      const { head } = world.pullRequest(REPOSITORY, number);
      if (how === "merged") await world.mergePullRequest(REPOSITORY, number, { by: "maria" });
      else await world.closePullRequest(REPOSITORY, number, "maria");
      await maria.rest.git.deleteRef({ ...at, ref: `heads/${head.branch}` });
    },
    refuseDispatches: (message) => world.refuseDispatches(REPOSITORY, { kind: "invalid", message }),
    async finish(runId) {
      while ((await ports.runs.read(runId))?.status !== "completed") await sleep(100);
    },
    stop: () => app.stop(),
  };
}

export const STAGES = [
  ["of the fake", openFakeStage],
  ["of the real adapters", openRealStage],
] as const;
