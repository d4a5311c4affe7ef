import type { Finding } from "../../evidence/evidence.ts";
import { findingLines } from "./finding-lines.ts";
import { GROUND_RULES, listPart, prompt, storyBlock, type PromptStory } from "./prompt-parts.ts";

export interface ReflectorPromptInput {
  readonly story: PromptStory;
  /** Lines of the narrative log of this attempt. */
  readonly narrative: readonly string[];
  /** Every finding of every round. */
  readonly findings: readonly Finding[];
  /** What is known already; not to be said again. */
  readonly learnings: readonly string[];
}

export function reflectorPrompt(input: ReflectorPromptInput): string {
  return prompt([
    "A story is finished. Say what the next story in this repository should know. Change nothing.",
    GROUND_RULES,
    storyBlock(input.story),
    listPart("How it went:", "log", input.narrative),
    listPart("What reviews found:", "findings", findingLines(input.findings)),
    listPart("Known already:", "learnings", input.learnings),
    "Return `learnings`: at most five sentences, each a fact or rule about this repository that was found out here, would have saved time, and holds for other stories. None is a good answer when there is nothing.",
  ]);
}
