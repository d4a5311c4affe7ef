import type { StoryKey } from "../sprint/story.ts";
import { parseCitations } from "./citation.ts";
import { bodyOf, readEvidence } from "./read-evidence.ts";

const PATH_LIMIT = 500;

/** Paths that the builder cites, each once, in order: those whose lines the caller has to count. */
export function citedPaths(files: ReadonlyMap<string, string>, story: StoryKey): readonly string[] {
  const builder = bodyOf(readEvidence(files, story).builder);
  const paths = new Set<string>();
  for (const task of builder?.tasks_addressed ?? []) {
    for (const citation of parseCitations(task.evidence)) paths.add(citation.path);
  }
  return [...paths].slice(0, PATH_LIMIT);
}
