/** What a person watching the demo wants to know of an event of the embedded GitHub, as one line. */
import { PHASE_EMOJI, phaseOfStepName } from "../../core/pipeline/phase.ts";
import type { WorldEvent } from "../../embedded-github/world/events.ts";

type JobEvent = Extract<WorldEvent, { kind: "workflow_job" }>;
type CommentEvent = Extract<WorldEvent, { kind: "issue_comment" }>;
type PullRequestEvent = Extract<WorldEvent, { kind: "pull_request" }>;

function storyOfJob(name: string): string {
  const [, key] = /\bstory ([A-Za-z0-9._-]+)/u.exec(name) ?? [];
  return key ?? name;
}

function narrateJob({ job, action }: JobEvent): string | undefined {
  const story = storyOfJob(job.name);
  if (action === "step") {
    const step = job.steps.findLast((candidate) => candidate.status === "in_progress");
    const phase = step && phaseOfStepName(step.name);
    return phase ? `   ${story}  ${PHASE_EMOJI[phase]} ${phase}` : undefined;
  }
  const isLater = job.name.endsWith("/ prove") || job.name.endsWith("/ deliver");
  if (action === "in_progress" && isLater) {
    return `   ${story}  ${job.name.endsWith("prove") ? "🧪 PROVE" : "🚚 DELIVER"}`;
  }
  const wentWrong = job.conclusion !== "success" && job.conclusion !== "skipped";
  return action === "completed" && wentWrong
    ? `   ${story}  ⚠️ ${job.name.split("/").at(-1)?.trim()}: ${job.conclusion}`
    : undefined;
}

function narratePullRequest({ pullRequest, action, actor }: PullRequestEvent): string | undefined {
  const name = `#${pullRequest.issue.number} ${pullRequest.issue.title}`;
  switch (action) {
    case "opened":
      return `📬 ${pullRequest.isDraft ? "draft " : ""}pull request ${name}`;
    case "ready_for_review":
      return `📬 pull request ${name} is ready for review`;
    case "closed":
      return pullRequest.merged ? `🎉 ${actor.account.login} merged ${name}` : `🚪 ${name} was closed`;
    case "edited":
    case "synchronize":
    case "reopened":
    case "converted_to_draft":
    case "review_requested":
      return undefined;
  }
}

function narrateComment({ comment, action, actor }: CommentEvent): string | undefined {
  if (action !== "created") return undefined;
  const where = `#${comment.issue.number}`;
  const [firstLine = ""] = comment.body.split("\n");
  if (actor.account.type !== "User") return `🤖 ${actor.account.login} answers on ${where}`;
  return `💬 ${actor.account.login} comments "${firstLine}" on ${where}`;
}

/** undefined for what happens all the time and tells nothing new. */
export function narrate(event: WorldEvent): string | undefined {
  switch (event.kind) {
    case "issue_comment":
      return narrateComment(event);
    case "workflow_run":
      return event.action === "requested" ? `🚀 run ${event.run.runNumber} dispatched` : undefined;
    case "workflow_job":
      return narrateJob(event);
    case "pull_request":
      return narratePullRequest(event);
    case "push":
    case "issues":
    case "pull_request_review":
    case "installation":
      return undefined;
  }
}
