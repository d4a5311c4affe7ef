import type { Comment, Issue } from "../../../world/issues/issue.ts";
import type { PullRequest } from "../../../world/issues/pull-request.ts";
import { html, when, type Html } from "../../html.ts";
import { stateBadge, stateOf } from "../parts/state-badge.ts";
import type { Said } from "./comment-view.ts";

/** Title, number and state: the same for issues and pull requests. */
export function issueHead(issue: Issue, pull: PullRequest | undefined, facts: Html): Html {
  return html`<header class="issue-head">
    <h1 class="title-line">${issue.title} <span class="number">#${issue.number}</span></h1>
    <p class="facts">${stateBadge(stateOf(issue, pull))} ${facts} ${labelsView(issue)}</p>
  </header>`;
}

export function labelsView(issue: Issue): Html {
  return when(
    issue.labels.length > 0,
    () => html`${issue.labels.map((label) => html`<span class="label">${label}</span> `)}`,
  );
}

export function openingOf(issue: Issue): Said {
  return {
    issue,
    id: `issue-${issue.id}`,
    author: issue.author,
    via: issue.via,
    at: issue.createdAt,
    isEdited: false,
    body: issue.body ?? "",
    reactions: issue.reactions,
    deed: "opened this",
  };
}

export function saidIn(comment: Comment): Said {
  return {
    issue: comment.issue,
    id: `issuecomment-${comment.id}`,
    author: comment.author,
    via: comment.via,
    at: comment.createdAt,
    isEdited: comment.updatedAt !== comment.createdAt,
    body: comment.body,
    reactions: comment.reactions,
  };
}
