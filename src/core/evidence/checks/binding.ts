import type { Binding } from "../evidence.ts";
import type { Shortcoming } from "../validation.ts";
import { shortcoming, shortcomings, type Examination } from "./examination.ts";

type Bound = Omit<Binding, "runAttempt"> & {
  readonly runAttempt: number;
  readonly body: { readonly story_key: string };
};

/**
 * Every file belongs to this batch, story, attempt, run and base. The run attempt may be an earlier
 * one of the same run: re-running `deliver` alone repeats neither agents nor proof.
 */
export function checkBinding(examination: Examination): readonly Shortcoming[] {
  const { binding } = examination.input;
  const messages = allReadings(examination).flatMap(([name, reading]) => {
    if (reading.kind !== "read") return [];
    const wrong = differences(reading.evidence, binding);
    return wrong.length > 0 ? [`${name} artifact (belongs to ${wrong.join(", ")})`] : [];
  });
  return shortcomings("binding", messages);
}

/** Digests stand in the manifest; a file outside it or other bytes than it says are not evidence. */
export function checkDigests(examination: Examination): readonly Shortcoming[] {
  const { readings, input } = examination;
  if (readings.manifest.kind === "absent") {
    return [shortcoming("digest", "manifest (missing: nothing binds the evidence files)")];
  }
  if (readings.manifest.kind === "unreadable") {
    return [shortcoming("digest", `manifest (unreadable: ${readings.manifest.reason})`)];
  }
  const stated = new Map(Object.entries(readings.manifest.evidence.body.files));
  const manifestName = `${input.binding.story}-manifest.json`;
  const messages = [...input.files.keys()]
    .filter((name) => name !== manifestName && !stated.has(name))
    .map((name) => `${name.slice(0, 120)} (not in the manifest)`);
  for (const [name, digest] of stated) {
    const actual = input.digests.get(name);
    if (!input.files.has(name)) messages.push(`${name} (in the manifest, but missing)`);
    else if (actual !== digest) messages.push(`${name} (differs from the digest in the manifest)`);
  }
  return shortcomings("digest", messages);
}

function allReadings({ readings, proof }: Examination) {
  return [...Object.entries(readings), ["proof", proof] as const];
}

function differences(evidence: Bound, binding: Binding): readonly string[] {
  const wrong: string[] = [];
  if (evidence.batch !== binding.batch) wrong.push(`batch ${evidence.batch}`);
  if (evidence.story !== binding.story) wrong.push(`story ${evidence.story}`);
  if (evidence.body.story_key !== evidence.story) wrong.push(`story ${evidence.body.story_key}`);
  if (evidence.attempt !== binding.attempt) wrong.push(`attempt ${evidence.attempt}`);
  if (evidence.runId !== binding.runId) wrong.push(`run ${evidence.runId}`);
  if (evidence.runAttempt > binding.runAttempt) wrong.push(`run attempt ${evidence.runAttempt}`);
  if (evidence.baseSha !== binding.baseSha) wrong.push(`base ${evidence.baseSha.slice(0, 7)}`);
  return wrong;
}
