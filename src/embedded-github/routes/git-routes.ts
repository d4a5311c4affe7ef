/** The Git Data API: objects and refs, one at a time. */
import { z } from "zod";
import { editTree, isUnsafePath, type TreeChange } from "../git/edit-tree.ts";
import { fileMode, isoSeconds, type Signature } from "../git/git-object.ts";
import { type Answer, createdAt, noContent, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route, writing } from "../http/route.ts";
import { gitCommitShape, treeEntryShape } from "../shapes/commit-shape.ts";
import { repositoryUrl } from "../shapes/repository-shape.ts";
import type { BlobSchema, GitRefSchema, GitTreeSchema } from "../shapes/schema.ts";
import { nodeId } from "../world/ids.ts";
import { notFound, Refusal } from "../world/refusal.ts";

const BASE = "/repos/{owner}/{repo}/git";
/** GitHub cuts a recursive listing here and says so. */
const MAX_TREE_ENTRIES = 100_000;

const BlobOrder = z.object({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).default("utf-8") });

const TreeOrder = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(["100644", "100755", "040000", "160000", "120000"]).default("100644"),
      type: z.string().optional(),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
});

const Person = z.object({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
});

const PartialPerson = Person.partial();

const CommitOrder = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: PartialPerson.optional(),
});

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const RefUpdateOrder = z.object({ sha: z.string(), force: z.boolean().default(false) });

export const GIT_ROUTES: readonly Route[] = [
  { method: "GET", path: `${BASE}/trees/{+tree_sha}`, guard: reading("contents"), answer: readTree },
  { method: "POST", path: `${BASE}/trees`, guard: writing("contents"), answer: createTree },
  { method: "GET", path: `${BASE}/blobs/{file_sha}`, guard: reading("contents"), answer: readBlob },
  { method: "POST", path: `${BASE}/blobs`, guard: writing("contents"), answer: createBlob },
  { method: "GET", path: `${BASE}/commits/{commit_sha}`, guard: reading("contents"), answer: readCommit },
  { method: "POST", path: `${BASE}/commits`, guard: writing("contents"), answer: createCommit },
  { method: "GET", path: `${BASE}/ref/{+ref}`, guard: reading("contents"), answer: readRef },
  { method: "GET", path: `${BASE}/matching-refs/{+ref}`, guard: reading("contents"), answer: listRefs },
  { method: "POST", path: `${BASE}/refs`, guard: writing("contents"), answer: createRef },
  { method: "PATCH", path: `${BASE}/refs/{+ref}`, guard: writing("contents"), answer: updateRef },
  { method: "DELETE", path: `${BASE}/refs/{+ref}`, guard: writing("contents"), answer: deleteRef },
];

async function readTree(request: ApiRequest): Promise<Answer> {
  const { repository } = request;
  const name = request.param("tree_sha");
  const tree = (await repository.git.resolve(`${name}^{tree}`)) ?? (await treeOfRef(request, name));
  if (tree === undefined) throw notFound();
  const url = repositoryUrl(request.world, repository);
  const listed =
    request.query("recursive") === undefined
      ? await topLevel(request, tree)
      : await repository.git.listTree(tree);
  const body: GitTreeSchema = {
    sha: tree,
    url: `${url}/git/trees/${tree}`,
    tree: listed.slice(0, MAX_TREE_ENTRIES).map((entry) => treeEntryShape(url, entry)),
    truncated: listed.length > MAX_TREE_ENTRIES,
  };
  return ok(body);
}

async function treeOfRef(request: ApiRequest, name: string): Promise<string | undefined> {
  const commit = await request.repository.git.resolveCommit(name);
  return commit === undefined ? undefined : request.repository.git.resolve(`${commit}^{tree}`);
}

async function topLevel(
  request: ApiRequest,
  tree: string,
): ReturnType<typeof request.repository.git.listTree> {
  const all = await request.repository.git.listTree(tree);
  return all.filter((entry) => !entry.path.includes("/"));
}

async function createTree(request: ApiRequest): Promise<Answer> {
  const { repository } = request;
  const order = request.body(TreeOrder);
  const base =
    order.base_tree === undefined ? undefined : await repository.git.resolve(`${order.base_tree}^{tree}`);
  if (order.base_tree !== undefined && base === undefined)
    throw new Refusal("invalid", "base_tree is not a valid tree oid");
  const changes = new Map<string, TreeChange>();
  for (const entry of order.tree) {
    if (isUnsafePath(entry.path))
      throw new Refusal("invalid", `tree.path contains a malformed path component: ${entry.path}`);
    changes.set(entry.path, await treeChange(request, entry));
  }
  const edited = await editTree(repository.git, base, changes);
  if (edited.kind === "missing") throw new Refusal("invalid", "GitRPC::BadObjectState");
  const url = repositoryUrl(request.world, repository);
  const listed = await topLevel(request, edited.tree);
  return createdAt({
    sha: edited.tree,
    url: `${url}/git/trees/${edited.tree}`,
    tree: listed.map((entry) => treeEntryShape(url, entry)),
    truncated: false,
  });
}

