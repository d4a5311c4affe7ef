/**
 * The permissions that GitHub's own table names for each operation ("Permissions required for GitHub
 * Apps", version 2022-11-28); where several stand there, each is enough for its own kind of thing.
 */
const REPO = "/repos/{owner}/{repo}";
const ACTIONS = `${REPO}/actions`;
const GIT = `${REPO}/git`;
const ISSUES = `${REPO}/issues`;
const PULLS = `${REPO}/pulls`;
const COMMENTS = ["issues", "pull_requests"];

type Level = "read" | "write";

function each(level: Level, keys: readonly string[], operations: readonly string[]): [string, string[]][] {
  return operations.map((name) => [name, keys.map((key) => `${key}: ${level}`)]);
}

export const NEEDED_PERMISSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...each("read", ["metadata"], [`GET ${REPO}`, `GET ${REPO}/collaborators/{username}/permission`]),
  ...each(
    "read",
    ["contents"],
    [
      `GET ${REPO}/branches`,
      `GET ${REPO}/branches/{branch}`,
      `GET ${REPO}/commits`,
      `GET ${REPO}/commits/{ref}`,
      `GET ${REPO}/compare/{basehead}`,
      `GET ${REPO}/contents/{path}`,
      `GET ${GIT}/blobs/{file_sha}`,
      `GET ${GIT}/commits/{commit_sha}`,
      `GET ${GIT}/matching-refs/{ref}`,
      `GET ${GIT}/ref/{ref}`,
      `GET ${GIT}/trees/{tree_sha}`,
    ],
  ),
  ...each(
    "write",
    ["contents"],
    [
      `POST ${GIT}/blobs`,
      `POST ${GIT}/commits`,
      `POST ${GIT}/refs`,
      `PATCH ${GIT}/refs/{ref}`,
      `DELETE ${GIT}/refs/{ref}`,
      `POST ${GIT}/trees`,
      `PUT ${PULLS}/{pull_number}/merge`,
    ],
  ),
  ...each(
    "read",
    ["issues"],
    [
      `GET ${ISSUES}`,
      `GET ${ISSUES}/{issue_number}`,
      `GET ${ISSUES}/{issue_number}/reactions`,
      `GET ${ISSUES}/comments/{comment_id}/reactions`,
    ],
  ),
  ...each(
    "write",
    ["issues"],
    [
      `POST ${ISSUES}`,
      `POST ${ISSUES}/{issue_number}/reactions`,
      `POST ${ISSUES}/comments/{comment_id}/reactions`,
    ],
  ),
  ...each("read", COMMENTS, [
    `GET ${ISSUES}/comments`,
    `GET ${ISSUES}/comments/{comment_id}`,
    `GET ${ISSUES}/{issue_number}/comments`,
  ]),
  ...each("write", COMMENTS, [
    `PATCH ${ISSUES}/{issue_number}`,
    `POST ${ISSUES}/{issue_number}/comments`,
    `PATCH ${ISSUES}/comments/{comment_id}`,
    `DELETE ${ISSUES}/comments/{comment_id}`,
  ]),
  ...each(
    "read",
    ["pull_requests"],
    [
      `GET ${PULLS}`,
      `GET ${PULLS}/{pull_number}`,
      `GET ${PULLS}/{pull_number}/commits`,
      `GET ${PULLS}/{pull_number}/files`,
      `GET ${PULLS}/{pull_number}/reviews`,
    ],
  ),
  ...each(
    "write",
    ["pull_requests"],
    [
      `POST ${PULLS}`,
      `PATCH ${PULLS}/{pull_number}`,
      `POST ${PULLS}/{pull_number}/reviews`,
      `POST ${PULLS}/{pull_number}/requested_reviewers`,
    ],
  ),
  ...each(
    "read",
    ["actions"],
    [
      `GET ${ACTIONS}/artifacts/{artifact_id}`,
      `GET ${ACTIONS}/artifacts/{artifact_id}/{archive_format}`,
      `GET ${ACTIONS}/jobs/{job_id}`,
      `GET ${ACTIONS}/jobs/{job_id}/logs`,
      `GET ${ACTIONS}/runs`,
      `GET ${ACTIONS}/runs/{run_id}`,
      `GET ${ACTIONS}/runs/{run_id}/artifacts`,
      `GET ${ACTIONS}/runs/{run_id}/jobs`,
      `GET ${ACTIONS}/workflows`,
      `GET ${ACTIONS}/workflows/{workflow_id}`,
      `GET ${ACTIONS}/workflows/{workflow_id}/runs`,
    ],
  ),
  ...each(
    "write",
    ["actions"],
    [
      `DELETE ${ACTIONS}/artifacts/{artifact_id}`,
      `POST ${ACTIONS}/runs/{run_id}/cancel`,
      `POST ${ACTIONS}/workflows/{workflow_id}/dispatches`,
    ],
  ),
]);
