import type { Task } from "../../sprint/story.ts";
import { GROUND_RULES, prompt, storyBlock, taskList, type PromptStory } from "./prompt-parts.ts";
import { codeBlock, oneLine } from "./untrusted.ts";

export interface ReviewerPromptInput {
  readonly story: PromptStory;
  readonly tasks: readonly Task[];
  readonly perspective: string;
  /** The difference between base and work tree, as git prints it. */
  readonly diff: string;
  /** What our own run of the tests said, in a sentence. */
  readonly tests: string;
  readonly batchMode: boolean;
}

const FOCUS: Readonly<Record<string, string>> = {
  requirements: "Does the code do what every task and acceptance criterion asks, and nothing else?",
  "test coverage": "Do tests fail when the new behaviour breaks? Are edges and errors covered?",
  "code quality": "Is it correct, simple and in the style of the code around it? Are errors handled?",
  security: "What can hostile input, a missing check or a leaked secret do here?",
};

/** The reviewer gets the story and the difference, never the builder's account of it. */
export function reviewerPrompt(input: ReviewerPromptInput): string {
  const batch = input.batchMode ? " Leave type checks and lint out: they run once for the whole batch." : "";
  return prompt([
    "You review one story of a sprint. Somebody else wrote the code; you have not seen what they say about it. Read the difference and the files; change nothing.",
    `Your perspective: ${oneLine(input.perspective)}. ${FOCUS[input.perspective] ?? ""}`.trim(),
    GROUND_RULES,
    storyBlock(input.story),
    `Tasks to verify:\n${taskList("tasks", input.tasks)}`,
    `The difference to the base:\n${codeBlock("diff", input.diff)}`,
    `Our own test run: ${oneLine(input.tests)}.${batch}`,
    [
      "Return:",
      "- `task_verification`: every task word for word, whether it is implemented, and file and lines that show it; when it is not, the reason.",
      "- `issues`: MUST_FIX for what is wrong, unsafe or missing against the story; SHOULD_FIX for what is worth doing soon; STYLE for taste. Name file and line. Report only what you can point at.",
      "- `verdict`: PASS when there is no MUST_FIX and every task is implemented, else NEEDS_FIXES.",
    ].join("\n"),
  ]);
}
