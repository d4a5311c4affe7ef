/**
 * Names for GitHub's own response types (generated from its OpenAPI description), so that the
 * compiler compares every shape here with the real API.
 */
import type { RestEndpointMethodTypes } from "@octokit/rest";

type Rest = RestEndpointMethodTypes;

export type SimpleUser = NonNullable<Rest["issues"]["getComment"]["response"]["data"]["user"]>;
type Repository = Rest["repos"]["get"]["response"]["data"];
export type RepositoryPermissions = NonNullable<Repository["permissions"]>;
/** As each shape with a repository in it accepts it: they disagree on what is optional. */
export type FullRepository = Omit<Repository, "permissions" | "has_downloads" | "temp_clone_token"> & {
  readonly has_downloads: boolean;
};
export type RepositorySchema = Omit<
  FullRepository,
  "custom_properties" | "network_count" | "subscribers_count"
>;
export type MinimalRepository = Omit<
  Rest["actions"]["getWorkflowRun"]["response"]["data"]["repository"],
  "permissions" | "has_downloads"
>;
export type IssueSchema = Rest["issues"]["get"]["response"]["data"];
export type CommentSchema = Rest["issues"]["getComment"]["response"]["data"];
export type ReactionSchema = Rest["reactions"]["createForIssueComment"]["response"]["data"];
export type ReactionRollup = NonNullable<CommentSchema["reactions"]>;
export type PullRequestSchema = Rest["pulls"]["get"]["response"]["data"];
export type PullRequestSummary = Rest["pulls"]["list"]["response"]["data"][number];
export type ReviewSchema = Rest["pulls"]["getReview"]["response"]["data"];
export type RunSchema = Rest["actions"]["getWorkflowRun"]["response"]["data"];
export type JobSchema = Rest["actions"]["listJobsForWorkflowRun"]["response"]["data"]["jobs"][number];
export type WorkflowSchema = Rest["actions"]["getWorkflow"]["response"]["data"];
export type ArtifactSchema = Rest["actions"]["getArtifact"]["response"]["data"];
export type AppSchema = NonNullable<Rest["apps"]["getAuthenticated"]["response"]["data"]>;
export type InstallationSchema = Rest["apps"]["getRepoInstallation"]["response"]["data"];
export type CommitSchema = Rest["repos"]["getCommit"]["response"]["data"];
export type DiffEntry = NonNullable<CommitSchema["files"]>[number];
export type GitCommitSchema = Rest["git"]["getCommit"]["response"]["data"];
export type GitTreeSchema = Rest["git"]["getTree"]["response"]["data"];
export type BlobSchema = Rest["git"]["getBlob"]["response"]["data"];
export type GitRefSchema = Rest["git"]["getRef"]["response"]["data"];
export type BranchSchema = Rest["repos"]["getBranch"]["response"]["data"];
export type ComparisonSchema = Rest["repos"]["compareCommitsWithBasehead"]["response"]["data"];
export type PermissionSchema = Rest["repos"]["getCollaboratorPermissionLevel"]["response"]["data"];
export type VerificationSchema = NonNullable<CommitSchema["commit"]["verification"]>;
