/**
 * One commit on one branch, made by GitHub and signed by it, if the branch still is where it was
 * last seen: compare and swap in one request.
 */
import { z } from "zod";
import { parseAnswer } from "./github-api.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

export interface BranchChange {
  readonly branch: string;
  readonly expectedHead: string;
  readonly message: string;
  /** Whole texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

export type BranchCommit =
  | { readonly kind: "written"; readonly commit: string }
  | { readonly kind: "stale" }
  | { readonly kind: "refused"; readonly reason: string };

const MUTATION = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

const CommitAnswer = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }),
});

/** Rules and permissions; anything else is a Failure. */
const REFUSALS = [
  "FORBIDDEN",
  "UNPROCESSABLE",
  "BRANCH_PROTECTION_RULE_VIOLATION",
  "REPOSITORY_RULE_VIOLATION",
];
/** The branch moved, or is no longer there. */
const STALE = ["STALE_DATA", "NOT_FOUND"];

function inputOf(repository: Repository, change: BranchChange): object {
  const [headline = "", ...body] = change.message.split("\n");
  return {
    branch: {
      repositoryNameWithOwner: `${repository.owner}/${repository.name}`,
      branchName: change.branch,
    },
    expectedHeadOid: change.expectedHead,
    message: { headline, body: body.join("\n").trim() },
    fileChanges: {
      additions: [...change.files].map(([path, text]) => ({
        path,
        contents: Buffer.from(text, "utf8").toString("base64"),
      })),
    },
  };
}

export async function commitOnBranch(
  api: GitHubApi,
  repository: Repository,
  change: BranchChange,
): Promise<BranchCommit> {
  const { data, errors } = await api.graphql(
    MUTATION,
    { input: inputOf(repository, change) },
    { accept: [...STALE, ...REFUSALS], isRepeatable: false },
  );
  if (errors.some((error) => STALE.includes(error.type))) return { kind: "stale" };
  const [refusal] = errors;
  if (refusal) return { kind: "refused", reason: refusal.message };
  const { createCommitOnBranch } = parseAnswer(CommitAnswer, data, "CommitOnBranch");
  return { kind: "written", commit: createCommitOnBranch.commit.oid };
}
