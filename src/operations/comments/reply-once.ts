import { batchIdOfComment } from "../../core/batch/batch-id.ts";
import type { AppContext } from "../app-context.ts";
import { commentMarker, findMarked } from "./comment-marker.ts";
import type { Reaction } from "../ports.ts";

export interface Answer {
  readonly body: string;
  readonly reaction: Reaction;
}

/**
 * One comment in answer to a command, however often its webhook comes or its handling is repeated:
 * an answer that stands there already is found by its marker.
 */
export async function replyOnce(
  context: Pick<AppContext, "repository" | "crypto" | "comments">,
  command: { readonly issue: number; readonly commentId: number; readonly createdAt: string | undefined },
  answer: Answer,
): Promise<void> {
  const { issue, commentId } = command;
  const marker = commentMarker(context, { issue, subject: `${batchIdOfComment(issue, commentId)}-reply` });
  const place = { issue, since: command.createdAt };
  let standing = await findMarked(context.comments, marker, place);
  if (standing.length === 0) {
    await context.comments.create(issue, `${answer.body}\n\n${marker.text}`);
    standing = await findMarked(context.comments, marker, place);
  }
  // Another instance may have answered meanwhile: whoever looks last sees both, and the first one stays.
  for (const { id } of standing.slice(1)) await context.comments.remove(id);
  await context.comments.react(commentId, answer.reaction);
}
