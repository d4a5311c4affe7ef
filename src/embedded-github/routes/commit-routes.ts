import { countCommits, diffFiles, lineCounts, listCommits, mergeBase } from "../git/history.ts";
import { type Answer, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route } from "../http/route.ts";
import { commitShape, fileShape } from "../shapes/commit-shape.ts";
import type { ComparisonSchema } from "../shapes/schema.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository-shape.ts";
import { notFound, Refusal } from "../world/refusal.ts";

const BASE = "/repos/{owner}/{repo}";
/** Files a commit or comparison lists at most. */
const MAX_FILES = 300;
const MAX_COMPARED_COMMITS = 250;
/** The tree without anything in it; git knows it everywhere. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export const COMMIT_ROUTES: readonly Route[] = [
  { method: "GET", path: `${BASE}/commits`, guard: reading("contents"), answer: list },
  { method: "GET", path: `${BASE}/commits/{+ref}`, guard: reading("contents"), answer: readOne },
  { method: "GET", path: `${BASE}/compare/{+basehead}`, guard: reading("contents"), answer: compare },
];

async function list(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const from = await repository.git.resolveCommit(request.query("sha") ?? repository.defaultBranch);
  if (from === undefined) throw notFound();
  const perPage = Math.min(Number(request.query("per_page") ?? 30) || 30, 100);
  const page = Math.max(Number(request.query("page") ?? 1) || 1, 1);
  const path = request.query("path");
  const commits = await listCommits(repository.git, {
    from,
    skip: (page - 1) * perPage,
    limit: perPage + 1,
    ...(path === undefined ? {} : { path }),
  });
  const shapes = commits.slice(0, perPage).map((commit) => commitShape(world, repository, commit));
  if (commits.length <= perPage) return ok(shapes);
  const next = new URL(request.url);
  next.searchParams.set("page", String(page + 1));
  const link = `<${world.urls.api}${next.pathname}${next.search}>; rel="next"`;
  return { ...ok(shapes), headers: { link } };
}

async function readOne(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const sha = await repository.git.resolveCommit(request.param("ref"));
  const commit = sha === undefined ? undefined : await repository.git.readCommit(sha);
  if (!commit) throw new Refusal("invalid", `No commit found for SHA: ${request.param("ref")}`);
  const before = commit.parents[0] ?? (await emptyTree(request));
  const files = await diffFiles(repository.git, before, commit.sha);
  return ok({
    ...commitShape(world, repository, commit),
    stats: lineCounts(files),
    files: files
      .slice(0, MAX_FILES)
      .map((change) => fileShape(world, repository, { change, commit: commit.sha })),
  });
}

async function emptyTree(request: ApiRequest): Promise<string> {
  await request.repository.git.writeTree([]);
  return EMPTY_TREE;
}

async function compare(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const [baseName = "", headName = ""] = request.param("basehead").split(/\.{2,3}/u);
  const base = await resolveSide(request, baseName);
  const head = await resolveSide(request, headName);
  const merge = await mergeBase(repository.git, base, head);
  if (merge === undefined)
    throw new Refusal("notFound", `No common ancestor between ${baseName} and ${headName}.`);
  const ahead = await countCommits(repository.git, head, base);
  const behind = await countCommits(repository.git, base, head);
  const query = { from: head, without: base, limit: MAX_COMPARED_COMMITS };
  const commits = [...(await listCommits(repository.git, query))].reverse();
  const files = await diffFiles(repository.git, merge, head);
  const page = `${repositoryPage(world, repository)}/compare/${baseName}...${headName}`;
  const body: ComparisonSchema = {
    url: `${repositoryUrl(world, repository)}/compare/${baseName}...${headName}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: await shapeOf(request, base),
    merge_base_commit: await shapeOf(request, merge),
    status: comparisonStatus(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => commitShape(world, repository, commit)),
    files: files.slice(0, MAX_FILES).map((change) => fileShape(world, repository, { change, commit: head })),
  };
  return ok(body);
}

async function resolveSide(request: ApiRequest, name: string): Promise<string> {
  const owner = `${request.repository.owner.login}:`;
  const sha = await request.repository.git.resolveCommit(
    name.startsWith(owner) ? name.slice(owner.length) : name,
  );
  if (sha === undefined) throw notFound();
  return sha;
}

async function shapeOf(request: ApiRequest, sha: string): Promise<ReturnType<typeof commitShape>> {
  const commit = await request.repository.git.readCommit(sha);
  if (!commit) throw new Error(`bug: commit ${sha} vanished`);
  return commitShape(request.world, request.repository, commit);
}

function comparisonStatus(ahead: number, behind: number): "identical" | "ahead" | "behind" | "diverged" {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
  return behind > 0 ? "behind" : "identical";
}
