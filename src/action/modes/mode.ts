import { BatchId } from "../../core/batch/batch-id.ts";
import { StoryKey } from "../../core/sprint/story.ts";
import type { Opening } from "../../operations/pipeline/open-attempt.ts";
import { Failure } from "../../operations/failure.ts";
import { readCount, readInput } from "../action-io.ts";
import { attemptFolder, type ActionEnvironment } from "../environment.ts";

export interface StepContext {
  readonly environment: ActionEnvironment;
  /** Path of this program. */
  readonly program: string;
}

export type Mode = (context: StepContext) => Promise<void>;

/** Where this attempt keeps its files. The key becomes part of a path, so it is checked first. */
export function readAttemptFolder({ environment }: StepContext): string {
  const story = StoryKey.safeParse(readInput("story"));
  if (!story.success) throw unusable("story");
  return attemptFolder(environment, { story: story.data, attempt: readCount("attempt") });
}

export function readOpening({ environment }: StepContext): Opening {
  const batch = BatchId.safeParse(readInput("batch"));
  if (!batch.success) throw unusable("batch");
  const briefCommit = readInput("brief-commit");
  if (!/^[0-9a-f]{40}$/u.test(briefCommit)) throw unusable("brief-commit");
  return {
    batch: batch.data,
    story: readInput("story"),
    attempt: readCount("attempt"),
    nonce: readInput("nonce"),
    briefPath: readInput("brief"),
    briefCommit,
    runId: environment.runId,
    runAttempt: environment.runAttempt,
  };
}

function unusable(name: string): Failure {
  return new Failure(`The input \`${name}\` of this step is not what the app would send.`, {
    code: "invalid",
    retryable: false,
  });
}
