/**
 * Snapshot in, plan out: every story of the board exactly once, with the reason. The same snapshot
 * gives the same plan whatever the order in which its files were read.
 */
import type { StoryFilter } from "../commands/command.ts";
import type { Config } from "../config/config.ts";
import { footprintContext, readFootprint } from "../conflicts/find-footprint.ts";
import type { ConflictIndex } from "../conflicts/conflict.ts";
import { indexConflicts } from "../conflicts/index-conflicts.ts";
import type { ConflictStory } from "../conflicts/story-pairs.ts";
import type { BoardStory, SprintSnapshot, StoryPullRequest } from "../sprint/sprint.ts";
import type { StoryKey } from "../sprint/story.ts";
import { disposeStory } from "./dispose-story.ts";
import type { Decision } from "./dispose-story.ts";
import { linkStories } from "./link-stories.ts";
import { longestChains } from "./longest-chains.ts";
import type { Disposition, Plan, PlannedStory } from "./plan.ts";
import { resolveFilter } from "./resolve-filter.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { brokenLinks, openNeeds, readCircles, waitersOf } from "./wait-graph.ts";
import type { OpenNeeds } from "./wait-graph.ts";

export interface PlanOptions {
  readonly config: Config;
  readonly filter: StoryFilter;
  /** Stories the asking batch has started: their status and open pull request do not exclude them. */
  readonly own: ReadonlySet<StoryKey>;
}

function groupPullRequests(
  pullRequests: readonly StoryPullRequest[],
): ReadonlyMap<StoryKey, readonly StoryPullRequest[]> {
  const byStory = new Map<StoryKey, StoryPullRequest[]>();
  const inOrder = pullRequests.toSorted((a, b) => a.number - b.number);
  for (const pullRequest of inOrder) {
    const others = byStory.get(pullRequest.story);
    if (others) others.push(pullRequest);
    else byStory.set(pullRequest.story, [pullRequest]);
  }
  return byStory;
}

