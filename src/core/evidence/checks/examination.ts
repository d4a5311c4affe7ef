import { evidenceFileName } from "../../batch/names.ts";
import type { StoryFile } from "../../sprint/story.ts";
import { parseStory } from "../../sprint/parse-story.ts";
import type { EvidenceKind } from "../evidence.ts";
import { parseEvidence, readEvidence, type EvidenceReadings, type Reading } from "../read-evidence.ts";
import type { EvidenceCheck, EvidenceInput, Shortcoming } from "../validation.ts";

/** The input of a validation with everything read once. */
export interface Examination {
  readonly input: EvidenceInput;
  readonly readings: EvidenceReadings;
  readonly proof: Reading<"proof">;
  /** The story file of the delivered tree. */
  readonly story: StoryFile | undefined;
}

const LISTED = 10;

export function examine(input: EvidenceInput): Examination {
  return {
    input,
    readings: readEvidence(input.files, input.binding.story),
    proof: parseEvidence(input.proof?.text, "proof"),
    story: input.storyText === undefined ? undefined : parseStory(input.storyText, input.storyPath),
  };
}

export function shortcoming(check: EvidenceCheck, message: string): Shortcoming {
  return { check, message: message.slice(0, 1000) };
}

/** One shortcoming for each message, the rest as a count: a hostile file may hold thousands. */
export function shortcomings(check: EvidenceCheck, messages: readonly string[]): readonly Shortcoming[] {
  const listed = messages.slice(0, LISTED).map((message) => shortcoming(check, message));
  const rest = messages.length - listed.length;
  return rest > 0 ? [...listed, shortcoming(check, `and ${rest} more of this kind`)] : listed;
}

export function fileName(examination: Examination, kind: EvidenceKind): string {
  return evidenceFileName(examination.input.binding.story, kind);
}
