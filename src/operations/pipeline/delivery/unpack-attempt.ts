import type { Brief } from "../../../core/batch/brief.ts";
import { evidenceFileName } from "../../../core/batch/names.ts";
import type { EvidenceBody } from "../../../core/evidence/evidence.ts";
import { bodyOf, parseEvidence } from "../../../core/evidence/read-evidence.ts";
import { Failure } from "../../failure.ts";
import type {
  AttemptFiles,
  Digests,
  ImportRepository,
  JobArtifacts,
  TreeChange,
  UploadedArtifact,
} from "../../ports.ts";
import { hostileChanges } from "./hostile-changes.ts";

const EVIDENCE_LIMIT_BYTES = 20 * 1024 * 1024;
const BUNDLE_LIMIT_BYTES = 64 * 1024 * 1024;
const BUNDLE_FILE = "story.bundle";

export interface UnpackPorts {
  readonly files: AttemptFiles;
  readonly artifacts: JobArtifacts;
  readonly repository: ImportRepository;
  readonly digests: Digests;
}

export interface EvidenceFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Of each file's bytes. */
  readonly digests: ReadonlyMap<string, string>;
}

/** A story's commit that may be looked at and used: nothing about it is hostile. */
export interface ImportedStory {
  readonly commit: string;
  readonly tree: string;
  /** Where the change is measured from. */
  readonly fork: string;
  readonly changes: readonly TreeChange[];
}

export async function fetchEvidence(
  ports: Pick<UnpackPorts, "artifacts" | "digests">,
  artifact: UploadedArtifact,
): Promise<EvidenceFiles> {
  const fetched = await fetchFiles(ports.artifacts, "evidence", {
    ...artifact,
    maxBytes: EVIDENCE_LIMIT_BYTES,
  });
  const texts = new Map<string, string>();
  const digests = new Map<string, string>();
  for (const [name, bytes] of fetched) {
    const text = ports.digests.utf8(bytes);
    if (text === undefined) throw refused("evidence", `${name} is not UTF-8 text`);
    texts.set(name, text);
    digests.set(name, ports.digests.sha256(bytes));
  }
  return { texts, digests };
}

export async function importStory(
  ports: UnpackPorts,
  brief: Brief,
  artifact: UploadedArtifact,
): Promise<ImportedStory> {
  const { repository, files } = ports;
  const fetched = await fetchFiles(ports.artifacts, "bundle", { ...artifact, maxBytes: BUNDLE_LIMIT_BYTES });
  const bytes = fetched.get(BUNDLE_FILE);
  if (bytes === undefined || fetched.size !== 1)
    throw refused("bundle", "it does not hold exactly one bundle");
  await files.writeBytes(BUNDLE_FILE, bytes);
  const imported = await repository.importBundle(files.path(BUNDLE_FILE), brief.startSha);
  if (imported.kind === "refused") throw refused("bundle", imported.reason);
  const { tree, parents } = await repository.commit(imported.commit);
  if (parents.length !== 1 || parents[0] !== brief.startSha) {
    throw refused("bundle", "its commit does not follow the one the attempt started from");
  }
  const fork = (await repository.mergeBase(brief.base.sha, brief.startSha)) ?? brief.base.sha;
  const changes = await repository.changes(fork, tree);
  const hostile = await hostileChanges(repository, changes);
  if (hostile.length > 0) throw refused("bundle", hostile.join("; "));
  return { commit: imported.commit, tree, fork, changes };
}

export function readManifest(
  brief: Brief,
  evidence: EvidenceFiles,
): { readonly body: EvidenceBody<"manifest">; readonly digest: string } {
  const name = evidenceFileName(brief.story, "manifest");
  const reading = parseEvidence(evidence.texts.get(name), "manifest");
  const body = bodyOf(reading);
  const digest = evidence.digests.get(name);
  if (body !== undefined && digest !== undefined) return { body, digest };
  throw refused("evidence", `${name} is ${reading.kind === "unreadable" ? reading.reason : "missing"}`);
}

async function fetchFiles(
  artifacts: JobArtifacts,
  what: string,
  artifact: UploadedArtifact & { readonly maxBytes: number },
): Promise<ReadonlyMap<string, Uint8Array>> {
  const fetched = await artifacts.fetch(artifact);
  if (fetched.kind === "unusable") throw refused(what, fetched.reason);
  return fetched.files;
}

/** Not the story's failure to explain but an attack or a fault: the job stops, nothing is delivered. */
function refused(what: string, reason: string): Failure {
  return new Failure(`The ${what} of this attempt is refused: ${reason}.`, {
    code: "invalid",
    retryable: false,
  });
}
