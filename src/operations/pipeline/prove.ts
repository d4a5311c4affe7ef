import { artifactName, evidenceFileName } from "../../core/batch/names.ts";
import { citedPaths } from "../../core/evidence/cited-paths.ts";
import type { EvidenceBody, TestRun } from "../../core/evidence/evidence.ts";
import { bodyOf, parseEvidence } from "../../core/evidence/read-evidence.ts";
import { validateEvidence } from "../../core/evidence/validate-evidence.ts";
import type { EvidenceCheck } from "../../core/evidence/validation.ts";
import { reconciliation } from "../../core/pipeline/arithmetic.ts";
import { isDevRecordFilled } from "../../core/pipeline/dev-record.ts";
import { bindingOf } from "../../core/pipeline/journal.ts";
import { parseStory } from "../../core/sprint/parse-story.ts";
import type { Clock, CommandRunner, JobLog, UploadedArtifact } from "../ports.ts";
import { loadAttempt, type Attempt } from "./attempt/attempt.ts";
import { evidenceText } from "./attempt/evidence-files.ts";
import { runSetup, runTests } from "./attempt/run-commands.ts";
import {
  fetchEvidence,
  importStory,
  readManifest,
  type EvidenceFiles,
  type ImportedStory,
  type UnpackPorts,
} from "./delivery/unpack-attempt.ts";

export interface ProvePorts extends UnpackPorts {
  readonly commands: CommandRunner;
  readonly clock: Clock;
  readonly log: JobLog;
  /** A fresh checkout of the commit the attempt started from. */
  readonly checkout: string;
}

/** What this job can look at again by itself; the rest is judged by `deliver` and the app. */
const REPEATED: ReadonlySet<EvidenceCheck> = new Set(["digest", "tree", "citation", "changes"]);
const PROOF_FOLDER = "proof";

/**
 * Repeats on a fresh runner, without any agent, what the pipeline says about its tree. Problems are
 * listed, not thrown: the proof is evidence too.
 */
export async function prove(
  ports: ProvePorts,
  handed: { readonly evidence: UploadedArtifact; readonly bundle: UploadedArtifact },
): Promise<UploadedArtifact> {
  const attempt = await loadAttempt(ports);
  if (!attempt) throw new Error("bug: proving before the brief was read");
  const { brief } = attempt.journal();
  const evidence = await fetchEvidence(ports, handed.evidence);
  const manifest = readManifest(brief, evidence);
  const story = await importStory(ports, brief, handed.bundle);
  const problems = [
    ...differences(manifest.body, story),
    ...(await repeatChecks(attempt, evidence, story)),
    ...(await recount(attempt, evidence, story)),
  ];
  // Last: once the repository's own code has run, nothing on this runner can be believed.
  await ports.repository.checkOut(story.commit, ports.checkout);
  const tests = await repeatTests(ports, attempt);
  problems.push(...tests.problems);
  for (const problem of problems) ports.log.warning(problem);
  return await uploadProof(attempt, story, {
    story_key: brief.story,
    manifest: manifest.digest,
    tree: story.tree,
    tests: tests.run,
    problems: problems.slice(0, 200).map((problem) => problem.slice(0, 2000)),
  });
}

async function repeatTests(
  ports: ProvePorts,
  attempt: Attempt<ProvePorts>,
): Promise<{ readonly run: TestRun; readonly problems: readonly string[] }> {
  const { config } = attempt.journal().brief;
  const setup = await runSetup(ports, config, ports.checkout);
  if (setup.kind === "failed") {
    return { run: { status: "failed", tail: setup.reason }, problems: [setup.reason] };
  }
  return { run: await runTests(ports, config, ports.checkout), problems: [] };
}

/** The manifest against the commit that was really handed over. */
function differences(manifest: EvidenceBody<"manifest">, story: ImportedStory): readonly string[] {
  const problems: string[] = [];
  if (manifest.tree !== story.tree)
    problems.push(`the manifest names tree ${manifest.tree}, not ${story.tree}`);
  if (manifest.commit !== story.commit) problems.push("the manifest names another commit");
  const stated = new Map(manifest.changes.map((change) => [change.path, change]));
  for (const change of story.changes) {
    const said = stated.get(change.path);
    stated.delete(change.path);
    const isSame =
      said !== undefined &&
      said.status === change.status &&
      said.blob === change.blob &&
      (said.mode ?? "000000") === change.mode &&
      said.added_lines === change.addedLines &&
      said.deleted_lines === change.deletedLines;
    if (!isSame) problems.push(`${change.path} is not as the manifest says`);
  }
  for (const path of stated.keys()) problems.push(`${path} stands in the manifest but is unchanged`);
  return problems;
}

async function repeatChecks(
  attempt: Attempt<ProvePorts>,
  evidence: EvidenceFiles,
  story: ImportedStory,
): Promise<readonly string[]> {
  const { repository } = attempt.ports;
  const journal = attempt.journal();
  const { brief } = journal;
  const validation = validateEvidence({
    binding: bindingOf(journal),
    files: evidence.texts,
    digests: evidence.digests,
    proof: undefined,
    delivered: undefined,
    lineCounts: await repository.lineCounts(story.tree, citedPaths(evidence.texts, brief.story)),
    storyText: await repository.readText(story.tree, brief.storyPath),
    storyPath: brief.storyPath,
    footprint: brief.footprint,
  });
  if (validation.kind !== "rejected") return [];
  return validation.shortcomings.filter(({ check }) => REPEATED.has(check)).map(({ message }) => message);
}

/** Whether the numbers are right; whether they are good enough is not for the proof to say. */
async function recount(
  attempt: Attempt<ProvePorts>,
  evidence: EvidenceFiles,
  story: ImportedStory,
): Promise<readonly string[]> {
  const { brief } = attempt.journal();
  const text = await attempt.ports.repository.readText(story.tree, brief.storyPath);
  if (text === undefined) return [`${brief.storyPath} is not in the story's tree`];
  const file = evidence.texts.get(evidenceFileName(brief.story, "reconciler"));
  const said = bodyOf(parseEvidence(file, "reconciler"));
  const counted = reconciliation(parseStory(text, brief.storyPath).tasks, isDevRecordFilled(text));
  const isSame =
    said !== undefined &&
    said.tasks_checked === counted.checked &&
    said.tasks_total === counted.total &&
    said.status_recommendation === counted.recommendation;
  if (isSame) return [];
  return [
    `the story file has ${counted.checked} of ${counted.total} boxes ticked, not as the reconciler says`,
  ];
}

async function uploadProof(
  attempt: Attempt<ProvePorts>,
  story: ImportedStory,
  body: EvidenceBody<"proof">,
): Promise<UploadedArtifact> {
  const { files, artifacts, clock } = attempt.ports;
  const journal = attempt.journal();
  const { brief, runAttempt } = journal;
  const name = evidenceFileName(brief.story, "proof");
  const text = evidenceText(journal, "proof", {
    treeSha: story.tree,
    now: clock.now(),
    agent: "pipeline",
    body,
  });
  await files.writeText(`${PROOF_FOLDER}/${name}`, text);
  return await artifacts.upload({
    name: artifactName("proof", { story: brief.story, attempt: brief.attempt, runAttempt }, "final"),
    folder: files.path(PROOF_FOLDER),
    files: [name],
  });
}
