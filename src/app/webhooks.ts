/** Thin: says which repository an event is about and whether it may concern a batch. */
import type { Probot } from "probot";
import { z } from "zod";
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

/** Only what is used of GitHub's payloads, which have hundreds of fields. */
const Place = z.object({
  installation: z.object({ id: z.number() }),
  repository: z.object({
    name: z.string(),
    html_url: z.string(),
    owner: z.object({ login: z.string() }),
  }),
});
const NewComment = z.object({
  issue: z.object({ number: z.number() }),
  comment: z.object({
    id: z.number(),
    body: z.string(),
    created_at: z.string(),
    // The account may have been deleted.
    user: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
  }),
});
const Run = z.object({ workflow_run: z.object({ display_title: z.string() }) });
const Job = z.object({ workflow_job: z.object({ name: z.string() }) });
const Push = z.object({ ref: z.string(), repository: z.object({ default_branch: z.string() }) });

/** Jobs of stories are called `… / story <key> / <job>`. */
function isStoryJob(name: string): boolean {
  return name.includes("story ");
}

function repositoryOf(payload: unknown): EventRepository | undefined {
  const place = Place.safeParse(payload).data;
  if (!place) return undefined;
  const { owner, name, html_url: url } = place.repository;
  return { installation: place.installation.id, owner: owner.login, name, url };
}

export function registerWebhooks(app: Probot, receiver: WebhookReceiver): void {
  /** What comes from no installation of ours, such as a repository's own hook, is not for us. */
  function hear<T>(
    event: Parameters<Probot["on"]>[0],
    shape: z.ZodType<T>,
    act: (repository: EventRepository, said: T) => void,
  ): void {
    app.on(event, ({ name, payload }) => {
      const repository = repositoryOf(payload);
      if (!repository) return;
      const reading = shape.safeParse(payload);
      if (reading.success) return act(repository, reading.data);
      // Nothing is lost: what it would have said is seen at the next look.
      const wrong = reading.error.issues.map((issue) => issue.path.join("."));
      app.log.warn({ event: name, wrong }, "a webhook was not understood");
    });
  }

  hear("issue_comment.created", NewComment, (repository, { issue, comment }) => {
    receiver.handle(repository, {
      issue: issue.number,
      commentId: comment.id,
      body: comment.body,
      user: comment.user?.login ?? "ghost",
      isBot: comment.user?.type === "Bot",
      createdAt: comment.created_at,
    });
  });
  hear("workflow_run", Run, (repository, { workflow_run: run }) => {
    if (nonceOfRunName(run.display_title)) receiver.look(repository);
  });
  hear("workflow_job", Job, (repository, { workflow_job: job }) => {
    if (isStoryJob(job.name)) receiver.look(repository);
  });
  hear(["pull_request", "pull_request_review"], z.unknown(), (repository) => receiver.look(repository));
  hear("push", Push, (repository, { ref, repository: { default_branch: main } }) => {
    if (ref === `refs/heads/${main}`) receiver.look(repository);
  });
}
