/**
 * Artifacts of workflow runs as the app reads them: fetched by id under a size cap, compared with
 * the digest GitHub recorded, opened in memory. Any job of a run can upload anything, so what comes
 * out is text to be validated, never something to act on.
 */
import { createHash } from "node:crypto";
import { Failure } from "../../operations/failure.ts";
import type { Runs, StoredArtifact } from "../../operations/ports.ts";
import { readArchive } from "./read-archive.ts";

/** Evidence is a few files of text; an attempt leaves some hundred kilobytes. */
const LIMITS = { maxArchiveBytes: 10 * 1024 * 1024, maxEntries: 100, maxBytes: 30 * 1024 * 1024 };
const DOWNLOAD_TIMEOUT_MS = 60_000;

type Reading = Awaited<ReturnType<Runs["readArtifact"]>>;

function unusable(reason: string): Reading {
  return { kind: "unusable", reason };
}

function notFetched(artifact: StoredArtifact, cause: unknown): Failure {
  const message = `The artifact ${artifact.name} could not be fetched.`;
  return new Failure(message, { code: "unavailable", retryable: true, cause });
}

async function bodyUpTo(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function download(artifact: StoredArtifact, url: string): Promise<Uint8Array | undefined> {
  try {
    // The address is signed; no token goes to the storage behind it.
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await bodyUpTo(response, LIMITS.maxArchiveBytes);
  } catch (error) {
    throw notFetched(artifact, error);
  }
}

function asTexts(files: ReadonlyMap<string, Uint8Array>): Reading {
  // A byte order mark is kept, so that digests of texts are digests of bytes.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts = new Map<string, string>();
  for (const [name, bytes] of files) {
    try {
      texts.set(name, decoder.decode(bytes));
    } catch {
      return unusable(`${name} is not UTF-8 text`);
    }
  }
  return { kind: "files", files: texts };
}

/** `locate` gives an address that is good for a minute; undefined when the artifact has expired. */
export function createArtifactReader(
  locate: (id: number) => Promise<string | undefined>,
): Runs["readArtifact"] {
  return async function readArtifact(artifact) {
    if (artifact.sizeBytes > LIMITS.maxArchiveBytes) return unusable("it is larger than 10 MB");
    const url = await locate(artifact.id);
    if (url === undefined) return unusable("it has expired or was deleted");
    const bytes = await download(artifact, url);
    if (bytes === undefined) return unusable("it is larger than 10 MB");
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (artifact.digest !== digest) return unusable("its digest is not the one GitHub recorded");
    const archive = await readArchive(bytes, LIMITS);
    return archive.kind === "files" ? asTexts(archive.files) : archive;
  };
}
