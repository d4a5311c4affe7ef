/** What GitHub sends about an event, without the parts that depend on who gets it. */
import { ZERO_SHA } from "../git/git-object.ts";
import { diffFiles, listCommits } from "../git/history.ts";
import type { Commit } from "../git/git-object.ts";
import { commentShape, issueShape } from "../shapes/issue-shape.ts";
import { installationShape } from "../shapes/app-shape.ts";
import { pullRequestShape, pullRequestSummary, reviewShape } from "../shapes/pull-request-shape.ts";
import { repositoryPage, repositoryShape } from "../shapes/repository-shape.ts";
import { jobShape, runShape, workflowShape } from "../shapes/run-shape.ts";
import { userShape } from "../shapes/user-shape.ts";
import type { WorldEvent } from "../world/events.ts";
import { measure } from "../world/issues/measure-pull-request.ts";
import type { Repository } from "../world/repository.ts";
import type { RunRecord } from "../world/workflow-run.ts";
import type { World } from "../world/world.ts";

export type Payload = Readonly<Record<string, unknown>>;

type PushEvent = Extract<WorldEvent, { kind: "push" }>;
type PullRequestEvent = Extract<WorldEvent, { kind: "pull_request" }>;

/** GitHub lists at most so many commits of a push here. */
const MAX_COMMITS = 20;

export function repositoryOf(event: WorldEvent): Repository | undefined {
  switch (event.kind) {
    case "issues":
      return event.issue.repository;
    case "issue_comment":
      return event.comment.issue.repository;
    case "pull_request":
    case "pull_request_review":
      return event.pullRequest.issue.repository;
    case "push":
    case "workflow_run":
    case "workflow_job":
      return event.repository;
    case "installation":
      return undefined;
  }
}

/**
 * Everything that can change later is read before the first await: the payload shows the world as
 * it was when the event happened.
 */
export async function payloadOf(world: World, event: WorldEvent): Promise<Payload> {
  const repository = repositoryOf(event);
  const about = {
    ...(repository ? { repository: repositoryShape(world, repository) } : {}),
    sender: userShape(world, event.actor.account),
  };
  return {
    ...("action" in event ? { action: event.action } : {}),
    ...(await particulars(world, event)),
    ...about,
  };
}

function particulars(world: World, event: WorldEvent): Payload | Promise<Payload> {
  switch (event.kind) {
    case "issues":
      return { issue: issueShape(world, event.issue) };
    case "issue_comment":
      return {
        issue: issueShape(world, event.comment.issue),
        comment: commentShape(world, event.comment),
        ...(event.previousBody === undefined ? {} : { changes: { body: { from: event.previousBody } } }),
      };
    case "pull_request":
      return pullRequestPayload(world, event);
    case "pull_request_review": {
      const { review, pullRequest } = event;
      // Webhooks write the state in small letters, REST in capitals.
      const shape = { ...reviewShape(world, pullRequest, review), state: review.state.toLowerCase() };
      return { review: shape, pull_request: pullRequestSummary(world, pullRequest) };
    }
    case "push":
      return pushPayload(world, event);
    case "workflow_run":
      return { workflow_run: runShape(world, event.repository, event.run), workflow: workflow(world, event) };
    case "workflow_job":
      return { workflow_job: jobShape(world, event.repository, event) };
    case "installation":
      return installationPayload(world, event);
  }
}

function workflow(
  world: World,
  event: { readonly repository: Repository; readonly run: RunRecord },
): unknown {
  const { repository, run } = event;
  const id = world.runs.workflowIdOf(run);
  return workflowShape(world, repository, {
    id,
    name: world.runs.workflowNameOf(run),
    path: run.workflowPath,
  });
}

async function pullRequestPayload(world: World, event: PullRequestEvent): Promise<Payload> {
  const { pullRequest, update } = event;
  const empty = { commits: 0, additions: 0, deletions: 0, changedFiles: 0 };
  const shape = pullRequestShape(world, pullRequest, { mergeability: "unknown", ...empty });
  const size = await measure(pullRequest);
  return {
    number: pullRequest.issue.number,
    pull_request: {
      ...shape,
      commits: size.commits,
      additions: size.additions,
      deletions: size.deletions,
      changed_files: size.changedFiles,
    },
    ...(update ? { before: update.before, after: update.after } : {}),
  };
}

function installationPayload(world: World, event: Extract<WorldEvent, { kind: "installation" }>): Payload {
  const repositories = [...event.installation.repositories].map((name) => {
    const {
      id,
      node_id,
      name: short,
      full_name,
      private: isPrivate,
    } = repositoryShape(world, world.repository(name));
    return { id, node_id, name: short, full_name, private: isPrivate };
  });
  return { installation: installationShape(world, event.installation), repositories };
}

async function pushPayload(world: World, { repository, update, actor }: PushEvent): Promise<Payload> {
  const { ref, before, after } = update;
  const page = repositoryPage(world, repository);
  const isCreated = before === ZERO_SHA;
  const isDeleted = after === ZERO_SHA;
  const without = isCreated ? await repository.git.resolve(`refs/heads/${repository.defaultBranch}`) : before;
  const query = { from: after, limit: MAX_COMMITS, ...(without === undefined ? {} : { without }) };
  const commits = isDeleted ? [] : [...(await listCommits(repository.git, query))].reverse();
  const shapes: Payload[] = [];
  for (const commit of commits) shapes.push(await pushedCommit(world, repository, commit));
  return {
    ref,
    before,
    after,
    created: isCreated,
    deleted: isDeleted,
    forced: false,
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: shapes,
    head_commit: shapes.at(-1) ?? null,
    pusher: { name: actor.account.login, email: null },
  };
}

async function pushedCommit(world: World, repository: Repository, commit: Commit): Promise<Payload> {
  const [parent] = commit.parents;
  const files = parent === undefined ? [] : await diffFiles(repository.git, parent, commit.sha);
  const added = files.filter((file) => file.status === "added" || file.status === "renamed");
  const removed = files.filter((file) => file.status === "removed");
  const modified = files.filter((file) => file.status === "modified" || file.status === "changed");
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    added: added.map((file) => file.path),
    removed: removed.map((file) => file.path),
    modified: modified.map((file) => file.path),
  };
}
