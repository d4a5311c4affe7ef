import type { Attempt, BatchState, StoryState } from "../batch-state.ts";
import { selectCluster } from "../../planning/select-cluster.ts";
import { tierIn } from "../../planning/schedule/urgency.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "../steps/look.ts";
import { orderBrief, teachings } from "./order-brief.ts";
import { changeStories, isInFlight, isWaiting, part, type Part } from "../steps/step.ts";
import { foreignStories } from "./foreign-stories.ts";
import { unmergedStories } from "./unmerged-stories.ts";

/**
 * Starts whatever fits beside what is in flight, all of it in one run with one nonce. Intent first:
 * attempt, claim and brief are written before the dispatch is sent.
 */
export function dispatchStories(state: BatchState, look: Look): Part {
  const nonce = freshNonce(state, look);
  const selected = nonce === undefined ? [] : selectStories(state, look);
  if (nonce === undefined || selected.length === 0) return part(state);
  const chosen = new Set(selected);
  const { origin } = state;
  // Whoever starts the workflow by hand is in the run that takes the stories: it is known before it is seen.
  const runId = origin.kind === "by-hand" ? origin.runId : null;
  const dispatched = { nonce, runId, at: look.now };
  const next = changeStories(state, (story) => (chosen.has(story.key) ? started(story, dispatched) : story));
  const learned = teachings(state);
  const begun = next.stories.filter((story) => chosen.has(story.key));
  const stories = begun.map((story) => ({ key: story.key, attempt: story.attempts.length }));
  const mode =
    stories.length === 1 ? "one story, sequential mode" : `${stories.length} stories, parallel mode`;
  return part(next, {
    decisions: [{ kind: "dispatch", nonce, stories, reason: `${mode}: dispatch ${nonce}` }],
    briefs: begun.map((story) => orderBrief(story, learned, look)),
  });
}

function selectStories(state: BatchState, look: Look): readonly StoryKey[] {
  const isGoing = state.condition.kind === "running" || state.condition.kind === "parked";
  const ours = state.stories.filter(isInFlight).map((story) => story.key);
  const mustWait = state.config.schedule === "waves" && ours.length > 0;
  const slots = slotsOf(state) - ours.length;
  if (!isGoing || state.halting || mustWait || slots <= 0) return [];
  const candidates = findCandidates(state, look);
  if (candidates.length === 0) return [];
  // What another batch has claimed is in flight as well: neither it nor what conflicts with it starts.
  const inFlight = [...ours, ...look.foreignClaims.keys()];
  const unmerged = [...unmergedStories(state, look).keys()];
  const { plan } = look.observation;
  const foreign = foreignStories(state, look).map(({ key }) => key);
  return selectCluster({
    plan,
    candidates,
    tierOf: tierIn(look.planned),
    inFlight,
    unmerged,
    foreign,
    slots,
  });
}

/** One run takes all stories of a batch that was started by hand, and there is never another one. */
function slotsOf({ origin, stories, config }: BatchState): number {
  if (origin.kind === "comment") return config.maxWorkers;
  return stories.some((story) => story.attempts.length > 0) ? 0 : origin.limit;
}

/** In the order of the newest plan, which knows what has become urgent since the batch began. */
function findCandidates(state: BatchState, look: Look): readonly StoryKey[] {
  const waiting = new Set(state.stories.filter(isWaiting).map((story) => story.key));
  return look.observation.plan.stories
    .filter(({ key, disposition }) => disposition.kind === "ready" && waiting.has(key))
    .map((planned) => planned.key);
}

/** A nonce is used once: a run that carries it already would be taken for the new one. */
function freshNonce(state: BatchState, look: Look): string | undefined {
  const used = new Set<string>(look.runsByNonce.keys());
  for (const attempt of state.stories.flatMap((story) => story.attempts)) used.add(attempt.nonce);
  return look.observation.nonces.find((nonce) => !used.has(nonce));
}

interface Dispatched {
  readonly nonce: string;
  readonly runId: number | null;
  readonly at: string;
}

function started(story: StoryState, { nonce, runId, at }: Dispatched): StoryState {
  const attempt: Attempt = {
    number: story.attempts.length + 1,
    nonce,
    dispatchedAt: at,
    dispatches: 1,
    runId,
    startedAt: null,
    settledAt: null,
    outcome: null,
    learnings: [],
  };
  return { ...story, condition: { kind: "dispatched" }, attempts: [...story.attempts, attempt] };
}
