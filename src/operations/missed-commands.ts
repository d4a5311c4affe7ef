/**
 * Commands whose webhook never came, or whose handling ended with the app's process: they stand on
 * GitHub without an answer. Handling one again is harmless, since every command is idempotent by the
 * id of its comment.
 */
import { parseCommand } from "../core/commands/parse-command.ts";
import type { AppContext } from "./app-context.ts";
import type { CommandComment } from "./handle-comment.ts";

export async function missedCommands(
  { comments }: Pick<AppContext, "comments">,
  since: string,
): Promise<readonly CommandComment[]> {
  const written = await comments.listSince(since);
  return (
    written
      .filter(({ isBot, isAnswered }) => !isBot && !isAnswered)
      // What was edited into a command was none when it was written, and its webhook is not heard either.
      .filter(({ isEdited }) => !isEdited)
      .filter(({ body }) => parseCommand(body).kind !== "none")
  );
}
