import { parseTrailers, trailerEntries } from "../trailers.ts";
import type { Change } from "../evidence.ts";
import { bodyOf } from "../read-evidence.ts";
import type { DeliveredCommit, Shortcoming } from "../validation.ts";
import { fileName, shortcoming, shortcomings, type Examination } from "./examination.ts";

/** The sixth check of what has to be there, and the trailers that bind the commit to attempt and evidence. */
export function checkCommit(examination: Examination): readonly Shortcoming[] {
  const { delivered, binding, digests, proof } = examination.input;
  const prefix = `feat(${binding.story}): `;
  if (!delivered?.subjects.at(-1)?.startsWith(prefix)) {
    return [shortcoming("commit", `git commit with feat(${binding.story}) prefix`)];
  }
  const trailers = parseTrailers(delivered.message);
  const expected = trailerEntries({
    batch: binding.batch,
    story: binding.story,
    attempt: binding.attempt,
    runId: binding.runId,
    manifest: digests.get(fileName(examination, "manifest")) ?? "missing",
    proof: proof?.digest ?? "missing",
  });
  const messages = expected
    .filter(([name, value]) => trailers.get(name) !== value)
    .map(([name, value]) => `git commit (trailer ${name} is not ${value})`);
  return shortcomings("commit", messages);
}

/**
 * The delivered commit holds exactly the proved change: the same paths, each with the same blob.
 * Its parent may be a newer base, so the trees themselves may differ.
 */
export function checkTree(examination: Examination): readonly Shortcoming[] {
  const manifest = bodyOf(examination.readings.manifest);
  const { readings, input } = examination;
  if (!manifest) return [];
  const messages: string[] = [];
  if (readings.manifest.kind === "read" && readings.manifest.evidence.treeSha !== manifest.tree) {
    messages.push("manifest (was written for another tree than it names)");
  }
  if (readings.review.kind === "read" && readings.review.evidence.treeSha !== manifest.reviewed_tree) {
    messages.push("review artifact (saw another tree than the one that was committed)");
  }
  if (input.delivered) messages.push(...changeDifferences(manifest.changes, input.delivered));
  return shortcomings("tree", messages);
}

function changeDifferences(changes: readonly Change[], delivered: DeliveredCommit): readonly string[] {
  const proved = new Map(changes.map((change) => [change.path, change]));
  const messages = delivered.changes.flatMap((change) => {
    const expected = proved.get(change.path);
    proved.delete(change.path);
    if (!expected) return [`${change.path} (in the commit, but not in the proved tree)`];
    const isSame = expected.status === change.status && expected.blob === change.blob;
    return isSame ? [] : [`${change.path} (differs from the proved tree)`];
  });
  const missing = [...proved.keys()].map((path) => `${path} (in the proved tree, but not in the commit)`);
  return [...messages, ...missing];
}

/** What the builder says it changed is what changed; the story file is the pipeline's to write. */
export function checkChanges(examination: Examination): readonly Shortcoming[] {
  const { readings, input } = examination;
  const builder = bodyOf(readings.builder);
  const manifest = bodyOf(readings.manifest);
  if (!builder || !manifest) return [];
  const claimed = new Map([
    ...builder.files_created.map((path) => [path, "added"] as const),
    ...builder.files_modified.map((path) => [path, "modified"] as const),
    ...builder.files_deleted.map((path) => [path, "deleted"] as const),
  ]);
  const actual = new Map(
    manifest.changes
      .filter((change) => change.path !== input.storyPath)
      .map((change) => [change.path, change.status]),
  );
  const unclaimed = [...actual]
    .filter(([path, status]) => claimed.get(path) !== status)
    .map(([path, status]) => `${path} (${status}, but the builder artifact does not say so)`);
  const unfounded = [...claimed]
    .filter(([path]) => !actual.has(path) && path !== input.storyPath)
    .map(([path, status]) => `${path} (${status} in the builder artifact, but unchanged)`);
  return shortcomings("changes", [...unclaimed, ...unfounded]);
}
