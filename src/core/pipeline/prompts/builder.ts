import type { Task } from "../../sprint/story.ts";
import {
  GROUND_RULES,
  listPart,
  prompt,
  storyBlock,
  taskList,
  workRules,
  type PromptStory,
} from "./prompt-parts.ts";

export interface BuilderPromptInput {
  readonly story: PromptStory;
  readonly tasks: readonly Task[];
  readonly boardPath: string;
  readonly testCommand: string | undefined;
  readonly batchMode: boolean;
  /** Reasons of an earlier rejection, review comments, failing checks. */
  readonly actionItems: readonly string[];
  /** What earlier stories of the batch learned. */
  readonly learnings: readonly string[];
}

export function builderPrompt(input: BuilderPromptInput): string {
  return prompt([
    "You build one story of a sprint in the work tree you stand in. Other stories are not your concern.",
    GROUND_RULES,
    storyBlock(input.story),
    `Work task by task, in this order; what is not listed is done already:\n${taskList(
      "open tasks",
      input.tasks.filter((task) => !task.checked),
    )}`,
    listPart(
      "An earlier attempt was sent back. Handle each of these as well:",
      "action items",
      input.actionItems,
    ),
    listPart("Earlier stories of this batch learned:", "learnings", input.learnings),
    workRules({ ...input, storyPath: input.story.path }),
    [
      "For every open task:",
      "1. Look first whether it is done already; then cite where.",
      "2. Otherwise implement it, with tests where behaviour changes.",
      "3. Add an entry to `tasks_addressed`: the task word for word, and as `evidence` one citation `path:line` or `path:first-last` of the lines that fulfil it as they stand when you finish, then ` — ` and what is there.",
      "A task without such a citation counts as not done. List what you leave in `tasks_remaining`.",
    ].join("\n"),
  ]);
}
