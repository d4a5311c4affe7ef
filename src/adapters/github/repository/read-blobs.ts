import { z } from "zod";
import { Failure } from "../../../operations/failure.ts";
import { parseAnswer } from "../github-api.ts";
import type { GitHubApi, Repository } from "../github-api.ts";

/** Aliases in one query; GitHub gives a query 10 seconds. */
const BLOBS_A_QUERY = 100;
const BLOB_LIMIT_BYTES = 1024 * 1024;

const BlobAnswer = z.object({ repository: z.record(z.string(), z.unknown()).nullable() }).nullable();
const BlobFacts = z.object({
  oid: z.string(),
  text: z.string().nullable(),
  isTruncated: z.boolean(),
  byteSize: z.number(),
});
const RestBlob = z.object({ content: z.string(), encoding: z.string() });

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function blobQuery(ids: readonly string[]): string {
  const variables = ids.map((_, index) => `$b${index}: GitObjectID!`);
  const aliases = ids.map(
    (_, index) => `b${index}: object(oid: $b${index}) { ... on Blob { oid text isTruncated byteSize } }`,
  );
  return `query Blobs($owner: String!, $name: String!, ${variables.join(", ")}) {
  repository(owner: $owner, name: $name) { ${aliases.join(" ")} }
}`;
}

export async function readBytes(api: GitHubApi, repository: Repository, id: string): Promise<Buffer> {
  const { data } = await api.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    owner: repository.owner,
    repo: repository.name,
    file_sha: id,
  });
  const blob = parseAnswer(RestBlob, data, "GET blob");
  return Buffer.from(blob.content, blob.encoding === "base64" ? "base64" : "utf8");
}

function repositoryMissing({ owner, name }: Repository, cause: unknown): Failure {
  const message = `GitHub has no repository ${owner}/${name}, or hides it from this token (Blobs).`;
  return new Failure(message, { code: "not-found", retryable: false, cause });
}

/** Texts by blob id; what is binary, absent or over 1 MB is left out. */
export async function readBlobs(
  api: GitHubApi,
  repository: Repository,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const chunk of chunks([...new Set(ids)], BLOBS_A_QUERY)) {
    const variables = Object.fromEntries(chunk.map((id, index) => [`b${index}`, id]));
    // One unknown id is an error beside the others' answers; it is simply absent.
    const { data, errors } = await api.graphql(
      blobQuery(chunk),
      { ...repository, ...variables },
      { accept: ["NOT_FOUND"] },
    );
    const found = parseAnswer(BlobAnswer, data, "Blobs")?.repository ?? null;
    if (found === null) throw repositoryMissing(repository, errors);
    for (const value of Object.values(found)) {
      const blob = BlobFacts.safeParse(value);
      if (!blob.success || blob.data.text === null || blob.data.byteSize > BLOB_LIMIT_BYTES) continue;
      const { oid, text, isTruncated } = blob.data;
      texts.set(oid, isTruncated ? (await readBytes(api, repository, oid)).toString("utf8") : text);
    }
  }
  return texts;
}
