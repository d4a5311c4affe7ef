import { evidenceFileName } from "../../../core/batch/names.ts";
import { EVIDENCE_FOLDER, type Attempt } from "./attempt.ts";
import { writeEvidence } from "./evidence-files.ts";
import { forkOf, regularChanges } from "./story-changes.ts";

/** Binds every evidence file, the tree and its change; written when nothing else is written any more. */
export async function writeManifest(attempt: Attempt): Promise<void> {
  const { files, digests, work } = attempt.ports;
  const { brief, commit, reviewedTree } = attempt.journal();
  if (commit === null || reviewedTree === null) throw new Error("bug: a manifest without a commit");
  const { tree } = await work.commit(commit);
  const name = evidenceFileName(brief.story, "manifest");
  const listed = [...(await files.list(EVIDENCE_FOLDER))].filter(([file]) => file !== name);
  await writeEvidence(attempt, "manifest", {
    treeSha: tree,
    agent: "pipeline",
    body: {
      story_key: brief.story,
      files: Object.fromEntries(listed.map(([file, text]) => [file, digests.sha256(text)])),
      reviewed_tree: reviewedTree,
      tree,
      commit,
      changes: [...regularChanges(await work.changes(forkOf(attempt), tree))],
    },
  });
}
