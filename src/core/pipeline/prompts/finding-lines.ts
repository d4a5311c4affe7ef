import type { Finding } from "../../evidence/evidence.ts";

/** One line for each finding, its id first. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => {
    const place = finding.file ? ` [${finding.file}${finding.line ? `:${finding.line}` : ""}]` : "";
    const suggestion = finding.suggestion ? ` Suggestion: ${finding.suggestion}` : "";
    return `${finding.id} ${finding.severity}${place} ${finding.description}${suggestion}`;
  });
}
