import { isoSeconds } from "../git/git-object.ts";
import { reaches } from "../world/identity/account.ts";
import { accessLevel } from "../world/identity/access.ts";
import type { Credential } from "../world/identity/credentials.ts";
import { nodeId } from "../world/ids.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import type { FullRepository, MinimalRepository, RepositoryPermissions, RepositorySchema } from "./schema.ts";
import { userShape } from "./user-shape.ts";

/** Addresses below a repository: the same in every shape. */
const BELOW = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
} as const;

type Addresses = Record<keyof typeof BELOW, string>;

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.urls.api}/repos/${repository.fullName}`;
}

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.urls.html}/${repository.fullName}`;
}

function addresses(url: string): Addresses {
  const below: Addresses = { ...BELOW };
  for (const name of Object.keys(BELOW) satisfies string[]) {
    if (isAddress(name)) below[name] = url + BELOW[name];
  }
  return below;
}

function isAddress(name: string): name is keyof typeof BELOW {
  return name in BELOW;
}

export function minimalRepositoryShape(world: World, repository: Repository): MinimalRepository {
  const url = repositoryUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: repository.fullName,
    owner: userShape(world, repository.owner),
    private: repository.isPrivate,
    html_url: repositoryPage(world, repository),
    description: null,
    fork: false,
    url,
    ...addresses(url),
  };
}

const COUNTS = {
  forks_count: 0,
  stargazers_count: 0,
  watchers_count: 0,
  forks: 0,
  watchers: 0,
} as const;

const FEATURES = {
  has_issues: true,
  has_projects: false,
  has_downloads: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  archived: false,
  disabled: false,
  is_template: false,
  allow_forking: true,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: false,
  allow_auto_merge: false,
  delete_branch_on_merge: false,
  web_commit_signoff_required: false,
} as const;

/** As lists and other things carry it. */
export function repositoryShape(world: World, repository: Repository): RepositorySchema {
  const { owner, fullName } = repository;
  const openIssues = world.issues.list(repository).filter((issue) => issue.state === "open").length;
  const visibility = repository.isPrivate ? "private" : "public";
  return {
    ...minimalRepositoryShape(world, repository),
    owner: userShape(world, owner),
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `${world.urls.html}/${fullName}.git`,
    svn_url: `${world.urls.html}/${fullName}`,
    mirror_url: null,
    homepage: null,
    language: null,
    ...COUNTS,
    ...FEATURES,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: openIssues,
    open_issues: openIssues,
    topics: [],
    visibility,
    license: null,
    pushed_at: isoSeconds(repository.pushedAt),
    created_at: isoSeconds(repository.createdAt),
    updated_at: isoSeconds(repository.pushedAt),
  };
}

/** As it is answered when somebody asks for it alone. */
export function fullRepositoryShape(world: World, repository: Repository): FullRepository {
  const shape = webhookRepositoryShape(world, repository);
  return { ...shape, network_count: 0, subscribers_count: 0 };
}

export function webhookRepositoryShape(
  world: World,
  repository: Repository,
): Omit<FullRepository, "network_count" | "subscribers_count"> {
  return { ...repositoryShape(world, repository), custom_properties: {} };
}

/** What `permissions` of a repository says to the asker. */
export function permissionsShape(credential: Credential, repository: Repository): RepositoryPermissions {
  const key = credential.kind === "user" ? "metadata" : "contents";
  const level = accessLevel(credential, repository, key);
  const mayWrite = reaches(level, "write");
  return {
    admin: credential.kind === "user" && level === "admin",
    maintain: credential.kind === "user" && level === "admin",
    push: mayWrite,
    triage: mayWrite,
    pull: reaches(level, "read"),
  };
}