/** A title people can read where neither the story nor an epics file gives one. */
function titleFromKey(key: StoryKey): string {
  const words = key
    .replace(/^(?:[a-z]{0,8}-?\d{1,6}[a-z]?[-.])+/iu, "")
    .replaceAll(/[-_]+/gu, " ")
    .trim();
  return words === "" ? key : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function titleOf(key: StoryKey, snapshot: SprintSnapshot): string {
  const file = snapshot.files.get(key);
  return (file ? file.title : snapshot.epicTitles.get(key)) || titleFromKey(key);
}

interface Sprint {
  readonly snapshot: SprintSnapshot;
  readonly options: PlanOptions;
  readonly pullRequests: ReadonlyMap<StoryKey, readonly StoryPullRequest[]>;
  readonly filter: ResolvedFilter;
  readonly broken: ReadonlyMap<StoryKey, string>;
  readonly needs: OpenNeeds;
}

function stateOf(story: BoardStory | undefined, sprint: Sprint): string {
  if (!story) return "is not on the board";
  if (sprint.broken.has(story.key)) return "cannot run because of its own dependencies";
  if (story.status === "blocked") return `is \`${story.rawStatus.slice(0, 60)}\` on the board`;
  if (!sprint.snapshot.files.has(story.key)) return "has no story file yet";
  if (sprint.filter.out.has(story.key)) return "is not part of this run";
  return "is not finished";
}

function decide(sprint: Sprint): ReadonlyMap<StoryKey, Decision> {
  const { board, files, missing } = sprint.snapshot;
  const epics = new Map(board.epics.map((epic) => [epic.key, epic]));
  const stories = new Map(board.stories.map((story) => [story.key, story]));
  function openPullRequestOf(key: StoryKey): StoryPullRequest | undefined {
    // A draft is work that was turned down: merging it is not what the others wait for.
    return sprint.pullRequests.get(key)?.find(({ state, isDraft }) => state === "open" && !isDraft);
  }
  const decisions = board.stories.map((story): readonly [StoryKey, Decision] => {
    const { key } = story;
    const decision = disposeStory({
      story,
      epic: epics.get(story.epic),
      file: files.get(key),
      tried: missing.get(key) ?? [],
      isOwn: sprint.options.own.has(key),
      filteredOut: sprint.filter.out.get(key),
      brokenDependency: sprint.broken.get(key),
      pullRequests: sprint.pullRequests.get(key) ?? [],
      unmet: sprint.needs.get(key) ?? [],
      stateOf: (needed) => stateOf(stories.get(needed), sprint),
      openPullRequestOf,
    });
    return [key, decision];
  });
  return new Map(decisions);
}

function withTier(decision: Decision, waiting: readonly StoryKey[]): Disposition {
  if (decision.kind !== "ready") return decision;
  if (decision.fix !== undefined) return { kind: "ready", tier: 1, reason: decision.fix };
  const [first] = waiting;
  if (first === undefined) return { kind: "ready", tier: 3, reason: "Nothing keeps it from running." };
  const more = waiting.length > 1 ? ` and ${waiting.length - 1} more` : "";
  return { kind: "ready", tier: 2, reason: `${first}${more} cannot start before it.` };
}

/** Ready stories by tier and longest chain, then waiting ones, then the rest; board order decides ties. */
function attention({ disposition, chain }: PlannedStory): readonly [number, number] {
  switch (disposition.kind) {
    case "ready":
      return [disposition.tier, -chain];
    case "waits":
      return [4, 0];
    case "excluded":
      return [5, 0];
  }
}

function byAttention(a: PlannedStory, b: PlannedStory): number {
  const [groupA, chainA] = attention(a);
  const [groupB, chainB] = attention(b);
  return groupA === groupB ? chainA - chainB : groupA - groupB;
}

function conflictsOf(snapshot: SprintSnapshot, config: Config, needs: OpenNeeds): ConflictIndex {
  const context = footprintContext(snapshot.tree, config);
  const open = snapshot.board.stories.flatMap((story): readonly ConflictStory[] => {
    const { key, epic } = story;
    const file = snapshot.files.get(key);
    const dependsOn = needs.get(key);
    if (!file || !dependsOn) return [];
    return [{ key, epic, footprint: readFootprint(file, key, context), dependsOn }];
  });
  return indexConflicts(open, snapshot.history);
}

export function planSprint(snapshot: SprintSnapshot, options: PlanOptions): Plan {
  const pullRequests = groupPullRequests(snapshot.pullRequests);
  const finished = new Set(
    snapshot.board.stories
      .filter(({ key, status }) => {
        const isMerged = pullRequests.get(key)?.some(({ state }) => state === "merged") ?? false;
        return status === "done" || isMerged;
      })
      .map((story) => story.key),
  );
  const links = linkStories(snapshot);
  const needs = openNeeds(links, (key) => finished.has(key));
  const circles = readCircles(needs);
  const filter = resolveFilter(options.filter, snapshot.board);
  const broken = new Map([...circles.broken, ...brokenLinks(links)]);
  // Nobody acts on the links of stories the command leaves out.
  const linkProblems = links.problems
    .filter(({ story }) => !filter.out.has(story))
    .map(({ problem }) => problem);
  const waiters = waitersOf(needs, circles);
  const chains = longestChains(waiters);
  const decisions = decide({ snapshot, options, pullRequests, filter, broken, needs });
  const stories = snapshot.board.stories.map((story): PlannedStory => {
    const { key } = story;
    const waiting = (waiters.get(key) ?? []).filter((other) => decisions.get(other)?.kind === "waits");
    const decision = decisions.get(key) ?? { kind: "ready", fix: undefined };
    return {
      key,
      title: titleOf(key, snapshot),
      epic: story.epic,
      path: snapshot.files.get(key)?.path,
      disposition: withTier(decision, waiting),
      chain: chains.get(key) ?? 0,
      dependsOn: (links.needs.get(key) ?? []).map((link) => link.key),
    };
  });
  return {
    commit: snapshot.commit,
    stories: stories.toSorted(byAttention),
    conflicts: conflictsOf(snapshot, options.config, needs),
    problems: [...snapshot.problems, ...linkProblems, ...circles.problems, ...filter.problems],
  };
}
