import type { Brief } from "../../../core/batch/brief.ts";
import { evidenceFileName } from "../../../core/batch/names.ts";
import { citedPaths } from "../../../core/evidence/cited-paths.ts";
import type { Binding } from "../../../core/evidence/evidence.ts";
import { renderTrailers } from "../../../core/evidence/trailers.ts";
import { validateEvidence } from "../../../core/evidence/validate-evidence.ts";
import type { Validation } from "../../../core/evidence/validation.ts";
import { renderCommitMessage } from "../../../core/presentation/pull-request-text.ts";
import type { ImportRepository } from "../../ports.ts";
import type { Placement } from "./choose-placement.ts";
import type { EvidenceFiles } from "./unpack-attempt.ts";

export interface Delivery {
  readonly brief: Brief;
  readonly binding: Binding;
  readonly evidence: EvidenceFiles;
  readonly proof: { readonly text: string; readonly digest: string };
}

/** The message of the delivered commit; its trailers bind it to attempt, evidence and proof. */
export function deliveryMessage({ brief, binding, evidence, proof }: Delivery): string {
  const manifest = evidence.digests.get(evidenceFileName(brief.story, "manifest")) ?? "missing";
  const trailers = renderTrailers({
    batch: binding.batch,
    story: binding.story,
    attempt: binding.attempt,
    runId: binding.runId,
    manifest,
    proof: proof.digest,
  });
  return renderCommitMessage({ brief, trailers });
}

/** The evidence against the commit as it would be delivered. */
export async function judgeDelivery(
  repository: ImportRepository,
  delivery: Delivery,
  commit: {
    readonly place: Extract<Placement, { readonly kind: "place" }>;
    readonly message: string;
  },
): Promise<Validation> {
  const { brief, binding, evidence, proof } = delivery;
  const { tree, measuredFrom } = commit.place;
  const changes = await repository.changes(measuredFrom, tree);
  return validateEvidence({
    binding,
    files: evidence.texts,
    digests: evidence.digests,
    proof,
    delivered: {
      message: commit.message,
      treeSha: tree,
      subjects: [commit.message.split("\n", 1)[0] ?? ""],
      changes: changes.map(({ path, status, blob }) => ({ path, status, blob })),
    },
    lineCounts: await repository.lineCounts(tree, citedPaths(evidence.texts, brief.story)),
    storyText: await repository.readText(tree, brief.storyPath),
    storyPath: brief.storyPath,
    footprint: brief.footprint,
  });
}
