import type { Commit, TreeEntry } from "../git/git-object.ts";
import { entryType } from "../git/git-object.ts";
import type { FileChange } from "../git/history.ts";
import type { Account } from "../world/identity/account.ts";
import { nodeId } from "../world/ids.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { repositoryPage, repositoryUrl } from "./repository-shape.ts";
import type {
  CommitSchema,
  DiffEntry,
  GitCommitSchema,
  GitTreeSchema,
  VerificationSchema,
} from "./schema.ts";
import { userShape } from "./user-shape.ts";

function verification(repository: Repository, commit: Commit): VerificationSchema {
  const verified = repository.verified.has(commit.sha);
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature: verified ? "-----BEGIN PGP SIGNATURE-----\n\nembedded\n-----END PGP SIGNATURE-----\n" : null,
    payload: verified ? `tree ${commit.tree}` : null,
    verified_at: verified ? commit.committer.date : null,
  };
}

/** `GET /git/commits/{sha}`: the object itself. */
export function gitCommitShape(world: World, repository: Repository, commit: Commit): GitCommitSchema {
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: verification(repository, commit),
  };
}

/** `GET /commits/{ref}`: with the accounts behind author and committer. */
export function commitShape(world: World, repository: Repository, commit: Commit): CommitSchema {
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(repository, commit),
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: accountShape(world, commit.author.email),
    committer: accountShape(world, commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

function accountShape(world: World, email: string): ReturnType<typeof userShape> | null {
  const account = accountBehind(world, email);
  return account ? userShape(world, account) : null;
}

/** Private addresses of the form `id+login@users.noreply.github.com` name their account. */
function accountBehind(world: World, email: string): Account | undefined {
  const login = /^\d+\+([^@]+)@users\.noreply\.github\.com$/u.exec(email)?.[1];
  return login === undefined ? undefined : world.accounts.find(login);
}

export function fileShape(
  world: World,
  repository: Repository,
  { change, commit }: { readonly change: FileChange; readonly commit: string },
): DiffEntry {
  const path = change.path.split("/").map(encodeURIComponent).join("/");
  const page = repositoryPage(world, repository);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${page}/blob/${commit}/${path}`,
    raw_url: `${page}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${commit}`,
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  };
}

export function treeEntryShape(
  url: string,
  entry: TreeEntry & { readonly path: string; readonly sizeBytes?: number | undefined },
): GitTreeSchema["tree"][number] {
  const type = entryType(entry.mode);
  return {
    path: entry.path,
    mode: entry.mode,
    type,
    sha: entry.sha,
    ...(entry.sizeBytes === undefined ? {} : { size: entry.sizeBytes }),
    ...(type === "commit" ? {} : { url: `${url}/git/${type}s/${entry.sha}` }),
  };
}
