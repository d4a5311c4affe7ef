import { markerPrefix, renderMarker } from "../../core/presentation/marker.ts";
import type { AppContext } from "../app-context.ts";

export interface CommentMarker {
  /** Goes into the comment's body. */
  readonly text: string;
  /** Stands at the beginning of `text`; what to search for. */
  readonly prefix: string;
}

/** Signed for one place, so that a marker copied into another issue is none. */
export function commentMarker(
  { repository, crypto }: Pick<AppContext, "repository" | "crypto">,
  { issue, subject }: { readonly issue: number; readonly subject: string },
): CommentMarker {
  const signature = crypto.sign(`${repository.owner}/${repository.name}#${issue} ${subject}`);
  return { text: renderMarker({ batch: subject, signature }), prefix: markerPrefix(subject) };
}
