import { parseJournal, type Journal } from "../../../core/pipeline/journal.ts";
import { Failure } from "../../failure.ts";
import type {
  AgentRunner,
  AttemptFiles,
  Clock,
  CommandRunner,
  Digests,
  JobArtifacts,
  JobLog,
  JobRepository,
  WorkTree,
} from "../../ports.ts";

/** Everything a phase of the pipeline needs of the world. */
export interface PipelinePorts {
  readonly work: WorkTree;
  readonly files: AttemptFiles;
  readonly artifacts: JobArtifacts;
  readonly agent: AgentRunner;
  readonly commands: CommandRunner;
  readonly repository: Pick<JobRepository, "readFile">;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly log: JobLog;
}

/** One attempt at one story inside its job. */
export interface Attempt<Ports = PipelinePorts> {
  readonly ports: Ports;
  /** As it stands now. */
  journal(): Journal;
  /** Replaces the journal and writes it at once, so that a step that dies later is explained. */
  update(change: (journal: Journal) => Journal): Promise<void>;
}

const JOURNAL_FILE = "journal.json";
/** Sub-folder of the attempt's files that is uploaded as evidence. */
export const EVIDENCE_FOLDER = "evidence";

export async function writeJournal(files: AttemptFiles, journal: Journal): Promise<void> {
  await files.writeText(JOURNAL_FILE, `${JSON.stringify(journal, null, 2)}\n`);
}

/** undefined when the first step of the job never got so far. */
export async function loadAttempt<Ports extends { readonly files: AttemptFiles }>(
  ports: Ports,
): Promise<Attempt<Ports> | undefined> {
  const text = await ports.files.readText(JOURNAL_FILE);
  if (text === undefined) return undefined;
  const reading = parseJournal(text);
  if (reading.kind === "unusable") {
    throw new Failure(`The journal of this attempt was damaged (${reading.reason}).`, {
      code: "state-unreadable",
      retryable: false,
    });
  }
  let journal = reading.journal;
  async function update(change: (journal: Journal) => Journal): Promise<void> {
    journal = change(journal);
    await writeJournal(ports.files, journal);
  }
  return { ports, journal: () => journal, update };
}
