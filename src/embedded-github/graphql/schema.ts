/** The slice of GitHub's GraphQL schema that is served, with its names, types and nullability. */
import { buildSchema } from "graphql";

const TYPES = `
scalar Base64String
scalar DateTime
scalar GitObjectID
scalar GitTimestamp
scalar URI

interface Node { id: ID! }
interface Actor { login: String! url: URI! avatarUrl(size: Int): URI! resourcePath: URI! }
interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI! }

type Bot implements Actor & Node { id: ID! login: String! url: URI! avatarUrl(size: Int): URI! resourcePath: URI! databaseId: Int }
type User implements Actor & Node { id: ID! login: String! url: URI! avatarUrl(size: Int): URI! resourcePath: URI! databaseId: Int name: String }
type Organization implements Actor & Node { id: ID! login: String! url: URI! avatarUrl(size: Int): URI! resourcePath: URI! databaseId: Int name: String }

enum OrderDirection { ASC DESC }
enum PullRequestState { OPEN CLOSED MERGED }
enum IssueState { OPEN CLOSED }
enum PullRequestReviewDecision { APPROVED CHANGES_REQUESTED REVIEW_REQUIRED }
enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }
enum MergeableState { MERGEABLE CONFLICTING UNKNOWN }
enum StatusState { ERROR EXPECTED FAILURE PENDING SUCCESS }
enum IssueOrderField { CREATED_AT UPDATED_AT COMMENTS }

input IssueOrder { field: IssueOrderField! direction: OrderDirection! }

type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }

type GitActor { name: String email: String date: GitTimestamp }
type StatusCheckRollup implements Node { id: ID! state: StatusState! }

type TreeEntry { name: String! type: String! mode: Int! oid: GitObjectID! path: String size: Int! object: GitObject }
type Tree implements GitObject & Node { id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI! entries: [TreeEntry!] }
type Blob implements GitObject & Node {
  id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI!
  text: String isBinary: Boolean isTruncated: Boolean! byteSize: Int!
}
type Tag implements GitObject & Node { id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI! name: String! }
type CommitConnection { nodes: [Commit] totalCount: Int! pageInfo: PageInfo! }
type Commit implements GitObject & Node {
  id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI! url: URI!
  message: String! messageHeadline: String! messageBody: String!
  committedDate: DateTime! authoredDate: DateTime!
  author: GitActor committer: GitActor
  tree: Tree! parents(first: Int, last: Int): CommitConnection!
  statusCheckRollup: StatusCheckRollup
}

type Ref implements Node { id: ID! name: String! prefix: String! target: GitObject }
type RefConnection { nodes: [Ref] totalCount: Int! pageInfo: PageInfo! }

type PullRequestCommit implements Node { id: ID! commit: Commit! }
type PullRequestCommitConnection { nodes: [PullRequestCommit] totalCount: Int! pageInfo: PageInfo! }
type PullRequestChangedFile { path: String! additions: Int! deletions: Int! }
type PullRequestChangedFileConnection { nodes: [PullRequestChangedFile] totalCount: Int! pageInfo: PageInfo! }
type PullRequestReview implements Node { id: ID! author: Actor state: PullRequestReviewState! body: String! submittedAt: DateTime }
type PullRequestReviewConnection { nodes: [PullRequestReview] totalCount: Int! pageInfo: PageInfo! }
type PullRequest implements Node {
  id: ID! databaseId: Int number: Int! title: String! body: String! url: URI!
  state: PullRequestState! isDraft: Boolean! merged: Boolean! mergedAt: DateTime closed: Boolean! closedAt: DateTime
  createdAt: DateTime! updatedAt: DateTime!
  author: Actor mergedBy: Actor mergeCommit: Commit mergeable: MergeableState!
  headRefName: String! headRefOid: GitObjectID! headRef: Ref baseRefName: String! baseRefOid: GitObjectID!
  isCrossRepository: Boolean! reviewDecision: PullRequestReviewDecision
  commits(first: Int, last: Int, after: String): PullRequestCommitConnection!
  files(first: Int, last: Int, after: String): PullRequestChangedFileConnection
  reviews(first: Int, last: Int, after: String): PullRequestReviewConnection
  statusCheckRollup: StatusCheckRollup
}
type PullRequestConnection { nodes: [PullRequest] totalCount: Int! pageInfo: PageInfo! }

type IssueComment implements Node { id: ID! databaseId: Int body: String! author: Actor createdAt: DateTime! updatedAt: DateTime! url: URI! }
type IssueCommentConnection { nodes: [IssueComment] totalCount: Int! pageInfo: PageInfo! }
type Issue implements Node {
  id: ID! databaseId: Int number: Int! title: String! body: String! state: IssueState! url: URI!
  createdAt: DateTime! updatedAt: DateTime! closed: Boolean! author: Actor
  comments(first: Int, last: Int, after: String): IssueCommentConnection!
}

type Repository implements Node {
  id: ID! databaseId: Int name: String! nameWithOwner: String! isPrivate: Boolean! url: URI!
  defaultBranchRef: Ref
  ref(qualifiedName: String!): Ref
  refs(refPrefix: String!, first: Int, last: Int, after: String): RefConnection
  object(oid: GitObjectID, expression: String): GitObject
  pullRequest(number: Int!): PullRequest
  pullRequests(states: [PullRequestState!], headRefName: String, baseRefName: String, orderBy: IssueOrder, first: Int, last: Int, after: String, before: String): PullRequestConnection!
  issue(number: Int!): Issue
}

type RateLimit { cost: Int! limit: Int! remaining: Int! used: Int! resetAt: DateTime! nodeCount: Int! }

type Query implements Node {
  id: ID!
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  viewer: User!
  node(id: ID!): Node
  rateLimit(dryRun: Boolean = false): RateLimit
}
`;

const MUTATIONS = `
input CommittableBranch { id: ID repositoryNameWithOwner: String branchName: String }
input CommitMessage { headline: String! body: String }
input FileAddition { path: String! contents: Base64String! }
input FileDeletion { path: String! }
input FileChanges { additions: [FileAddition!] = [] deletions: [FileDeletion!] = [] }
input CreateCommitOnBranchInput {
  clientMutationId: String
  branch: CommittableBranch!
  expectedHeadOid: GitObjectID!
  message: CommitMessage!
  fileChanges: FileChanges
}
type CreateCommitOnBranchPayload { clientMutationId: String commit: Commit ref: Ref }

input MarkPullRequestReadyForReviewInput { clientMutationId: String pullRequestId: ID! }
type MarkPullRequestReadyForReviewPayload { clientMutationId: String pullRequest: PullRequest }
input ConvertPullRequestToDraftInput { clientMutationId: String pullRequestId: ID! }
type ConvertPullRequestToDraftPayload { clientMutationId: String pullRequest: PullRequest }

type Mutation {
  createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
  convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
}
`;

export const SCHEMA = buildSchema(TYPES + MUTATIONS);
