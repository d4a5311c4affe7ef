import type { GitRepository } from "../git/git-repository.ts";
import type { Account, Grants, Level } from "./identity/account.ts";

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  /** `owner/name` */
  readonly fullName: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly createdAt: string;
  pushedAt: string;
  readonly git: GitRepository;
  readonly levels: Map<string, Level>;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly defaultWorkflowPermissions: Grants;
  readonly mayActionsOpenPullRequests: boolean;
  /** Branch → logins that may push to it. */
  readonly protectedBranches: Map<string, ReadonlySet<string>>;
  /** Set: Actions refuses every dispatch with this message. */
  dispatchRefusal: { readonly kind: "forbidden" | "invalid"; readonly message: string } | undefined;
  /** Commits GitHub itself signed. */
  readonly verified: Set<string>;
  /** Number of the newest issue or pull request. */
  lastNumber: number;
}

export function levelOf(repository: Repository, login: string): Level {
  if (repository.owner.login === login) return "admin";
  const level = repository.levels.get(login.toLowerCase()) ?? "none";
  return level === "none" && !repository.isPrivate ? "read" : level;
}
