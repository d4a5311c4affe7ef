import type { Account, App } from "../identity/account.ts";
import type { Repository } from "../repository.ts";

export const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;
export type ReactionContent = (typeof REACTIONS)[number];

export interface Reaction {
  readonly id: number;
  readonly content: ReactionContent;
  readonly user: Account;
  readonly createdAt: string;
}

/** A pull request is an issue with branches: both share number, title, body and comments. */
export interface Issue {
  readonly id: number;
  readonly repository: Repository;
  readonly number: number;
  readonly author: Account;
  readonly via: App | null;
  readonly isPullRequest: boolean;
  title: string;
  body: string | null;
  state: "open" | "closed";
  labels: readonly string[];
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  readonly reactions: Reaction[];
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Account;
  readonly via: App | null;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}
