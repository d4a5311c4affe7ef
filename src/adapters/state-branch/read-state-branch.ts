import { z } from "zod";
import { STATE_BRANCH } from "../../core/batch/names.ts";
import { Failure } from "../../operations/failure.ts";

/** The narrow way to GitHub that the state branch needs; errors come as Failures. */
export interface StateBranchAccess {
  readonly repository: { readonly owner: string; readonly name: string };
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<{ readonly data: unknown }>;
  /** `accept` names refusals that are handed back; never sent twice. */
  request(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    options: { readonly accept: readonly number[]; readonly isRepeatable: boolean },
  ): Promise<{ readonly status: number; readonly data: unknown }>;
  commit(change: {
    readonly branch: string;
    readonly expectedHead: string;
    readonly message: string;
    readonly files: ReadonlyMap<string, string>;
  }): Promise<
    | { readonly kind: "written"; readonly commit: string }
    | { readonly kind: "stale" }
    | { readonly kind: "refused"; readonly reason: string }
  >;
}

const Head = z.object({
  repository: z.object({ ref: z.object({ target: z.object({ oid: z.string() }) }).nullable() }),
});
const Files = z.object({ repository: z.record(z.string(), z.unknown()) });
const File = z.object({ oid: z.string(), text: z.string().nullable(), isTruncated: z.boolean() });
const Folder = z.object({
  repository: z.object({
    object: z.object({ entries: z.array(z.object({ name: z.string(), oid: z.string() })) }).nullable(),
  }),
});
const Blob = z.object({ content: z.string() });

/** States can be large; a few of them fill a query. */
const FILES_A_QUERY = 20;

export function parsed<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new Failure(`GitHub's answer about the state branch cannot be understood (${what}).`, {
    code: "unexpected-answer",
    retryable: true,
    cause: result.error,
  });
}

/** null: there is no state branch yet. */
export async function readHead(access: StateBranchAccess): Promise<string | null> {
  const { data } = await access.graphql(
    `query StateHead($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { target { oid } } }
}`,
    { ...access.repository, ref: `refs/heads/${STATE_BRANCH}` },
  );
  return parsed(Head, data, "StateHead").repository.ref?.target.oid ?? null;
}

/** GitHub's GraphQL cuts texts at about half a megabyte. */
async function readWhole(access: StateBranchAccess, id: string): Promise<string> {
  const { owner, name } = access.repository;
  const { data } = await access.request(
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
    { owner, repo: name, file_sha: id },
    { accept: [], isRepeatable: true },
  );
  return Buffer.from(parsed(Blob, data, "GET blob").content, "base64").toString("utf8");
}

async function readSome(
  access: StateBranchAccess,
  commit: string,
  paths: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const variables = paths.map((_, index) => `$f${index}: String!`);
  const aliases = paths.map(
    (_, index) => `f${index}: object(expression: $f${index}) { ... on Blob { oid text isTruncated } }`,
  );
  const expressions = paths.map((path, index) => [`f${index}`, `${commit}:${path}`] as const);
  const { data } = await access.graphql(
    `query StateFiles($owner: String!, $name: String!, ${variables.join(", ")}) {
  repository(owner: $owner, name: $name) { ${aliases.join(" ")} }
}`,
    { ...access.repository, ...Object.fromEntries(expressions) },
  );
  const { repository } = parsed(Files, data, "StateFiles");
  const texts: (readonly [string, string])[] = [];
  for (const [index, path] of paths.entries()) {
    const file = File.safeParse(repository[`f${index}`]);
    if (!file.success) continue;
    const { oid, text, isTruncated } = file.data;
    texts.push([path, isTruncated || text === null ? await readWhole(access, oid) : text]);
  }
  return texts;
}

/** Texts of files at one commit of the state branch; absent files are left out. */
export async function readFiles(
  access: StateBranchAccess,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (let start = 0; start < paths.length; start += FILES_A_QUERY) {
    const some = await readSome(access, commit, paths.slice(start, start + FILES_A_QUERY));
    for (const [path, text] of some) texts.set(path, text);
  }
  return texts;
}

export async function listFolder(
  access: StateBranchAccess,
  commit: string,
  folder: string,
): Promise<readonly { readonly name: string; readonly id: string }[]> {
  const { data } = await access.graphql(
    `query StateFolder($owner: String!, $name: String!, $folder: String!) {
  repository(owner: $owner, name: $name) {
    object(expression: $folder) { ... on Tree { entries { name oid } } }
  }
}`,
    { ...access.repository, folder: `${commit}:${folder}` },
  );
  const entries = parsed(Folder, data, "StateFolder").repository.object?.entries ?? [];
  return entries.map(({ name, oid }) => ({ name, id: oid }));
}
