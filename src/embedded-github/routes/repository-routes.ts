import { type GitObject, parseTree } from "../git/git-object.ts";
import { entryType } from "../git/git-object.ts";
import { type Answer, bytes, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route } from "../http/route.ts";
import { commitShape } from "../shapes/commit-shape.ts";
import {
  fullRepositoryShape,
  permissionsShape,
  repositoryPage,
  repositoryUrl,
} from "../shapes/repository-shape.ts";
import type { BranchSchema, PermissionSchema } from "../shapes/schema.ts";
import { userShape } from "../shapes/user-shape.ts";
import { reaches } from "../world/identity/account.ts";
import { notFound, Refusal } from "../world/refusal.ts";
import { levelOf } from "../world/repository.ts";

const BASE = "/repos/{owner}/{repo}";
/** Larger files have no `content` in the JSON answer. */
const INLINE_BYTES = 1024 * 1024;

export const REPOSITORY_ROUTES: readonly Route[] = [
  { method: "GET", path: BASE, guard: reading("metadata"), answer: readRepository },
  { method: "GET", path: `${BASE}/branches`, guard: reading("contents"), answer: listBranches },
  { method: "GET", path: `${BASE}/branches/{+branch}`, guard: reading("contents"), answer: readBranch },
  {
    method: "GET",
    path: `${BASE}/contents`,
    guard: reading("contents"),
    answer: (request) => readContents(request, ""),
  },
  {
    method: "GET",
    path: `${BASE}/contents/{+path}`,
    guard: reading("contents"),
    answer: (request) => readContents(request, request.param("path").replaceAll(/^\/+|\/+$/gu, "")),
  },
  {
    method: "GET",
    path: `${BASE}/collaborators/{username}/permission`,
    guard: reading("metadata"),
    answer: readPermission,
  },
];

function readRepository(request: ApiRequest): Answer {
  const { world, repository, credential } = request;
  return ok({
    ...fullRepositoryShape(world, repository),
    permissions: permissionsShape(credential, repository),
  });
}

async function listBranches(request: ApiRequest): Promise<Answer> {
  const { repository } = request;
  const refs = await repository.git.listRefs("refs/heads/");
  return request.page(refs, ({ name, sha }) => {
    const branch = name.slice("refs/heads/".length);
    return {
      name: branch,
      commit: { sha, url: `${repositoryUrl(request.world, repository)}/commits/${sha}` },
      protected: repository.protectedBranches.has(branch),
    };
  });
}

async function readBranch(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const name = request.param("branch");
  const commit = await repository.git.readCommit(`refs/heads/${name}`);
  if (!commit) throw new Refusal("notFound", "Branch not found");
  const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
  const isProtected = repository.protectedBranches.has(name);
  const branch: BranchSchema = {
    name,
    commit: commitShape(world, repository, commit),
    _links: { self: url, html: `${repositoryPage(world, repository)}/tree/${name}` },
    protected: isProtected,
    protection: { enabled: isProtected },
    protection_url: `${url}/protection`,
  };
  return ok(branch);
}

async function readContents(request: ApiRequest, path: string): Promise<Answer> {
  const { repository } = request;
  const ref = request.query("ref") ?? repository.defaultBranch;
  const commit = await repository.git.resolveCommit(ref);
  if (commit === undefined) throw new Refusal("notFound", `No commit found for the ref ${ref}`);
  const object = await repository.git.read(path === "" ? `${commit}^{tree}` : `${commit}:${path}`);
  if (!object) throw notFound();
  if (object.type === "tree") return ok(folderShape(request, { object, path, ref }));
  const isRaw = /vnd\.github(\.v3)?\.raw/u.test(request.accept);
  return isRaw
    ? bytes(object.content, "application/vnd.github.raw; charset=utf-8")
    : ok(fileShape(request, { object, path, ref }));
}

interface Place {
  readonly object: GitObject;
  readonly path: string;
  readonly ref: string;
}

function folderShape(request: ApiRequest, { object, path, ref }: Place): readonly unknown[] {
  return parseTree(object.content).map((entry) => {
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    const type = entryType(entry.mode);
    const kind = type === "tree" ? "dir" : "file";
    return {
      type: type === "commit" ? "submodule" : kind,
      size: 0,
      name: entry.name,
      ...placeShape(request, { path: below, ref, sha: entry.sha, type }),
    };
  });
}

function fileShape(request: ApiRequest, { object, path, ref }: Place): Readonly<Record<string, unknown>> {
  const isInline = object.content.length <= INLINE_BYTES;
  return {
    type: "file",
    encoding: isInline ? "base64" : "none",
    size: object.content.length,
    name: path.slice(path.lastIndexOf("/") + 1),
    content: isInline ? inLines(object.content.toString("base64")) : "",
    ...placeShape(request, { path, ref, sha: object.sha, type: "blob" }),
  };
}

/** GitHub breaks base64 after sixty characters. */
function inLines(text: string): string {
  return text.replaceAll(/(.{60})/gu, "$1\n").replace(/\n?$/u, "\n");
}

function placeShape(
  request: ApiRequest,
  place: { readonly path: string; readonly ref: string; readonly sha: string; readonly type: string },
): Readonly<Record<string, unknown>> {
  const { world, repository } = request;
  const encoded = place.path.split("/").map(encodeURIComponent).join("/");
  const url = `${repositoryUrl(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(place.ref)}`;
  const git = `${repositoryUrl(world, repository)}/git/${place.type}s/${place.sha}`;
  const html = `${repositoryPage(world, repository)}/${place.type}/${place.ref}/${encoded}`;
  const download =
    place.type === "blob" ? `${repositoryPage(world, repository)}/raw/${place.ref}/${encoded}` : null;
  return {
    path: place.path,
    sha: place.sha,
    url,
    git_url: git,
    html_url: html,
    download_url: download,
    _links: { self: url, git, html },
  };
}

function readPermission(request: ApiRequest): Answer {
  const { world, repository, credential } = request;
  if (credential.kind === "user" && !reaches(levelOf(repository, credential.account.login), "write")) {
    throw new Refusal("forbidden", "Must have push access to view collaborator permission.");
  }
  const account = world.accounts.find(request.param("username"));
  if (!account) throw new Refusal("notFound", `${request.param("username")} is not a user`);
  const level = levelOf(repository, account.login);
  const user = { ...userShape(world, account), role_name: level };
  const body: PermissionSchema = { permission: level, role_name: level, user };
  return ok(body);
}
