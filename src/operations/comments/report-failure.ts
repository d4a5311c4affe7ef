import { renderFailureReply } from "../../core/presentation/replies.ts";
import type { AppContext } from "../app-context.ts";
import { Failure } from "../failure.ts";
import { replyOnce } from "./reply-once.ts";

/** A command that could not be carried out is told so once, where that is still possible. */
export async function reportFailure(
  context: AppContext,
  comment: Parameters<typeof replyOnce>[1],
  error: unknown,
): Promise<void> {
  // A Failure was written for people; the words of a bug are for the log.
  const what = error instanceof Failure ? error.message : "Something went wrong inside batch-stories.";
  try {
    await replyOnce(context, comment, { body: renderFailureReply(what), reaction: "confused" });
  } catch (second) {
    context.log.error("a failed command could not be answered", {
      comment: comment.commentId,
      error: second,
    });
  }
}
