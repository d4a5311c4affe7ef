import type { ObservedTrackingComment } from "../../core/batch/observation.ts";
import { carriesMarker, markerPrefix, renderMarker } from "../../core/presentation/marker.ts";
import type { MarkerPayload } from "../../core/presentation/marker.ts";
import type { AppContext } from "../app-context.ts";

export interface CommentMarker {
  /** Goes into the comment's body. */
  readonly text: string;
  /** Stands at the beginning of `text`; what to search for. */
  readonly prefix: string;
  readonly payload: MarkerPayload;
}

/** Signed for one place, so that a marker copied into another issue is none. */
export function commentMarker(
  { repository, crypto }: Pick<AppContext, "repository" | "crypto">,
  { issue, subject }: { readonly issue: number; readonly subject: string },
): CommentMarker {
  const signature = crypto.sign(`${repository.owner}/${repository.name}#${issue} ${subject}`);
  const payload = { batch: subject, signature };
  return { text: renderMarker(payload), prefix: markerPrefix(subject), payload };
}

/**
 * Our comments that end with this very marker, oldest first. What only contains one, such as a
 * comment of ours that quotes somebody's text, or carries a forged signature is another comment.
 */
export async function findMarked(
  comments: AppContext["comments"],
  marker: Pick<CommentMarker, "prefix" | "payload">,
  place: { readonly issue: number; readonly since: string | undefined },
): Promise<readonly ObservedTrackingComment[]> {
  const found = await comments.findByMarker(place.issue, marker.prefix, place.since);
  return found.filter(({ body }) => carriesMarker(body, marker.payload));
}
