/** What GitHub sends about a push. */
import { type Commit, ZERO_SHA } from "../git/git-object.ts";
import { diffFiles, isAncestor, listCommits } from "../git/history.ts";
import { repositoryPage, webhookRepositoryShape } from "../shapes/repository-shape.ts";
import type { WorldEvent } from "../world/events.ts";
import { emailOf } from "../world/identity/account.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";

type PushEvent = Extract<WorldEvent, { kind: "push" }>;

/** GitHub lists at most so many commits of a push here. */
const MAX_COMMITS = 20;

export async function pushPayload(
  world: World,
  { repository, update, actor }: PushEvent,
): Promise<Readonly<Record<string, unknown>>> {
  const { ref, before, after } = update;
  const shape = pushedRepository(world, repository);
  const page = repositoryPage(world, repository);
  const isCreated = before === ZERO_SHA;
  const isDeleted = after === ZERO_SHA;
  const without = isCreated ? await repository.git.resolve(`refs/heads/${repository.defaultBranch}`) : before;
  const query = { from: after, limit: MAX_COMMITS, ...(without === undefined ? {} : { without }) };
  const commits = isDeleted ? [] : [...(await listCommits(repository.git, query))].reverse();
  const shapes: unknown[] = [];
  for (const commit of commits) shapes.push(await pushedCommit(world, repository, commit));
  return {
    ref,
    before,
    after,
    created: isCreated,
    deleted: isDeleted,
    forced: !isCreated && !isDeleted && !(await isAncestor(repository.git, before, after)),
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: shapes,
    head_commit: shapes.at(-1) ?? null,
    repository: shape,
    pusher: { name: actor.account.login, email: emailOf(actor.account) },
  };
}

async function pushedCommit(world: World, repository: Repository, commit: Commit): Promise<unknown> {
  const [parent] = commit.parents;
  const files = parent === undefined ? [] : await diffFiles(repository.git, parent, commit.sha);
  const added = files.filter((file) => file.status === "added" || file.status === "renamed");
  const removed = files.filter((file) => file.status === "removed");
  const modified = files.filter((file) => file.status === "modified" || file.status === "changed");
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    added: added.map((file) => file.path),
    removed: removed.map((file) => file.path),
    modified: modified.map((file) => file.path),
  };
}

/** As only pushes show it: times in seconds, and names from the days before organisations. */
function pushedRepository(world: World, repository: Repository): unknown {
  const shape = webhookRepositoryShape(world, repository);
  const { owner } = repository;
  return {
    ...shape,
    owner: {
      ...shape.owner,
      name: owner.login,
      email: owner.type === "Organization" ? null : emailOf(owner),
    },
    created_at: seconds(repository.createdAt),
    pushed_at: seconds(repository.pushedAt),
    stargazers: shape.stargazers_count,
    master_branch: repository.defaultBranch,
  };
}

function seconds(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}
