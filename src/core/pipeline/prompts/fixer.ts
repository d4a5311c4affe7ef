import type { Finding } from "../../evidence/evidence.ts";
import { findingLines } from "./finding-lines.ts";
import { GROUND_RULES, prompt, storyBlock, workRules, type PromptStory } from "./prompt-parts.ts";
import { codeBlock, untrustedList } from "./untrusted.ts";

export interface FixerPromptInput {
  readonly story: PromptStory;
  /** The must-fix findings of the last assessment. */
  readonly findings: readonly Finding[];
  readonly diff: string;
  readonly round: number;
  readonly maxRounds: number;
  readonly boardPath: string;
  readonly testCommand: string | undefined;
  readonly batchMode: boolean;
}

export function fixerPrompt(input: FixerPromptInput): string {
  return prompt([
    `You fix what a review found in one story of a sprint. This is round ${input.round} of ${input.maxRounds}.`,
    GROUND_RULES,
    storyBlock(input.story),
    `What was built so far, as a difference to the base:\n${codeBlock("diff", input.diff)}`,
    `Fix every one of these, at its cause:\n${untrustedList("findings", findingLines(input.findings))}`,
    workRules({ ...input, storyPath: input.story.path }),
    [
      "Return in `tasks_addressed`:",
      "- each finding (its description as `task`) with a citation `path:line` or `path:first-last` of the fix, then ` — ` and what changed;",
      "- each task of the story whose lines moved by your changes, word for word, with its new citation.",
      "List findings you could not fix in `tasks_remaining`, with the reason.",
    ].join("\n"),
  ]);
}
