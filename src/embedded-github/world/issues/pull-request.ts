import type { Account } from "../identity/account.ts";
import type { Issue } from "./issue.ts";

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";

export interface Review {
  readonly id: number;
  readonly author: Account;
  readonly state: ReviewState;
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: string;
}

/** Title, body, author, state and comments are the issue's. Heads are branches of the same repository. */
export interface PullRequest {
  readonly id: number;
  readonly issue: Issue;
  readonly head: { readonly branch: string; sha: string };
  readonly base: { branch: string; sha: string };
  isDraft: boolean;
  merged: { readonly at: string; readonly by: Account; readonly commit: string } | undefined;
  readonly reviews: Review[];
  readonly requestedReviewers: Account[];
}

/** What the reviewers' newest decisions add up to; comments decide nothing. */
export function reviewDecision(pullRequest: PullRequest): "APPROVED" | "CHANGES_REQUESTED" | null {
  const newest = new Map<string, ReviewState>();
  for (const review of pullRequest.reviews) {
    if (review.state !== "COMMENTED") newest.set(review.author.login, review.state);
  }
  const decisions = [...newest.values()];
  if (decisions.includes("CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  return decisions.includes("APPROVED") ? "APPROVED" : null;
}
