import { parseJson } from "../../core/parse-json.ts";
import { Brief } from "../../core/batch/brief.ts";
import { newJournal } from "../../core/pipeline/journal.ts";
import { Failure } from "../failure.ts";
import type { AttemptFiles, Clock, JobRepository } from "../ports.ts";
import { writeJournal } from "./attempt/attempt.ts";
import { readClaim } from "./attempt/claim.ts";

export interface OpenPorts {
  readonly files: AttemptFiles;
  readonly repository: Pick<JobRepository, "readFile">;
  readonly clock: Clock;
}

/** What the workflow says about the attempt; the brief has to agree. */
export interface Opening {
  readonly batch: string;
  readonly story: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly briefPath: string;
  readonly briefCommit: string;
  readonly runId: number;
  readonly runAttempt: number;
}

export type Opened =
  | { readonly kind: "current"; readonly brief: Brief }
  | { readonly kind: "stale"; readonly reason: string };

/** The first step of a job: reads the brief and looks whether the attempt still holds its story. */
export async function openAttempt(ports: OpenPorts, opening: Opening): Promise<Opened> {
  const brief = await readBrief(ports.repository, opening);
  const claim = await readClaim(ports.repository, brief, opening.runId);
  if (claim.kind === "gone") return { kind: "stale", reason: claim.reason };
  const { runId, runAttempt } = opening;
  await writeJournal(ports.files, newJournal(brief, { runId, runAttempt }, ports.clock.now()));
  return { kind: "current", brief };
}

export async function readBrief(
  repository: Pick<JobRepository, "readFile">,
  opening: Omit<Opening, "runId" | "runAttempt">,
): Promise<Brief> {
  const { briefPath, briefCommit } = opening;
  const text = await repository.readFile(briefCommit, briefPath);
  const where = `${briefPath} at ${briefCommit.slice(0, 7)}`;
  if (text === undefined) {
    throw new Failure(`The brief ${where} is not in the repository.`, {
      code: "not-found",
      retryable: false,
    });
  }
  const parsed = Brief.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure(
      `The brief ${where} cannot be understood (${issue?.path.map(String).join(".")}: ${issue?.message}).`,
      { code: "state-unreadable", retryable: false },
    );
  }
  const brief = parsed.data;
  const isSame =
    brief.batch === opening.batch &&
    brief.story === opening.story &&
    brief.attempt === opening.attempt &&
    brief.nonce === opening.nonce;
  if (isSame) return brief;
  throw new Failure(`The brief ${where} belongs to another attempt than this job.`, {
    code: "invalid",
    retryable: false,
  });
}
