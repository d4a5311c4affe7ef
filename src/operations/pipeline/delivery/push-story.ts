import { Failure } from "../../failure.ts";
import type { DeliveryEntry, ImportRepository, JobRepository } from "../../ports.ts";
import type { Placement } from "./choose-placement.ts";

export type Push =
  | { readonly kind: "pushed"; readonly commit: string }
  /** Somebody moved the branch since it was looked at. */
  | { readonly kind: "moved" }
  /** The story was taken from this attempt while the commit was made. */
  | { readonly kind: "stale"; readonly reason: string };

interface PushPorts {
  readonly repository: ImportRepository;
  readonly github: JobRepository;
  /** Undefined while the attempt still holds its story, else why it does not. */
  lost(): Promise<string | undefined>;
}

/** Makes the commit through the API, so that GitHub signs it, and moves the branch forward to it. */
export async function pushStory(
  ports: PushPorts,
  branch: string,
  commit: { readonly place: Extract<Placement, { readonly kind: "place" }>; readonly message: string },
): Promise<Push> {
  const { repository, github } = ports;
  const { place, message } = commit;
  const entries: DeliveryEntry[] = [];
  for (const change of await repository.changes(place.measuredFrom, place.tree)) {
    const content = change.blob === null ? null : await repository.readBytes(change.blob);
    entries.push({ path: change.path, mode: change.mode, content });
  }
  const base = await repository.commit(place.measuredFrom);
  const tree = await github.createTree(base.tree, entries);
  if (tree !== place.tree) {
    throw new Failure(`GitHub built tree ${tree} where ${place.tree} was proved; nothing was pushed.`, {
      code: "unexpected-answer",
      retryable: false,
    });
  }
  const sha = await github.createCommit({ message, tree, parents: place.parents });
  // As late as possible: making a large commit takes minutes, in which the claim may have gone.
  const reason = await ports.lost();
  if (reason !== undefined) return { kind: "stale", reason };
  const moved =
    place.how === "create" ? await github.createBranch(branch, sha) : await github.advanceBranch(branch, sha);
  return moved === "moved" ? { kind: "moved" } : { kind: "pushed", commit: sha };
}
