import type { Task } from "../../sprint/story.ts";
import { GROUND_RULES, listPart, prompt, storyBlock, taskList, type PromptStory } from "./prompt-parts.ts";
import { codeBlock } from "./untrusted.ts";

export interface ReconcilerPromptInput {
  readonly story: PromptStory;
  /** Tasks whose boxes stay open, since nothing proves them. */
  readonly openTasks: readonly Task[];
  readonly changedFiles: readonly string[];
  readonly diff: string;
}

export function reconcilerPrompt(input: ReconcilerPromptInput): string {
  return prompt([
    "A story was built and approved. Write the notes for its record. Change nothing: the pipeline ticks the boxes and fills the file.",
    GROUND_RULES,
    storyBlock(input.story),
    `The difference to the base:\n${codeBlock("diff", input.diff)}`,
    listPart("Changed files:", "files", input.changedFiles),
    input.openTasks.length > 0
      ? `Boxes that stay open for lack of evidence:\n${taskList("open boxes", input.openTasks)}`
      : undefined,
    [
      "Return:",
      "- `completion_notes`: three to eight short sentences on what now exists and what a maintainer has to know. No praise, no plans.",
      "- `human_only_tasks`: those of the open boxes that only a person can do (approve, buy, decide, deploy by hand), word for word.",
    ].join("\n"),
  ]);
}
