/**
 * Snapshot in, plan out: every story of the board exactly once, with the reason. The same snapshot
 * gives the same plan whatever the order in which its files were read.
 */
import type { StoryFilter } from "../commands/command.ts";
import type { Config } from "../config/config.ts";
import type { ConflictIndex } from "../conflicts/conflict.ts";
import { footprintContext, readFootprint } from "../conflicts/find-footprint.ts";
import type { StoryReading } from "../conflicts/find-footprint.ts";
import { indexConflicts } from "../conflicts/index-conflicts.ts";
import type { ConflictStory, EarlierStory } from "../conflicts/story-pairs.ts";
import type { SprintSnapshot, StoryPullRequest } from "../sprint/sprint.ts";
import type { StoryKey } from "../sprint/story.ts";
import { decideStories } from "./decide-stories.ts";
import type { Decision, PullRequests } from "./decide-stories.ts";
import { linkStories } from "./link-stories.ts";
import type { Disposition, Plan, PlannedStory } from "./plan.ts";
import { resolveFilter } from "./resolve-filter.ts";
import { urgencyOf, byUrgency } from "./schedule/urgency.ts";
import { brokenLinks, openNeeds, readCircles, waitersOf } from "./wait-graph.ts";
import type { OpenNeeds } from "./wait-graph.ts";
import { openTasks, weighStories } from "./weigh-stories.ts";

export interface PlanOptions {
  readonly config: Config;
  readonly filter: StoryFilter;
  /** Stories the asking batch has started: their status and open pull request do not exclude them. */
  readonly own: ReadonlySet<StoryKey>;
}

function groupPullRequests(pullRequests: readonly StoryPullRequest[]): PullRequests {
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

function withTier(decision: Decision | undefined, waiting: readonly StoryKey[]): Disposition {
  if (!decision) throw new Error("bug: a story of the board without a decision");
  if (decision.kind !== "ready") return decision;
  if (decision.fix !== undefined) return { kind: "ready", tier: 1, reason: decision.fix };
  const [first] = waiting;
  if (first === undefined) return { kind: "ready", tier: 3, reason: "Nothing keeps it from running." };
  const more = waiting.length > 1 ? ` and ${waiting.length - 1} more` : "";
  return { kind: "ready", tier: 2, reason: `${first}${more} cannot start before it.` };
}

const KINDS: readonly Disposition["kind"][] = ["ready", "waits", "excluded"];

/** What runs, then what waits, each by urgency, then the rest; the board's order decides ties. */
function byAttention(a: PlannedStory, b: PlannedStory): number {
  const kinds = KINDS.indexOf(a.disposition.kind) - KINDS.indexOf(b.disposition.kind);
  return kinds === 0 ? byUrgency(urgencyOf(a), urgencyOf(b)) : kinds;
}

/** Reading a footprint takes longer than all else, and most stories are never asked about: read when it is. */
function withFootprint<T>(story: T, read: () => StoryReading): T & { readonly footprint: StoryReading } {
  let footprint: StoryReading | undefined;
  return {
    ...story,
    get footprint() {
      footprint ??= read();
      return footprint;
    },
  };
}

function conflictsOf(snapshot: SprintSnapshot, config: Config, needs: OpenNeeds): ConflictIndex {
  const context = footprintContext(snapshot.tree, config);
  const stories: ConflictStory[] = [];
  const earlier: EarlierStory[] = [];
  for (const { key, epic } of snapshot.board.stories) {
    const file = snapshot.files.get(key);
    if (!file) continue;
    const text = { path: file.path, text: file.text, description: snapshot.epicTexts.get(key) };
    const read = readFootprint.bind(undefined, text, key, context);
    const [dependsOn, touched] = [needs.get(key), snapshot.history.touched.get(key)];
    if (dependsOn) stories.push(withFootprint({ key, epic, dependsOn }, read));
    else if (touched) earlier.push(withFootprint({ key, touched }, read));
  }
  return indexConflicts({ stories, earlier, context });
}

/** Stories that run now or later; what is left out frees nobody. */
function keysOf(decisions: ReadonlyMap<StoryKey, Decision>, kind: Decision["kind"]): readonly StoryKey[] {
  return [...decisions].filter(([, decision]) => decision.kind === kind).map(([key]) => key);
}

function finishedStories(snapshot: SprintSnapshot, pullRequests: PullRequests): ReadonlySet<StoryKey> {
  const finished = snapshot.board.stories.filter(({ key, status }) => {
    const isMerged = pullRequests.get(key)?.some(({ state }) => state === "merged") ?? false;
    return status === "done" || isMerged;
  });
  return new Set(finished.map((story) => story.key));
}

export function planSprint(snapshot: SprintSnapshot, options: PlanOptions): Plan {
  const { files, board } = snapshot;
  const pullRequests = groupPullRequests(snapshot.pullRequests);
  const finished = finishedStories(snapshot, pullRequests);
  const links = linkStories(snapshot);
  const needs = openNeeds(links, (key) => finished.has(key));
  const filter = resolveFilter(options.filter, board);
  // Nobody acts on the links of stories the command leaves out.
  const circles = readCircles(needs, (key) => filter.out.has(key));
  const linkProblems = links.problems.filter(({ story }) => !filter.out.has(story));
  const broken = new Map([...circles.broken, ...brokenLinks(links)]);
  const decisions = decideStories({ snapshot, own: options.own, pullRequests, filter, broken, needs });
  const waiters = waitersOf(needs, (key) => decisions.get(key)?.kind === "waits");
  const conflicts = conflictsOf(snapshot, options.config, needs);
  const open = [...keysOf(decisions, "ready"), ...keysOf(decisions, "waits")];
  const { weights, tails, chains } = weighStories({ open, files, waiters, conflicts });
  const stories = board.stories.map(({ key, epic }): PlannedStory => {
    const weight = weights.get(key) ?? openTasks(files.get(key));
    return {
      key,
      title: titleOf(key, snapshot),
      epic,
      path: files.get(key)?.path,
      disposition: withTier(decisions.get(key), waiters.get(key) ?? []),
      chain: chains.get(key) ?? 0,
      weight,
      tail: tails.get(key) ?? weight,
      dependsOn: (links.needs.get(key) ?? []).map((link) => link.key),
    };
  });
  return {
    commit: snapshot.commit,
    stories: stories.toSorted(byAttention),
    conflicts,
    problems: [
      ...snapshot.problems,
      ...linkProblems.map(({ problem }) => problem),
      ...circles.problems,
      ...filter.problems,
    ],
  };
}
