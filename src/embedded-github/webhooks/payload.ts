/** What GitHub sends about an event, without the parts that depend on who gets it. */
import type { Commit } from "../git/git-object.ts";
import { commentShape, issueShape } from "../shapes/issue-shape.ts";
import { installationShape } from "../shapes/app-shape.ts";
import { pullRequestShape, pullRequestSummary, reviewShape } from "../shapes/pull-request-shape.ts";
import { organizationShape } from "../shapes/organization-shape.ts";
import { repositoryShape, webhookRepositoryShape } from "../shapes/repository-shape.ts";
import { jobShape, runShape, workflowShape } from "../shapes/run-shape.ts";
import { userShape } from "../shapes/user-shape.ts";
import type { BeforeEdit, WorldEvent } from "../world/events.ts";
import type { Issue } from "../world/issues/issue.ts";
import { measure } from "../world/issues/measure-pull-request.ts";
import type { Repository } from "../world/repository.ts";
import type { RunRecord } from "../world/workflow-run.ts";
import type { World } from "../world/world.ts";
import { pushPayload } from "./push-payload.ts";

export type Payload = Readonly<Record<string, unknown>>;

type PullRequestEvent = Extract<WorldEvent, { kind: "pull_request" }>;

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
    ...(repository ? { repository: webhookRepositoryShape(world, repository) } : {}),
    ...(repository?.owner.type === "Organization"
      ? { organization: organizationShape(world, repository.owner) }
      : {}),
    sender: userShape(world, event.actor.account),
  };
  return {
    ...("action" in event ? { action: event.action } : {}),
    ...about,
    ...(await particulars(world, event)),
  };
}

function particulars(world: World, event: WorldEvent): Payload | Promise<Payload> {
  switch (event.kind) {
    case "issues":
      return { issue: issueOf(world, event.issue), ...changes(event.before) };
    case "issue_comment":
      return {
        issue: issueOf(world, event.comment.issue),
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
      return runPayload(world, event);
    case "workflow_job":
      return { workflow_job: jobShape(world, event.repository, event) };
    case "installation":
      return installationPayload(world, event);
  }
}

/** `changes` of an edit: what was there before. */
function changes(before: BeforeEdit | undefined): Payload {
  if (!before) return {};
  const { title, body, base } = before;
  return {
    changes: {
      ...(title === undefined ? {} : { title: { from: title } }),
      ...(body === undefined ? {} : { body: { from: body ?? "" } }),
      ...(base === undefined ? {} : { base: { ref: { from: base.branch }, sha: { from: base.sha } } }),
    },
  };
}

async function runPayload(
  world: World,
  event: { readonly repository: Repository; readonly run: RunRecord },
): Promise<Payload> {
  const run = runShape(world, event.repository, event.run);
  const about = workflow(world, event);
  const commit = await event.repository.git.readCommit(event.run.headSha);
  return { workflow_run: { ...run, head_commit: commit ? headCommit(commit) : null }, workflow: about };
}

function headCommit({ sha, tree, message, author, committer }: Commit): Payload {
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
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
  const { pullRequest, update, before, reviewer } = event;
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
    ...changes(before),
    ...(update ? { before: update.before, after: update.after } : {}),
    ...(reviewer ? { requested_reviewer: userShape(world, reviewer) } : {}),
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
  return { installation: installationShape(world, event.installation), repositories, requester: null };
}

/** Webhooks do not say who closed an issue, nor how often the app that wrote it is installed. */
function issueOf(world: World, issue: Issue): Payload {
  const shape = issueShape(world, issue);
  const app = shape.performed_via_github_app;
  return {
    ...shape,
    closed_by: undefined,
    performed_via_github_app: app && { ...app, installations_count: undefined },
  };
}
