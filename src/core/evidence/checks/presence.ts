import { parseCitations } from "../citation.ts";
import type { EvidenceKind } from "../evidence.ts";
import { bodyOf, type Reading } from "../read-evidence.ts";
import type { EvidenceCheck, Shortcoming } from "../validation.ts";
import { shortcoming, shortcomings, type Examination } from "./examination.ts";

/** What has to be there at all, in fixed words. The sixth of these checks is in `delivery.ts`. */
export function checkPresence(examination: Examination): readonly Shortcoming[] {
  const { readings } = examination;
  return [
    ...checkProgress(readings.progress),
    ...checkBuilder(readings.builder),
    ...checkThere(readings.review, "reviewer", "no VERIFY phase evidence"),
    ...checkThere(readings.themis, "themis", "no ASSESS phase evidence"),
    ...checkThere(readings.reconciler, "reconciler", "no COMMIT/reconciliation evidence"),
  ];
}

function checkProgress(reading: Reading<"progress">): readonly Shortcoming[] {
  const body = bodyOf(reading);
  if (body?.status === "SUCCESS" && body.current_phase === "COMPLETE") return [];
  const detail = reading.kind === "unreadable" ? `: ${reading.reason}` : "";
  return [shortcoming("progress", `progress artifact (missing or incomplete${detail})`)];
}

function checkBuilder(reading: Reading<"builder">): readonly Shortcoming[] {
  const body = bodyOf(reading);
  if (!body) return checkThere(reading, "builder", "no BUILD phase evidence");
  const uncited = body.tasks_addressed.filter((entry) => parseCitations(entry.evidence).length === 0);
  if (uncited.length === body.tasks_addressed.length) {
    return [shortcoming("builder", "builder artifact (no file:line evidence in tasks_addressed)")];
  }
  return shortcomings(
    "builder",
    uncited.map((entry) => `builder artifact (no file:line evidence for “${entry.task.slice(0, 120)}”)`),
  );
}

function checkThere(
  reading: Reading<EvidenceKind>,
  name: EvidenceCheck,
  absence: string,
): readonly Shortcoming[] {
  if (reading.kind === "read") return [];
  const why = reading.kind === "absent" ? absence : `unreadable: ${reading.reason}`;
  return [shortcoming(name, `${name} artifact (${why})`)];
}
