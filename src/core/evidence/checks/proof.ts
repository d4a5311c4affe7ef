import { bodyOf } from "../read-evidence.ts";
import type { Shortcoming } from "../validation.ts";
import { fileName, shortcoming, shortcomings, type Examination } from "./examination.ts";

/** A fresh runner without agent repeated the work on this manifest and tree and found nothing wrong. */
export function checkProof(examination: Examination): readonly Shortcoming[] {
  const { proof, input, readings } = examination;
  if (proof.kind === "absent") return [shortcoming("proof", "proof (missing: nothing was repeated)")];
  if (proof.kind === "unreadable") return [shortcoming("proof", `proof (unreadable: ${proof.reason})`)];
  const { body } = proof.evidence;
  const messages: string[] = [];
  if (body.manifest !== input.digests.get(fileName(examination, "manifest"))) {
    messages.push("proof (is of another manifest)");
  }
  const manifest = bodyOf(readings.manifest);
  if (manifest && body.tree !== manifest.tree) messages.push("proof (is of another tree)");
  messages.push(...body.problems.map((problem) => `proof: ${problem}`));
  return shortcomings("proof", messages);
}
