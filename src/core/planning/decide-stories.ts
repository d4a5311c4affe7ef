/** What becomes of each story of the board, with words for those that wait: for whom, and why that takes. */
import type { Board, SprintSnapshot, StoryPullRequest } from "../sprint/sprint.ts";
import type { StoryKey } from "../sprint/story.ts";
import { disposeStory, quotedStatus } from "./dispose-story.ts";
import type { Verdict } from "./dispose-story.ts";
import type { Link } from "./link-stories.ts";
import type { Blocker, Disposition, ExclusionReason } from "./plan.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import type { OpenNeeds } from "./wait-graph.ts";

export type PullRequests = ReadonlyMap<StoryKey, readonly StoryPullRequest[]>;

export interface SprintFacts {
  readonly snapshot: SprintSnapshot;
  readonly own: ReadonlySet<StoryKey>;
  readonly pullRequests: PullRequests;
  readonly filter: ResolvedFilter;
  readonly broken: ReadonlyMap<StoryKey, string>;
  readonly needs: OpenNeeds;
}

/** Without a tier: that depends on who waits, which is known only when all stories are decided. */
export type Decision =
  | { readonly kind: "ready"; readonly fix: string | undefined }
  | Exclude<Disposition, { kind: "ready" }>;

/** Why a story that is left out does not get finished, behind its key and "which"; `$status` as written. */
const LEFT_OUT_WORDS: Readonly<Record<ExclusionReason, string>> = {
  done: "is done",
  "filtered-out": "is not part of this run",
  "no-story-file": "has no story file yet",
  "no-tasks": "has no tasks yet",
  "blocked-on-board": "is $status on the board",
  "epic-blocked": "belongs to an epic that is blocked",
  "epic-not-contexted": "belongs to an epic without context",
  "in-progress-elsewhere": "somebody else works on",
  "open-pull-request": "has an open pull request",
  "in-review": "is in review",
  "dependency-problem": "cannot run because of its own dependencies",
  unreadable: "cannot be read",
};

type Verdicts = ReadonlyMap<StoryKey, Verdict>;

/** For each story that does not get finished the one that is left out and holds it up, and why. */
type Roots = ReadonlyMap<StoryKey, Root>;

interface Root {
  readonly story: StoryKey;
  readonly words: string;
}

function judge(facts: SprintFacts): Verdicts {
  const { board, files, missing, unread, epicTexts } = facts.snapshot;
  const epics = new Map(board.epics.map((epic) => [epic.key, epic]));
  const verdicts = board.stories.map((story): readonly [StoryKey, Verdict] => {
    const { key } = story;
    const verdict = disposeStory({
      story,
      epic: epics.get(story.epic),
      file: files.get(key),
      tried: missing.get(key) ?? [],
      unread: unread.get(key),
      description: epicTexts.get(key),
      isOwn: facts.own.has(key),
      filteredOut: facts.filter.out.get(key),
      brokenDependency: facts.broken.get(key),
      pullRequests: facts.pullRequests.get(key) ?? [],
      unmet: facts.needs.get(key) ?? [],
    });
    return [key, verdict];
  });
  return new Map(verdicts);
}

/** Who waits for each story. */
function findWaiters(verdicts: Verdicts): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  const waiters = new Map<StoryKey, StoryKey[]>();
  for (const [key, verdict] of verdicts) {
    if (verdict.kind !== "waits") continue;
    for (const link of verdict.unmet) {
      const group = waiters.get(link.key);
      if (group) group.push(key);
      else waiters.set(link.key, [key]);
    }
  }
  return waiters;
}

/** For each story that waits, by others or directly, for one that is left out: the nearest such one. */
function findRoots(verdicts: Verdicts, board: Board): Roots {
  const waiters = findWaiters(verdicts);
  const roots = new Map<StoryKey, Root>();
  for (const { key, rawStatus } of board.stories) {
    const verdict = verdicts.get(key);
    if (verdict?.kind !== "excluded") continue;
    const words = LEFT_OUT_WORDS[verdict.because].replace("$status", () => quotedStatus(rawStatus));
    roots.set(key, { story: key, words });
  }
  // Grows while it is walked: each story enters once, with the nearest one first.
  for (const [key, root] of roots) {
    for (const waiter of waiters.get(key) ?? []) if (!roots.has(waiter)) roots.set(waiter, root);
  }
  return roots;
}

function stateOf(key: StoryKey, roots: Roots): string {
  const root = roots.get(key);
  if (!root) return "is not finished";
  return root.story === key ? root.words : `waits for ${root.story}, which ${root.words}`;
}

function blockerOf({ key, line }: Link, pullRequests: PullRequests, roots: Roots): Blocker {
  const where = `${line.file}:${line.line}`;
  // A draft is work that was turned down: merging it is not what the others wait for.
  const open = pullRequests.get(key)?.find(({ state, isDraft }) => state === "open" && !isDraft);
  if (open) {
    const { number } = open;
    const reason = `It needs ${key}, whose pull request #${number} is not merged yet (${where}).`;
    return { kind: "pull-request", story: key, number, reason };
  }
  return {
    kind: "dependency",
    story: key,
    reason: `It needs ${key}, which ${stateOf(key, roots)} (${where}).`,
  };
}

export function decideStories(facts: SprintFacts): ReadonlyMap<StoryKey, Decision> {
  const verdicts = judge(facts);
  const roots = findRoots(verdicts, facts.snapshot.board);
  const decisions = [...verdicts].map(([key, verdict]): readonly [StoryKey, Decision] => {
    if (verdict.kind !== "waits") return [key, verdict];
    const blockers = verdict.unmet.map((link) => blockerOf(link, facts.pullRequests, roots));
    return [key, { kind: "waits", for: blockers }];
  });
  return new Map(decisions);
}
