import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ArtifactNotFoundError, DefaultArtifactClient } from "@actions/artifact";
import { Failure } from "../../operations/failure.ts";
import type { FetchedArtifact, JobArtifacts, UploadedArtifact } from "../../operations/ports.ts";
import { readArchive } from "./read-archive.ts";

const MAX_ENTRIES = 500;
/** Evidence is kept as long as the run itself is likely to be looked at. */
const RETENTION_DAYS = 90;

/** Artifacts of this run through GitHub's own client; archives are opened by us, not by it. */
export function jobArtifacts(temporaryFolder: string): JobArtifacts {
  const client = new DefaultArtifactClient();

  async function upload(artifact: Parameters<JobArtifacts["upload"]>[0]): Promise<UploadedArtifact> {
    const files = artifact.files.map((name) => join(artifact.folder, name));
    const answer = await asFailure("could not be uploaded", artifact.name, () =>
      client.uploadArtifact(artifact.name, files, artifact.folder, {
        compressionLevel: 1,
        retentionDays: RETENTION_DAYS,
      }),
    );
    if (answer.id === undefined || answer.digest === undefined) {
      throw new Failure(`GitHub took ${artifact.name} without naming its id and digest.`, {
        code: "unexpected-answer",
        retryable: false,
      });
    }
    return { id: answer.id, digest: `sha256:${answer.digest}` };
  }

  /** The client downloads whatever there is: what is too large is not even begun. */
  async function isTooLarge({ id, maxBytes }: Parameters<JobArtifacts["fetch"]>[0]): Promise<boolean> {
    const { artifacts } = await asFailure("could not be listed", "The run's artifacts", () =>
      client.listArtifacts(),
    );
    return artifacts.some((listed) => listed.id === id && listed.size > maxBytes);
  }

  async function fetch(artifact: Parameters<JobArtifacts["fetch"]>[0]): Promise<FetchedArtifact> {
    if (await isTooLarge(artifact)) return tooLarge(artifact.maxBytes);
    const folder = await mkdtemp(join(temporaryFolder, "artifact-"));
    try {
      await asFailure("could not be downloaded", `artifact ${artifact.id}`, () =>
        client.downloadArtifact(artifact.id, { path: folder, skipDecompress: true }),
      );
      return await open(folder, artifact);
    } catch (error) {
      const isAbsent = error instanceof Failure && error.cause instanceof ArtifactNotFoundError;
      if (isAbsent) return { kind: "unusable", reason: "there is no such artifact" };
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { upload, fetch };
}

/** The digest is compared on our side, over the bytes that are read. */
async function open(
  folder: string,
  artifact: { readonly digest: string; readonly maxBytes: number },
): Promise<FetchedArtifact> {
  const [name] = await readdir(folder);
  if (name === undefined) return { kind: "unusable", reason: "nothing was downloaded" };
  const path = join(folder, name);
  if ((await stat(path)).size > artifact.maxBytes) return tooLarge(artifact.maxBytes);
  const bytes = await readFile(path);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (digest !== artifact.digest) {
    return { kind: "unusable", reason: `its digest is ${digest}, not ${artifact.digest}` };
  }
  return await readArchive(bytes, { maxEntries: MAX_ENTRIES, maxBytes: artifact.maxBytes });
}

function tooLarge(maxBytes: number): FetchedArtifact {
  return { kind: "unusable", reason: `it is larger than ${maxBytes} bytes` };
}

async function asFailure<T>(what: string, name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`${name} ${what}: ${said}`, { code: "unavailable", retryable: true, cause });
  }
}
