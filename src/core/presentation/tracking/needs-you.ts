/** What only a person can do now, most urgent first, each with why it matters. */
import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import { lastSettledAttempt } from "../../batch/story-attempts.ts";
import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { escapeProse } from "../markdown/escape.ts";
import { pullRequestLink, type Links } from "../markdown/links.ts";
import { alert, bullets, fitEntries, inWords, type Room } from "../markdown/blocks.ts";
import { storyName } from "../plan/plan-text.ts";
import { reasonsOf, storyCode } from "../story/story-card.ts";

const REASON_CHARACTERS = 300;
const SEPARATE_REVIEWS = 3;
const SHARED_REVIEWS = 10;
const ROOM: Room = { entries: 15, characters: 12_000 };

export interface NeedsInput {
  readonly state: BatchState;
  readonly plan: Plan | undefined;
  readonly notices: readonly string[];
  readonly links: Links;
}

export interface Needs {
  readonly count: number;
  readonly text: string;
}

export function needsYou(input: NeedsInput): Needs {
  const waiting = waitingFor(input);
  const toMerge: string[] = [];
  const toReview: StoryState[] = [];
  const toDecide: string[] = [];
  for (const story of input.state.stories) {
    const waiters = waiting.get(story.key) ?? [];
    const decision = decisionText(story, input.links);
    if (story.condition.kind === "delivered" && waiters.length > 0) {
      toMerge.push(mergeText(story, story.condition.pullRequest, { waiters, links: input.links }));
    } else if (story.condition.kind === "delivered") {
      toReview.push(story);
    } else if (decision !== "") toDecide.push(decision);
  }
  const notices = input.notices.map((notice) => escapeProse(notice, REASON_CHARACTERS));
  const urgent = [...toMerge, ...toDecide, ...notices, ...otherWaits(input.state)];
  const count = urgent.length + toReview.length;
  if (count === 0) return { count, text: "" };
  const entries = [...urgent, ...reviewLines(toReview, input.links)];
  const text = bullets(fitEntries(entries, ROOM));
  return { count, text: alert(urgent.length > 0 ? "IMPORTANT" : "NOTE", `**Needs you**\n\n${text}`) };
}

function mergeText(
  story: StoryState,
  pullRequest: number,
  { waiters, links }: { readonly waiters: readonly StoryKey[]; readonly links: Links },
): string {
  const keys = inWords(waiters.map(storyCode), 3);
  const wait = waiters.length === 1 ? "waits" : "wait";
  return `**Merge** ${pullRequestLink(pullRequest, links)} ${storyName(story)} — ${keys} ${wait} for it`;
}

/** Nothing waits for these; many of them share a line. */
function reviewLines(stories: readonly StoryState[], links: Links): readonly string[] {
  const named = stories.map((story) => {
    const link = story.pullRequest === null ? "" : pullRequestLink(story.pullRequest, links);
    return { story, link };
  });
  if (named.length <= SEPARATE_REVIEWS) {
    return named.map(({ story, link }) => `**Review and merge** ${link} ${storyName(story)}`);
  }
  const list = named.map(({ story, link }) => `${link} ${storyCode(story.key)}`);
  return [`**Review and merge** ${inWords(list, SHARED_REVIEWS)}`];
}

function decisionText(story: StoryState, links: Links): string {
  const { condition } = story;
  if (condition.kind !== "failed" && condition.kind !== "partial" && condition.kind !== "blocked") return "";
  const verb = condition.kind === "blocked" ? "Decide" : "Look at";
  const own = reasonsOf(lastSettledAttempt(story)?.outcome ?? null)[0];
  const reason = escapeProse(own ?? condition.reasons.at(-1) ?? "", REASON_CHARACTERS).replace(/\.$/u, "");
  const draft = story.pullRequest === null ? "" : ` — draft ${pullRequestLink(story.pullRequest, links)}`;
  return `**${verb}** ${storyName(story)}: ${reason}${draft}`;
}

/** What a parked batch waits for besides merges, which are named above. */
function otherWaits(state: BatchState): readonly string[] {
  if (state.condition.kind !== "parked") return [];
  return state.condition.waitingFor
    .filter((reason) => !reason.startsWith("#"))
    .map((reason) => escapeProse(reason, REASON_CHARACTERS));
}

/** For each delivered story, the stories of the batch that cannot start before it is merged. */
function waitingFor({ state, plan }: NeedsInput): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  const found = new Map<StoryKey, Set<StoryKey>>();
  if (!plan) return new Map();
  const waiting = new Set(keysWith(state, "waiting"));
  const delivered = new Set(keysWith(state, "delivered"));
  function note(needed: StoryKey, waiter: StoryKey): void {
    if (!delivered.has(needed) || !waiting.has(waiter)) return;
    const waiters = found.get(needed);
    if (waiters) waiters.add(waiter);
    else found.set(needed, new Set([waiter]));
  }
  for (const { key, disposition } of plan.stories) {
    if (disposition.kind !== "waits") continue;
    for (const blocker of disposition.for) note(blocker.story, key);
  }
  // A story that waits for others anyway is named with those; conflicts are asked about pair by pair.
  for (const { key, disposition } of plan.stories) {
    if (disposition.kind !== "ready" || !waiting.has(key)) continue;
    for (const needed of delivered) {
      if (plan.conflicts.between(key, needed)?.strength === "stated") note(needed, key);
    }
  }
  return new Map([...found].map(([needed, waiters]) => [needed, [...waiters]]));
}

function keysWith(state: BatchState, kind: "waiting" | "delivered"): readonly StoryKey[] {
  return state.stories.filter((story) => story.condition.kind === kind).map((story) => story.key);
}
