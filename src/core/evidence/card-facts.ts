import { evidenceFileName } from "../batch/names.ts";
import type { CardFacts } from "../batch/batch-state.ts";
import { readPurposes } from "./change-lines.ts";
import type { Examination } from "./checks/examination.ts";
import type { Change } from "./evidence.ts";
import { parseNarrative } from "./narrative.ts";
import { bodyOf } from "./read-evidence.ts";

const SHOWN = 30;

/** What a card shows of an attempt; null when not even its progress can be read. */
export function cardFacts(examination: Examination): CardFacts | null {
  const { readings, input } = examination;
  const progress = bodyOf(readings.progress);
  if (!progress) return null;
  const { metrics } = progress;
  const reconciler = bodyOf(readings.reconciler);
  const commit = input.delivered?.sha;
  return {
    ...fileFacts(examination),
    ...testFacts(examination, metrics.coverage),
    testsAdded: metrics.tests_added,
    issuesFound: metrics.issues_found,
    issuesFixed: Math.max(0, metrics.issues_found - openIssues(readings, metrics.issues_found)),
    iterations: metrics.iterations,
    ...(commit === undefined ? {} : { commit: commit.slice(0, 40) }),
    tasksChecked: reconciler?.tasks_checked ?? 0,
    tasksTotal: reconciler?.tasks_total ?? 0,
    costUsd: metrics.cost_usd,
    tokens: metrics.tokens,
  };
}

/** Issues left by the last arbitration; all of them while there was none. */
function openIssues(readings: Examination["readings"], found: number): number {
  const left = bodyOf(readings.themis)?.summary;
  return left ? left.must_fix + left.should_fix + left.style : found;
}

/** The fresh checkout's word counts before the pipeline's own. */
function testFacts(
  { readings, proof }: Examination,
  measured: string | undefined,
): Pick<CardFacts, "testStatus" | "coverage"> {
  const tests = bodyOf(proof)?.tests ?? bodyOf(readings.review)?.checks.tests;
  const coverage = tests?.coverage ?? measured;
  return { testStatus: tests?.status ?? "unknown", ...(coverage === undefined ? {} : { coverage }) };
}

type FileFacts = Pick<CardFacts, "filesCreated" | "filesModified" | "filesOmitted">;

function fileFacts({ readings, input }: Examination): FileFacts {
  const log = input.files.get(evidenceFileName(input.binding.story, "narrative")) ?? "";
  const purposes = readPurposes(parseNarrative(log));
  const changes = changedFiles(readings).filter((change) => change.path !== input.storyPath);
  const created = changes.filter((change) => change.status === "added");
  const modified = changes.filter((change) => change.status !== "added");
  function shown(files: readonly FileChange[]): FileFacts["filesCreated"] {
    return files.slice(0, SHOWN).map(({ path, status }) => ({
      path,
      purpose: (purposes.get(path) ?? (status === "deleted" ? "deleted" : "")).slice(0, 300),
    }));
  }
  const omitted = Math.max(0, created.length - SHOWN) + Math.max(0, modified.length - SHOWN);
  return { filesCreated: shown(created), filesModified: shown(modified), filesOmitted: omitted };
}

type FileChange = Pick<Change, "path" | "status">;

/** The manifest's changes; before there is one, what the builder artifact says. */
function changedFiles(readings: Examination["readings"]): readonly FileChange[] {
  const manifest = bodyOf(readings.manifest);
  if (manifest) return manifest.changes;
  const builder = bodyOf(readings.builder);
  if (!builder) return [];
  return [
    ...builder.files_created.map((path) => ({ path, status: "added" as const })),
    ...builder.files_modified.map((path) => ({ path, status: "modified" as const })),
    ...builder.files_deleted.map((path) => ({ path, status: "deleted" as const })),
  ];
}
