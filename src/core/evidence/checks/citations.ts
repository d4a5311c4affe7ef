import { formatCitation, parseCitations } from "../citation.ts";
import { bodyOf } from "../read-evidence.ts";
import type { Shortcoming } from "../validation.ts";
import { shortcomings, type Examination } from "./examination.ts";

/** Every cited place exists in the delivered tree. */
export function checkCitations(examination: Examination): readonly Shortcoming[] {
  const { lineCounts } = examination.input;
  const messages = new Set<string>();
  for (const task of bodyOf(examination.readings.builder)?.tasks_addressed ?? []) {
    for (const citation of parseCitations(task.evidence)) {
      const lines = lineCounts.get(citation.path);
      const place = formatCitation(citation);
      if (lines === undefined) messages.add(`citation ${place} (no such file in the delivered tree)`);
      else if (citation.lastLine > lines) {
        messages.add(`citation ${place} (the file has ${lines} ${lines === 1 ? "line" : "lines"})`);
      }
    }
  }
  return shortcomings("citation", [...messages]);
}
