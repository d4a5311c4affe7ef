/** Thin: says which repository an event is about and whether it may concern a batch. */
import type { Probot } from "probot";
import type { CommandComment } from "../operations/handle-comment.ts";
import { nonceOfRunName } from "../core/batch/dispatch-request.ts";

export interface EventRepository {
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
  /** Where people see it. */
  readonly url: string;
}

export interface WebhookReceiver {
  handle(repository: EventRepository, comment: CommandComment): void;
  look(repository: EventRepository): void;
}

interface Payload {
  readonly installation?: { readonly id: number } | undefined;
  readonly repository?: {
    readonly name: string;
    readonly html_url: string;
    readonly owner: { readonly login?: string | undefined } | null | undefined;
  };
}

function repositoryOf({ installation, repository }: Payload): EventRepository | undefined {
  if (!installation || !repository) return undefined;
  const { owner, name, html_url: url } = repository;
  return owner?.login === undefined
    ? undefined
    : { installation: installation.id, owner: owner.login, name, url };
}

/** Jobs of stories are called `… / story <key> / <job>`. */
function isStoryJob(name: string): boolean {
  return name.includes("story ");
}

export function registerWebhooks(app: Probot, receiver: WebhookReceiver): void {
  function look(payload: Payload): void {
    const repository = repositoryOf(payload);
    if (repository) receiver.look(repository);
  }

  app.on("issue_comment.created", ({ payload }) => {
    const repository = repositoryOf(payload);
    if (!repository) return;
    const { comment, issue } = payload;
    receiver.handle(repository, {
      issue: issue.number,
      commentId: comment.id,
      body: comment.body,
      user: comment.user?.login ?? "ghost",
      isBot: comment.user?.type === "Bot",
      createdAt: comment.created_at,
    });
  });
  app.on("workflow_run", ({ payload }) => {
    const { workflow_run: run } = payload;
    const title = "display_title" in run ? run.display_title : undefined;
    if (nonceOfRunName(title ?? "")) look(payload);
  });
  app.on("workflow_job", ({ payload }) => {
    if (isStoryJob(payload.workflow_job.name)) look(payload);
  });
  app.on(["pull_request", "pull_request_review"], ({ payload }) => look(payload));
  app.on("push", ({ payload }) => {
    if (payload.ref === `refs/heads/${payload.repository.default_branch}`) look(payload);
  });
}
