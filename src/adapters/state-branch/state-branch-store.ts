/**
 * Batch state on an orphan branch of the target repository. Every write is one commit that GitHub
 * makes only if the branch still is where it was read: compare and swap, and an audit log at once.
 *
 * The head is read first and files by its commit id afterwards: read together, a write of somebody
 * else between the two would pair old files with the new head and be overwritten.
 */
import { BatchId } from "../../core/batch/batch-id.ts";
import { NO_CLAIMS } from "../../core/batch/brief.ts";
import { batchStatePath, briefPath, CLAIMS_PATH, STATE_BRANCH } from "../../core/batch/names.ts";
import { isLookedAfter } from "../../core/batch/stories/is-looked-after.ts";
import type { StateStore, StateWrite, StoredState } from "../../operations/ports.ts";
import { Failure } from "../../operations/failure.ts";
import { createStateBranch } from "./create-state-branch.ts";
import {
  decodeBatch,
  decodeBrief,
  decodeClaims,
  encodeBatch,
  encodeBrief,
  encodeClaims,
} from "./state-files.ts";
import { listFolder, readFiles, readHead } from "./read-state-branch.ts";
import type { StateBranchAccess } from "./read-state-branch.ts";

type Change = Parameters<StateStore["write"]>[0];

function filesOf({ batch, claims, briefs }: Change): ReadonlyMap<string, string> {
  const path = batchStatePath(batch.id);
  const files = new Map([
    [path, encodeBatch(batch, path)],
    [CLAIMS_PATH, encodeClaims(claims, CLAIMS_PATH)],
  ]);
  for (const brief of briefs) files.set(briefPath(brief), encodeBrief(brief, briefPath(brief)));
  return files;
}

function isOver(text: string, now: string): boolean {
  try {
    return !isLookedAfter(JSON.parse(text), now);
  } catch {
    // Unreadable is not over: whoever advances it will say what is wrong.
    return false;
  }
}

/** `over` remembers the ids of files that hold a batch that is over; a blob never changes. */
async function listOpen(
  access: StateBranchAccess,
  over: Set<string>,
  now: string,
): Promise<readonly BatchId[]> {
  const head = await readHead(access);
  if (head === null) return [];
  const entries = (await listFolder(access, head, "batches")).filter(({ id }) => !over.has(id));
  const paths = entries.map(({ name }) => `batches/${name}`);
  const texts = await readFiles(access, head, paths);
  const open: BatchId[] = [];
  for (const { name, id } of entries) {
    const batch = BatchId.safeParse(name.replace(/\.json$/u, ""));
    if (!batch.success) continue;
    if (isOver(texts.get(`batches/${name}`) ?? "", now)) over.add(id);
    else open.push(batch.data);
  }
  return open;
}

export function createStateBranchStore(access: StateBranchAccess): StateStore {
  /** What was read or written last, by batch; good as long as the head is the same. */
  const seen = new Map<BatchId, StoredState>();
  const over = new Set<string>();

  async function write(change: Change): Promise<StateWrite> {
    const files = filesOf(change);
    const { version, message } = change;
    const outcome =
      version === null
        ? await createStateBranch(access, files, message)
        : await access.commit({ branch: STATE_BRANCH, expectedHead: version, message, files });
    switch (outcome.kind) {
      case "written":
        seen.set(change.batch.id, { version: outcome.commit, claims: change.claims, batch: change.batch });
        return { kind: "written", version: outcome.commit };
      case "stale":
        seen.delete(change.batch.id);
        return { kind: "conflict" };
      case "refused":
        throw new Failure(
          `GitHub does not let the app write the branch ${STATE_BRANCH}: ${outcome.reason}. ` +
            "Allow the app in the rules of that branch.",
          { code: "forbidden", retryable: false },
        );
    }
  }

  return {
    async read(batch) {
      const version = await readHead(access);
      if (version === null) return { version, claims: NO_CLAIMS, batch: undefined };
      const known = seen.get(batch);
      if (known?.version === version) return known;
      const path = batchStatePath(batch);
      const texts = await readFiles(access, version, [path, CLAIMS_PATH]);
      const claims = texts.get(CLAIMS_PATH);
      const text = texts.get(path);
      const stored = {
        version,
        claims: claims === undefined ? NO_CLAIMS : decodeClaims(claims, CLAIMS_PATH),
        batch: text === undefined ? undefined : decodeBatch(text, path),
      };
      seen.set(batch, stored);
      return stored;
    },

    async readBrief(name) {
      const head = await readHead(access);
      if (head === null) return undefined;
      const path = briefPath(name);
      const text = (await readFiles(access, head, [path])).get(path);
      return text === undefined ? undefined : decodeBrief(text, path);
    },

    listOpen: (now) => listOpen(access, over, now),
    write,
  };
}
