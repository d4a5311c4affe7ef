/** The corpus of real sprints, read in place; it is no part of this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface CorpusEntry {
  readonly dir: string;
  readonly primary_status: string;
  /** What a survey with another reader counted. */
  readonly stories: number;
  readonly epics: number;
  readonly status_histogram: Readonly<Record<string, number>>;
  readonly story_file_of: Readonly<Record<string, string>>;
}

export function corpusRoot(): string {
  return resolve(
    process.env["BATCH_STORIES_CORPUS"] ?? join(import.meta.dirname, "../../../../shared/corpus"),
  );
}

export function hasCorpus(): boolean {
  const isThere = existsSync(join(corpusRoot(), "index.json"));
  if (!isThere) {
    process.stderr.write(
      `No corpus at ${corpusRoot()}: set BATCH_STORIES_CORPUS to read real sprints; these tests are skipped.\n`,
    );
  }
  return isThere;
}

/** Small samples of every format lie beside the corpus. */
export function samplesRoot(): string {
  return join(corpusRoot(), "../reference/samples");
}

export function hasSamples(): boolean {
  const isThere = existsSync(samplesRoot());
  if (!isThere) process.stderr.write(`No samples at ${samplesRoot()}; these tests are skipped.\n`);
  return isThere;
}

export function corpusEntries(): readonly CorpusEntry[] {
  return JSON.parse(readFileSync(join(corpusRoot(), "index.json"), "utf8")) as readonly CorpusEntry[];
}

export function readCorpus(path: string): string {
  return readFileSync(join(corpusRoot(), path), "utf8");
}

const RECORDS = new Set(["touched.json", "touched_meta.json", "tree.txt"]);

/** Paths below a folder of the corpus, without what was recorded about the project. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(corpusRoot(), folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !RECORDS.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(corpusRoot(), folder).length + 1));
}
