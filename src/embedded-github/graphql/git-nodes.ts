/** Git objects and refs as GraphQL nodes; fields that cost a look into git are functions. */
import {
  type Commit,
  entryType,
  type GitObject,
  parseCommit,
  parseTree,
  type TreeEntry,
} from "../git/git-object.ts";
import { repositoryPage } from "../shapes/repository-shape.ts";
import { nodeId } from "../world/ids.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { connection, type PageArguments } from "./connection.ts";
import { demand } from "./context.ts";

export type GraphqlNode = Readonly<Record<string, unknown>>;

/** GitHub cuts the text of larger blobs. */
const MAX_TEXT_BYTES = 512_000;

interface Place {
  readonly world: World;
  readonly repository: Repository;
}

export async function objectNode(place: Place, revision: string): Promise<GraphqlNode | null> {
  const object = await place.repository.git.read(revision);
  return object ? nodeOf(place, object) : null;
}

function nodeOf(place: Place, object: GitObject): GraphqlNode {
  switch (object.type) {
    case "blob":
      return blobNode(place, object);
    case "tree":
      return treeNode(place, object.sha, parseTree(object.content));
    case "commit":
      return commitNode(place, parseCommit(object.sha, object.content));
    case "tag":
      return { __typename: "Tag", ...identity(place, "TAG", object.sha), name: "" };
  }
}

function identity({ world, repository }: Place, kind: string, sha: string): GraphqlNode {
  return {
    id: nodeId(kind, `${repository.id}:${sha}`),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    commitUrl: `${repositoryPage(world, repository)}/commit/${sha}`,
  };
}

function blobNode(place: Place, { sha, content }: GitObject): GraphqlNode {
  const isBinary = content.subarray(0, 8000).includes(0);
  return {
    __typename: "Blob",
    ...identity(place, "B", sha),
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > MAX_TEXT_BYTES,
    text: isBinary ? null : content.subarray(0, MAX_TEXT_BYTES).toString("utf8"),
  };
}

function treeNode(place: Place, sha: string, entries?: readonly TreeEntry[]): GraphqlNode {
  return {
    __typename: "Tree",
    ...identity(place, "T", sha),
    entries: async () => {
      const listed = entries ?? (await place.repository.git.readTree(sha))?.entries ?? [];
      return listed.map((entry) => entryNode(place, entry));
    },
  };
}

function entryNode(place: Place, entry: TreeEntry): GraphqlNode {
  return {
    name: entry.name,
    path: entry.name,
    type: entryType(entry.mode),
    // GitHub gives the mode as a number: 33188 is octal 100644.
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.sha,
    size: async () => (await place.repository.git.read(entry.sha))?.content.length ?? 0,
    object: () => objectNode(place, entry.sha),
  };
}

export function commitNode(place: Place, commit: Commit): GraphqlNode {
  const [headline = "", ...body] = commit.message.split("\n");
  const url = `${repositoryPage(place.world, place.repository)}/commit/${commit.sha}`;
  return {
    __typename: "Commit",
    ...identity(place, "C", commit.sha),
    url,
    message: commit.message,
    messageHeadline: headline,
    messageBody: body.join("\n").trim(),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    author: commit.author,
    committer: commit.committer,
    tree: treeNode(place, commit.tree),
    statusCheckRollup: checksOf.bind(undefined, place.repository),
    parents: async (page: PageArguments) =>
      connection("parents", await readCommits(place, commit.parents), {
        ...page,
        node: (one) => commitNode(place, one),
      }),
  };
}

/** No checks are kept here, but who may not see any hears so. */
export function checksOf(repository: Repository, _arguments: unknown, request: ApiRequest): null {
  demand(request, repository, { permission: "checks", level: "read" });
  demand(request, repository, { permission: "statuses", level: "read" });
  return null;
}

async function readCommits({ repository }: Place, shas: readonly string[]): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  for (const sha of shas) {
    const commit = await repository.git.readCommit(sha);
    if (commit) commits.push(commit);
  }
  return commits;
}

/** null where the ref does not exist. `name` is short or full, as GitHub takes it. */
export async function refNode(place: Place, name: string): Promise<GraphqlNode | null> {
  const candidates = name.startsWith("refs/") ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const full of candidates) {
    const target = await objectNode(place, full);
    if (!target) continue;
    const [prefix = ""] = /^refs\/[^/]+\//u.exec(full) ?? [];
    return {
      __typename: "Ref",
      id: nodeId("REF", `${place.repository.id}:${full}`),
      name: full.slice(prefix.length),
      prefix,
      target,
    };
  }
  return null;
}
