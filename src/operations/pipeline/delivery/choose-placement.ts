import { BatchId, commentOfBatch } from "../../../core/batch/batch-id.ts";
import type { Brief } from "../../../core/batch/brief.ts";
import { TRAILERS } from "../../../core/batch/names.ts";
import { parseTrailers } from "../../../core/evidence/trailers.ts";
import type { ImportRepository } from "../../ports.ts";
import type { ImportedStory } from "./unpack-attempt.ts";

/** Where the story's commit goes: always on top of what is there, never instead of it. */
export type Placement =
  | {
      readonly kind: "place";
      readonly parents: readonly string[];
      readonly tree: string;
      /** The parent that the pull request's difference is measured from. */
      readonly measuredFrom: string;
      /** `create` when the branch does not exist yet. */
      readonly how: "create" | "advance";
    }
  /** An earlier run of this job pushed it. */
  | { readonly kind: "placed"; readonly commit: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface Heads {
  /** Newest commit of the base branch. */
  readonly base: string;
  /** Head of the story's branch, if there is one. */
  readonly branch: string | undefined;
}

/**
 * The newest base is the parent when nothing that the story changes was changed there since; then
 * every changed file is exactly the one that was proved. Otherwise the story stays on the base it
 * was made for, and the pull request shows the conflict to people.
 */
export async function choosePlacement(
  repository: ImportRepository,
  story: ImportedStory,
  delivery: {
    readonly brief: Brief;
    readonly heads: Heads;
    /** Digest of the manifest that is delivered. */
    readonly manifest: string;
  },
): Promise<Placement> {
  const { brief, heads } = delivery;
  if (heads.branch === undefined) {
    const { parent, tree } = await newestParent(repository, story, heads.base);
    return { kind: "place", parents: [parent], tree, measuredFrom: parent, how: "create" };
  }
  const trailers = parseTrailers((await repository.commit(heads.branch)).message);
  if (trailers.get(TRAILERS.manifest) === delivery.manifest) return { kind: "placed", commit: heads.branch };
  const isStart = heads.branch === brief.startSha;
  if (!isStart) {
    const author = authorOf(brief, trailers);
    if (author === "foreign") return foreign(brief, heads.branch);
    if (author === "later") return later(brief, heads.branch);
  }
  // The draft that the attempt went on from: one more commit on it is the whole difference.
  if (isStart && (await repository.mergeBase(heads.base, heads.branch)) === story.fork) {
    const parents = [heads.branch];
    return { kind: "place", parents, tree: story.tree, measuredFrom: story.fork, how: "advance" };
  }
  const { parent, tree } = await newestParent(repository, story, heads.base);
  return { kind: "place", parents: [heads.branch, parent], tree, measuredFrom: parent, how: "advance" };
}

async function newestParent(
  repository: ImportRepository,
  story: ImportedStory,
  base: string,
): Promise<{ readonly parent: string; readonly tree: string }> {
  const own = { parent: story.fork, tree: story.tree };
  if (base === story.fork) return own;
  const storyPaths = new Set(story.changes.map((change) => change.path));
  const moved = await repository.changes(story.fork, base);
  if (moved.some((change) => storyPaths.has(change.path))) return own;
  const tree = await repository.treeWithChanges(base, story.changes);
  return tree === undefined ? own : { parent: base, tree };
}

/**
 * Who made the head of the branch. Whatever came after this attempt stays the last word, even if
 * the claim said otherwise for a moment.
 */
function authorOf(brief: Brief, trailers: ReadonlyMap<string, string>): "foreign" | "later" | "earlier" {
  const attempt = Number(trailers.get(TRAILERS.attempt));
  const batch = BatchId.safeParse(trailers.get(TRAILERS.batch));
  const isOurs = trailers.get(TRAILERS.story) === brief.story && batch.success && attempt >= 1;
  if (!isOurs) return "foreign";
  // This attempt's own commit counts as earlier: a re-run adds to what its first run made.
  if (batch.data === brief.batch) return attempt > brief.attempt ? "later" : "earlier";
  return isLaterBatch(batch.data, brief.batch) ? "later" : "earlier";
}

/** GitHub numbers comments in the order they come. */
function isLaterBatch(one: BatchId, other: BatchId): boolean {
  const [first, second] = [commentOfBatch(one), commentOfBatch(other)];
  return first !== undefined && second !== undefined && first.commentId > second.commentId;
}

function later(brief: Brief, head: string): Placement {
  return {
    kind: "refused",
    reason: `The branch of story ${brief.story} holds the work of a later attempt (${head.slice(0, 7)}) than attempt ${brief.attempt} of batch ${brief.batch}. It is left as it is.`,
  };
}

function foreign(brief: Brief, head: string): Placement {
  return {
    kind: "refused",
    reason: `The branch of story ${brief.story} ends in a commit that is not ours (${head.slice(0, 7)}). It is left as it is: merge or close its pull request and delete the branch, then retry the story.`,
  };
}