async function treeChange(
  request: ApiRequest,
  entry: z.infer<typeof TreeOrder>["tree"][number],
): Promise<TreeChange> {
  const { git } = request.repository;
  const mode = fileMode(entry.mode) ?? "100644";
  if (entry.content !== undefined) return { mode, sha: await git.writeBlob(Buffer.from(entry.content)) };
  if (entry.sha === null || entry.sha === undefined) return null;
  const isThere =
    mode === "160000" || (/^[0-9a-f]{40}$/u.test(entry.sha) && (await git.resolve(entry.sha)) !== undefined);
  if (!isThere) throw new Refusal("invalid", `tree.sha ${entry.sha} is not a valid ${entry.type ?? "blob"}`);
  return { mode, sha: entry.sha };
}

async function readBlob(request: ApiRequest): Promise<Answer> {
  const sha = request.param("file_sha");
  if (!/^[0-9a-f]{40}$/u.test(sha)) {
    throw new Refusal(
      "invalid",
      "The sha parameter must be exactly 40 characters and contain only [0-9a-f].",
    );
  }
  const object = await request.repository.git.read(sha);
  if (object?.type !== "blob") throw notFound();
  const body: BlobSchema = {
    sha,
    node_id: nodeId("B", sha),
    size: object.content.length,
    url: `${repositoryUrl(request.world, request.repository)}/git/blobs/${sha}`,
    content: object.content.toString("base64"),
    encoding: "base64",
  };
  return ok(body);
}

async function createBlob(request: ApiRequest): Promise<Answer> {
  const { content, encoding } = request.body(BlobOrder);
  const sha = await request.repository.git.writeBlob(
    Buffer.from(content, encoding === "base64" ? "base64" : "utf8"),
  );
  return createdAt({ sha, url: `${repositoryUrl(request.world, request.repository)}/git/blobs/${sha}` });
}

async function readCommit(request: ApiRequest): Promise<Answer> {
  const sha = request.param("commit_sha");
  const commit = /^[0-9a-f]{40}$/u.test(sha) ? await request.repository.git.readCommit(sha) : undefined;
  if (!commit) throw notFound();
  return ok(gitCommitShape(request.world, request.repository, commit));
}

async function createCommit(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const order = request.body(CommitOrder);
  const tree = await repository.git.read(`${order.tree}^{tree}`);
  if (!tree) throw new Refusal("invalid", "Tree SHA does not exist");
  for (const parent of order.parents) {
    if (await repository.git.resolve(`${parent}^{commit}`)) continue;
    throw new Refusal("invalid", "Parent SHA does not exist or is not a commit object");
  }
  const { message, parents } = order;
  const author = order.author && signature(request, order.author);
  const committer = order.committer && signature(request, { ...order.author, ...order.committer });
  const people = { ...(author ? { author } : {}), ...(committer ? { committer } : {}) };
  const sha = await world.commits.write(
    repository,
    { tree: tree.sha, parents, message, ...people },
    request.actor.account,
  );
  const commit = await repository.git.readCommit(sha);
  if (!commit) throw new Error(`bug: commit ${sha} cannot be read back`);
  return createdAt(gitCommitShape(world, repository, commit));
}

function signature(request: ApiRequest, person: z.infer<typeof PartialPerson>): Signature {
  const own = request.world.commits.signatureOf(request.actor.account);
  const date = person.date === undefined ? own.date : isoSeconds(person.date);
  return { name: person.name ?? own.name, email: person.email ?? own.email, date };
}

async function refShape(request: ApiRequest, name: string): Promise<GitRefSchema | undefined> {
  const { world, repository } = request;
  const object = await repository.git.read(name);
  if (!object) return undefined;
  const url = repositoryUrl(world, repository);
  return {
    ref: name,
    node_id: nodeId("REF", `${repository.id}:${name}`),
    url: `${url}/git/${name}`,
    object: { sha: object.sha, type: object.type, url: `${url}/git/${object.type}s/${object.sha}` },
  };
}

async function readRef(request: ApiRequest): Promise<Answer> {
  const shape = await refShape(request, fullRef(request));
  if (!shape) throw notFound();
  return ok(shape);
}

async function listRefs(request: ApiRequest): Promise<Answer> {
  const refs = await request.repository.git.listRefs(fullRef(request));
  const shapes: unknown[] = [];
  for (const { name } of refs) shapes.push(await refShape(request, name));
  return ok(shapes);
}

async function createRef(request: ApiRequest): Promise<Answer> {
  const { ref, sha } = request.body(NewRef);
  await request.world.branches.create(request.repository, { ref, to: sha }, request.pusher);
  const shape = await refShape(request, ref);
  if (!shape) throw new Error(`bug: ref ${ref} cannot be read back`);
  return createdAt(shape);
}

async function updateRef(request: ApiRequest): Promise<Answer> {
  const { sha, force } = request.body(RefUpdateOrder);
  const ref = fullRef(request);
  await request.world.branches.update(request.repository, { ref, to: sha, force }, request.pusher);
  return ok(await refShape(request, ref));
}

async function deleteRef(request: ApiRequest): Promise<Answer> {
  await request.world.branches.remove(request.repository, fullRef(request), request.pusher);
  return noContent();
}

function fullRef(request: ApiRequest): string {
  return `refs/${request.param("ref").replace(/^refs\//u, "")}`;
}
