import { artifactName, evidenceFileName } from "../../../core/batch/names.ts";
import { evidenceSchema, type EvidenceBody, type EvidenceKind } from "../../../core/evidence/evidence.ts";
import type { NarrativeLine } from "../../../core/evidence/narrative-line.ts";
import { formatNarrative, narrativeDetail } from "../../../core/evidence/narrative.ts";
import { bodyOf, parseEvidence } from "../../../core/evidence/read-evidence.ts";
import { bindingOf, type Journal } from "../../../core/pipeline/journal.ts";
import type { Phase } from "../../../core/pipeline/phase.ts";
import type { AttemptFiles, Clock, UploadedArtifact } from "../../ports.ts";
import { EVIDENCE_FOLDER, type Attempt } from "./attempt.ts";

interface FilePorts {
  readonly files: AttemptFiles;
  readonly clock: Clock;
}

/** The text of one evidence file, bound to its attempt. An invalid one is a bug of ours. */
export function evidenceText<K extends EvidenceKind>(
  journal: Journal,
  kind: K,
  file: {
    readonly treeSha: string;
    readonly now: string;
    readonly agent: string;
    readonly body: EvidenceBody<K>;
  },
): string {
  const evidence = {
    schemaVersion: 1,
    kind,
    ...bindingOf(journal),
    treeSha: file.treeSha,
    producedAt: file.now,
    agent: file.agent,
    body: file.body,
  };
  const checked = evidenceSchema(kind).safeParse(evidence);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Error(
      `bug: ${kind} evidence is invalid at ${issue?.path.map(String).join(".")}: ${issue?.message}`,
    );
  }
  return `${JSON.stringify(evidence, null, 2)}\n`;
}

export async function writeEvidence<K extends EvidenceKind>(
  attempt: Attempt<FilePorts>,
  kind: K,
  file: { readonly treeSha: string; readonly agent: string; readonly body: EvidenceBody<K> },
): Promise<void> {
  const { files, clock } = attempt.ports;
  const journal = attempt.journal();
  const text = evidenceText(journal, kind, { ...file, now: clock.now() });
  await files.writeText(`${EVIDENCE_FOLDER}/${evidenceFileName(journal.brief.story, kind)}`, text);
}

/** A body that an earlier phase wrote. Its absence is a bug: phases run in their order. */
export async function readBody<K extends EvidenceKind>(
  attempt: Attempt<FilePorts>,
  kind: K,
): Promise<EvidenceBody<K>> {
  const name = evidenceFileName(attempt.journal().brief.story, kind);
  const text = await attempt.ports.files.readText(`${EVIDENCE_FOLDER}/${name}`);
  const body = bodyOf(parseEvidence(text, kind));
  if (body === undefined) throw new Error(`bug: ${name} is missing or damaged`);
  return body;
}

/** The review or arbitration of an earlier round stays under a name of its own. */
export async function keepRound(attempt: Attempt<FilePorts>, kind: "review" | "themis"): Promise<void> {
  const { files } = attempt.ports;
  const { story } = attempt.journal().brief;
  const name = `${EVIDENCE_FOLDER}/${evidenceFileName(story, kind)}`;
  const text = await files.readText(name);
  if (text === undefined) return;
  const { round } = await readBody(attempt, kind);
  await files.writeText(roundPath(attempt, kind, round), text);
}

/** What `keepRound` kept of a round. */
export async function readRound<K extends "review" | "themis">(
  attempt: Attempt<FilePorts>,
  kind: K,
  round: number,
): Promise<EvidenceBody<K> | undefined> {
  const text = await attempt.ports.files.readText(roundPath(attempt, kind, round));
  return bodyOf(parseEvidence(text, kind));
}

function roundPath(attempt: Attempt<FilePorts>, kind: "review" | "themis", round: number): string {
  return `${EVIDENCE_FOLDER}/${evidenceFileName(attempt.journal().brief.story, `${kind}-round-${round}`)}`;
}

/** Appends a stamped line and its details to the story's narrative log. */
export async function narrate(
  attempt: Attempt<FilePorts>,
  phase: Phase,
  entry: { readonly text: string; readonly isDone?: boolean; readonly details?: readonly NarrativeLine[] },
): Promise<void> {
  const { files, clock } = attempt.ports;
  const stamped = { time: clock.now().slice(11, 16), phase, isDone: entry.isDone ?? false, text: entry.text };
  const lines = [stamped, ...(entry.details ?? [])].map((line) => `${formatNarrative(line)}\n`);
  const name = evidenceFileName(attempt.journal().brief.story, "narrative");
  await files.appendText(`${EVIDENCE_FOLDER}/${name}`, lines.join(""));
}

export function details(texts: readonly string[]): readonly NarrativeLine[] {
  return texts.map(narrativeDetail);
}

/** Uploads everything the attempt left so far; `step` is a phase or `final`. */
export async function uploadEvidence(
  attempt: Attempt<Pick<Attempt["ports"], "files" | "artifacts">>,
  step: string,
): Promise<UploadedArtifact> {
  const { files, artifacts } = attempt.ports;
  const { brief, runAttempt } = attempt.journal();
  const present = await files.list(EVIDENCE_FOLDER);
  return await artifacts.upload({
    name: artifactName("evidence", { story: brief.story, attempt: brief.attempt, runAttempt }, step),
    folder: files.path(EVIDENCE_FOLDER),
    files: [...present.keys()],
  });
}
