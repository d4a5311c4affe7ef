import type { Finding } from "../../evidence/evidence.ts";
import { findingLines } from "./finding-lines.ts";
import { GROUND_RULES, prompt, storyBlock, type PromptStory } from "./prompt-parts.ts";
import { codeBlock, untrustedList } from "./untrusted.ts";

export interface ArbiterPromptInput {
  readonly story: PromptStory;
  readonly findings: readonly Finding[];
  readonly diff: string;
}

export function arbiterPrompt(input: ArbiterPromptInput): string {
  return prompt([
    "You are the arbiter between the people who built a story and those who reviewed it. You took part in neither. Judge each finding on the code; change nothing.",
    GROUND_RULES,
    storyBlock(input.story),
    `The difference to the base:\n${codeBlock("diff", input.diff)}`,
    `The findings:\n${untrustedList("findings", findingLines(input.findings))}`,
    [
      "For each finding, by its id, give `new_classification` and a `justification` that names what you saw:",
      "- MUST_FIX: a task or criterion is not met, behaviour is wrong or unsafe, or a test is missing for what the story asks.",
      "- SHOULD_FIX: real, but the story stands without it. STYLE: taste.",
      "- DISMISSED: it is not true; say what shows that.",
      "Failing tests of the pipeline's own run stay MUST_FIX whatever you say.",
      "Set `blocker` only for what no agent can solve here: missing information, an ambiguous requirement, something external that is unavailable (then `critical` is true), or another reason for a person to decide.",
    ].join("\n"),
  ]);
}
