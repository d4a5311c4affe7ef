/**
 * Answers that GitHub describes and the embedded GitHub never gives by itself. Exact: the tests fail
 * for an answer that is neither given nor listed, and for an entry that is given after all.
 */
export interface NeverAnswered {
  readonly status: number;
  /** Of all operations that describe the status, when absent. */
  readonly operations?: readonly string[];
  readonly reason: string;
}

const REPO = "/repos/{owner}/{repo}";

export const NEVER_ANSWERED: readonly NeverAnswered[] = [
  { status: 301, reason: "Repositories are never renamed and issues never moved." },
  { status: 302, operations: [`GET ${REPO}/contents/{path}`], reason: "No file is stored elsewhere." },
  {
    status: 400,
    operations: [`GET ${REPO}/commits`],
    reason: "The request has no body that could be unreadable.",
  },
  {
    status: 403,
    operations: ["POST /app/installations/{installation_id}/access_tokens"],
    reason: "Installations are never suspended.",
  },
  { status: 404, operations: ["GET /rate_limit"], reason: "Rate limits are always on." },
  { status: 406, reason: "Diffs and patches are not served." },
  {
    status: 409,
    operations: [
      `DELETE ${REPO}/git/refs/{ref}`,
      `GET ${REPO}/commits`,
      `GET ${REPO}/commits/{ref}`,
      `GET ${REPO}/git/blobs/{file_sha}`,
      `GET ${REPO}/git/commits/{commit_sha}`,
      `GET ${REPO}/git/matching-refs/{ref}`,
      `GET ${REPO}/git/ref/{ref}`,
      `GET ${REPO}/git/trees/{tree_sha}`,
      `PATCH ${REPO}/git/refs/{ref}`,
      `POST ${REPO}/git/blobs`,
      `POST ${REPO}/git/commits`,
      `POST ${REPO}/git/refs`,
      `POST ${REPO}/git/trees`,
    ],
    reason: "No repository is ever empty.",
  },
  {
    status: 410,
    operations: [
      `GET ${REPO}/issues/{issue_number}`,
      `GET ${REPO}/issues/{issue_number}/comments`,
      `GET ${REPO}/issues/{issue_number}/reactions`,
      `PATCH ${REPO}/issues/{issue_number}`,
      `POST ${REPO}/issues`,
      `POST ${REPO}/issues/{issue_number}/comments`,
    ],
    reason: "Issues are never deleted and never switched off.",
  },
  {
    status: 422,
    operations: [
      `GET ${REPO}/git/trees/{tree_sha}`,
      `GET ${REPO}/issues`,
      `GET ${REPO}/issues/comments`,
      `GET ${REPO}/pulls`,
      `GET ${REPO}/pulls/{pull_number}/files`,
    ],
    reason: "A query that is off is not refused; whoever checks the contract hears of it.",
  },
  { status: 500, reason: "Only as a fault on demand." },
  { status: 503, reason: "Only as a fault on demand." },
];
