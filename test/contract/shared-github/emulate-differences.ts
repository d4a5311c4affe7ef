/**
 * Where `emulate` (the package, as pinned) answers otherwise than GitHub, and so otherwise than the
 * embedded GitHub. Exact: the tests fail for a difference that is not here, and for one that is gone.
 */
export interface EmulateDifference {
  /** Name of the case. */
  readonly case: string;
  readonly theirs: unknown;
  /** Why GitHub does what the case says. */
  readonly why: string;
}

export const EMULATE_DIFFERENCES: readonly EmulateDifference[] = [
  {
    case: "an app's token for more than ten minutes is refused",
    theirs: 200,
    why: "GitHub's documentation of app tokens: the end may be at most ten minutes away.",
  },
  {
    case: "a token that nobody has is refused",
    theirs: "200",
    why: "GitHub's documentation of errors: bad credentials are 401. Here an unknown token is the first user's.",
  },
  {
    case: "an installation token has the permissions that were asked for, and an hour",
    theirs: [201, true, { issues: "write" }, true],
    why: "Every installation token may read metadata, and its answer says so.",
  },
  {
    case: "an installation token is nobody's own account",
    theirs: 404,
    why: "The description has 401 and 403 for this request, and no 404.",
  },
  {
    case: "a private repository does not exist for strangers and for nobody",
    theirs: ["403 Forbidden", "401 Requires authentication"],
    why: "GitHub's documentation of errors: 404, so that nobody learns that it exists.",
  },
  {
    case: "what people may do is told with GitHub's words",
    theirs: ["admin", "pull", 404, 404],
    why: "The documentation of the request: admin, write, read or none; `pull` is a word of other requests.",
  },
  {
    case: "a token with pull requests comments on them, but not on issues",
    theirs: [201, 201],
    why: "The published table of permissions has both for this request, since both kinds have comments: each counts for its own kind.",
  },
  {
    case: "a refusal of an app's token says so in GitHub's words",
    theirs: "403 Forbidden",
    why: "Programs tell a missing permission by these words, GitHub's own command line among them.",
  },
  {
    case: "who may read comments, but does not edit what others wrote",
    theirs: [201, 200],
    why: "GitHub's documentation of roles: others' comments are edited with write access.",
  },
  {
    case: "files and branches that are not there are not found",
    theirs: [404, 404, "404 Not Found"],
    why: "The message is GitHub's own.",
  },
  {
    case: "a blob that is not there is not found, and no name is refused",
    theirs: [404, 404],
    why: "The description has 422 for this request; a name that cannot be one is no missing thing.",
  },
  {
    case: "a commit has its message, tree, parents and the app as its author",
    theirs: ["Add plum.txt", true, "gardener"],
    why: "Commits of an app are its bot's, whose name ends in [bot].",
  },
  {
    case: "a ref only goes forward unless it is forced",
    theirs: [200, "422 Update is not a fast-forward", 200],
    why: "The message is GitHub's own, without the hyphen.",
  },
  {
    case: "a ref that is not there is neither moved nor removed nor found",
    theirs: ["404 Not Found", "404 Not Found", 404],
    why: "The description has 409 and 422 for changing a ref, and no 404.",
  },
  {
    case: "an answer that is known already costs nothing",
    theirs: 200,
    why: "GitHub's documentation of good practice: a known ETag is answered with 304.",
  },
  {
    case: "a comment of an app is the app's bot's, and says by which app",
    theirs: [201, "gardener[bot]", "Bot", undefined],
    why: "The description's `performed_via_github_app` is what tells an app's comment from a bot account's.",
  },
  {
    case: "a comment may have 65,536 characters, not 300,000, and none is too few",
    theirs: [201, 201, 422],
    why: "GitHub refuses long bodies with 422; the exact limit was seen at 65,536 and at 262,144.",
  },
  {
    case: "comments of the whole repository are listed, the newest first when asked",
    theirs: [undefined, 404],
    why: "The description has the request; here `comments` is taken for an issue's number.",
  },
  {
    case: "a pull request tells its head, base, size and that it is no draft",
    theirs: [201, "open", false, "size", true, "main", 2, 0, 0],
    why: "The description: commits between base and head, and their lines; here the base's own commit counts, and no lines.",
  },
  {
    case: "a pull request of the same branch, of none, and of nothing new is refused",
    theirs: [201, 201, 201],
    why: "The description has 422 for these, and GitHub gives it for each.",
  },
  {
    case: "files and commits of a pull request are told",
    theirs: [[], ["Initial commit", "Add told.txt"]],
    why: "The description: files and commits of the pull request, not of its base.",
  },
  {
    case: "a pull request is an issue too, and says so",
    theirs: [404, false, 201],
    why: "GitHub's documentation of issues: every pull request is one, and carries `pull_request`.",
  },
  {
    case: "a pull request is merged once, into the base, and says by whom",
    theirs: [200, true, true, "closed", true, "gardener[bot]", 200, 422],
    why: "The description: 405 where a merge cannot be done.",
  },
  {
    case: "a pull request whose head is not the expected one is not merged",
    theirs: 422,
    why: "The description: 409 where the head is another.",
  },
  {
    case: "a draft is not merged",
    theirs: [true, 422],
    why: "The description: 405 where a merge cannot be done.",
  },
  {
    case: "a pull request that conflicts with its base is not mergeable and not merged",
    theirs: [201, true, "clean", 200],
    why: "Git merges nothing that conflicts. Here the second file simply replaces the first.",
  },
  {
    case: "a review is given by others than the author, in capital letters",
    theirs: [201, "APPROVED", "maria", true, 201],
    why: "The description: 200; and nobody approves their own pull request.",
  },
  {
    case: "a review is asked of who can see the repository, not of the author and not of nobody",
    theirs: [200, ["maria"], 422],
    why: "The description: 201.",
  },
  {
    case: "a new branch is told as a push that created it",
    theirs: [undefined, undefined, undefined],
    why: "GitHub's documentation of webhooks: a push that creates a branch is a push.",
  },
];

/** Its answers that do not have the form GitHub describes: fields or headers that are missing or unknown, addresses that are none. */
export const EMULATE_FORMS: readonly string[] = [
  "GET /app 200",
  "GET /app/installations 200",
  "GET /app/installations/{installation_id} 200",
  "GET /rate_limit 200",
  "GET /repos/{owner}/{repo} 200",
  "GET /repos/{owner}/{repo}/branches/{branch} 200",
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission 200",
  "GET /repos/{owner}/{repo}/commits 200",
  "GET /repos/{owner}/{repo}/commits/{ref} 200",
  "GET /repos/{owner}/{repo}/compare/{basehead} 200",
  "GET /repos/{owner}/{repo}/contents/{path} 200",
  "GET /repos/{owner}/{repo}/installation 200",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id} 200",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments 200",
  "GET /repos/{owner}/{repo}/pulls 200",
  "GET /repos/{owner}/{repo}/pulls/{pull_number} 200",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits 200",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id} 200",
  "PATCH /repos/{owner}/{repo}/issues/{issue_number} 200",
  "PATCH /repos/{owner}/{repo}/pulls/{pull_number} 200",
  "POST /app/installations/{installation_id}/access_tokens 422",
  "POST /repos/{owner}/{repo}/git/blobs 201",
  "POST /repos/{owner}/{repo}/git/commits 201",
  "POST /repos/{owner}/{repo}/git/refs 201",
  "POST /repos/{owner}/{repo}/git/trees 201",
  "POST /repos/{owner}/{repo}/issues 201",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments 201",
  "POST /repos/{owner}/{repo}/pulls 201",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers 200",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews 201",
];
